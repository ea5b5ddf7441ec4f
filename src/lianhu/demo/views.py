"""The door of the demo city: be any of its people, move its clock. On this machine only."""

import ipaddress
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from lianhu.accounts.models import User
from lianhu.demo import clock as demo_clock
from lianhu.demo.people import DEMO_PEOPLE, DemoPerson
from lianhu.kernel import clock
from lianhu.kernel.names import shown
from lianhu.signin.entering import enter
from lianhu.ui.timewords import day_time

STEPS = ("+15m", demo_clock.NEXT_DAY)

View = Callable[..., HttpResponse]

# What people of each kind can do.
KINDS = {
    "resident": (
        pgettext_lazy("demo", "Residents"),
        _("ask, read the answer, say whether it helped"),
    ),
    "officer": (
        pgettext_lazy("demo", "Contact officers"),
        _("have one inbox on the phone: answer, or pass up"),
    ),
    "clerk": (
        pgettext_lazy("demo", "Desks"),
        _("have a queue: answer, return, pass up, ask a department"),
    ),
    "department": (
        pgettext_lazy("demo", "Department"),
        _("sees what it is asked, not whose matter it is, and replies"),
    ),
    "supervisor": (
        pgettext_lazy("demo", "Supervisor"),
        _("sees where cases wait and which desks nobody mans"),
    ),
    "administrator": (
        pgettext_lazy("demo", "Administrator"),
        _("keeps people, opening hours, calendar and promises"),
    ),
}


@dataclass(frozen=True, slots=True)
class Person:
    username: str
    name: str
    about: str
    current: bool


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    can: str
    people: list[Person]


def on_this_machine(view: View) -> View:
    """Everywhere else the page does not exist. Believes no forwarded header."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not ipaddress.ip_address(request.META["REMOTE_ADDR"]).is_loopback:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@on_this_machine
@require_safe
def door(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/door.html", {"groups": list(_groups(request)), "now": clock.now()})


@on_this_machine
@require_POST
def become(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the listed people; the session of whoever it was before ends.

    No password is asked: being on this machine has to be enough.
    """
    listed = [person.username for person in DEMO_PEOPLE]
    user = get_object_or_404(
        User.objects.filter(username__in=listed, is_active=True),
        username=request.POST.get("person", ""),
    )
    enter(request, user)
    return redirect("home")


@on_this_machine
@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    step = request.POST.get("step", "")
    if step not in STEPS:
        raise Http404
    now = demo_clock.move(step)
    messages.success(request, gettext("The clock shows %(time)s.") % {"time": day_time(now)})
    return redirect("demo")


def _groups(request: HttpRequest) -> Iterator[Group]:
    there = set(
        User.objects.filter(username__in=[person.username for person in DEMO_PEOPLE]).values_list(
            "username", flat=True
        )
    )
    here = request.user.get_username()
    for kind, (title, can) in KINDS.items():
        people = [
            _person(person, here)
            for person in DEMO_PEOPLE
            if person.username in there and _kind(person) == kind
        ]
        if people:
            yield Group(str(title), str(can), people)


def _kind(person: DemoPerson) -> str:
    return "department" if person.seat == "section" else person.role


def _person(person: DemoPerson, here: str) -> Person:
    return Person(
        username=person.username,
        name=shown(*person.name),
        about=shown(*person.about),
        current=person.username == here,
    )
