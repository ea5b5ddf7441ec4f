"""The call list of a roster, the sheet of a day, and how somebody below is reached."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianhu.accounts.models import User
from lianhu.accounts.requests import PersonRequest
from lianhu.grid.models import Desk
from lianhu.grid.queries import schedules
from lianhu.grid.serving import served_desks
from lianhu.inbox import below, queries, registry, services
from lianhu.inbox.below import Below, one_below
from lianhu.inbox.broadcasts import registry as broadcasts
from lianhu.inbox.broadcasts.reading import at_work, cards_of, waiting
from lianhu.inbox.forms import REACHES, ReachForm
from lianhu.inbox.models import Item
from lianhu.inbox.people import Wish, wishes
from lianhu.inbox.sayings import sayings_at
from lianhu.inbox.speaking import Speaker, speaking
from lianhu.inbox.undoing import services as undoing
from lianhu.inbox.undoing.views import say
from lianhu.kernel import clock
from lianhu.kernel.phones import shown
from lianhu.ui.parts import Empty, InboxRow, Phone

# Of what waits for one person, on the list; on the sheet.
MOST = 5
MOST_ON_SHEET = 40


@login_required
@require_safe
def calls(request: PersonRequest) -> HttpResponse:
    """As many queries whoever is on it, and however much waits."""
    rosters = below.rosters(served_desks(request))
    if not rosters:
        raise PermissionDenied
    reach, now = below.reach_of(rosters), clock.now()
    everybody = below.everybody(reach, now)
    called = [one for one in everybody if one.by_desk]
    context = {
        "people": _waiting(request.user, called, now),
        "others": [_person(one) for one in everybody if not one.by_desk],
        "away": [_away(one) for one in below.away(reach, now) if one.by_desk],
        "empty": Empty(
            gettext("Nobody below wants to be called"),
            gettext("Who chooses a call or paper stands here, with what waits for them."),
        ),
    }
    return render(request, "inbox/calls.html", context)


def _person(one: Below) -> dict[str, Any]:
    person = one.person
    phone = Phone(person.shown_name, shown(person.phone), person.phone) if person.phone else None
    return {
        "pk": person.pk,
        "name": person.shown_name,
        "desks": [desk.shown_name for desk in one.desks],
        "reach": dict(REACHES)[one.wish.reach],
        "by_desk": one.by_desk,
        "phone": phone,
        "sayings": sayings_at(one.desks) if one.by_desk else (),
    }


def _away(one: Below) -> dict[str, Any]:
    """Nobody calls them; they may call."""
    sayings = [saying for saying in sayings_at(one.desks) if saying.even_away]
    return _person(one) | {"sayings": sayings}


def _waiting(viewer: User, people: Sequence[Below], now: datetime) -> list[dict[str, Any]]:
    """Those to be told of something first, by what falls due."""
    items = queries.of_others(viewer, people)
    first = [item for some in items.values() for item in some[:MOST]]
    rows = dict(zip((item.pk for item in first), rows_of_others(first), strict=True))
    to_tell = queries.wordings_to_tell(people)
    cards = cards_of((wording for some in to_tell.values() for wording in some), now)
    notices = dict(zip((each.card.wording for each in cards), broadcasts.rows(cards), strict=True))
    to_call = queries.to_call(people)
    digests = queries.gathering(people)
    found = [
        _person(one)
        | {
            "call_by": to_call.get(one.person.pk),
            "rows": [rows[item.pk] for item in items[one.person.pk][:MOST]],
            "count": len(items[one.person.pk]),
            "notices": [
                notices[wording]
                for wording in to_tell.get(one.person.pk, [])[:MOST]
                if wording in notices
            ],
            "digest": digests.get(one.person.pk),
        }
        for one in people
    ]
    return sorted(found, key=lambda one: (one["call_by"] is None, one["call_by"] or now))


def rows_of_others(items: Sequence[Item]) -> list[InboxRow]:
    """As somebody reads them who may know that they wait, and not what is told in confidence; with
    an address where that somebody enters what is said.
    """
    found = []
    for item, row in zip(items, registry.rows(items), strict=True):
        if row.in_confidence:
            row = InboxRow(
                title=gettext("Told in confidence"),
                url="",
                icon="lock",
                chip=row.chip,
                due_at=row.due_at,
                number=row.number,
                in_confidence=True,
            )
        found.append(row if registry.kind_of(item).is_entered else replace(row, url=""))
    return found


@login_required
@require_POST
def call_told(request: PersonRequest, pk: int) -> HttpResponse:
    one = one_below(request, pk)
    rosters = below.rosters(served_desks(request))
    act = undoing.told(one.person, rosters, clock.now(), by=request.user)
    if act is not None:
        said = gettext("Noted: %(name)s has been told.")
        say(request, said % {"name": one.person.shown_name}, act)
    return redirect("calls")


@login_required
@require_safe
def sheet(request: PersonRequest, pk: int) -> HttpResponse:
    """What waits for somebody, to be printed and handed over; who is below, whatever they chose."""
    one = one_below(request, pk)
    now = clock.now()
    items = queries.of_others(request.user, [one])[one.person.pk][:MOST_ON_SHEET]
    lately = queries.lately_gathered(one.person, items)
    speaker = speaking(one, by=request.user, now=now)
    notices = _notices(speaker, now)
    parts: dict[bool, list[tuple[int, Item, InboxRow]]] = defaultdict(list)
    order = sorted(items, key=lambda item: item.pk in lately)
    numbered = enumerate(zip(order, rows_of_others(order), strict=True), 1 + len(notices))
    for n, (item, row) in numbered:
        parts[item.pk in lately].append((n, item, row))
    context = {
        "one": _person(one),
        "now": now,
        "notices": notices,
        "digest": parts[True],
        "others": parts[False],
        "sayings": _sayings(speaker, one, now, 1 + len(notices) + len(items)),
        "roster": one.roster,
        "call": _number(one.roster, now),
        "empty": Empty(gettext("Nothing waits")),
    }
    return render(request, "inbox/sheet.html", context)


def _sayings(speaker: Speaker, one: Below, now: datetime, first: int) -> list[dict[str, Any]]:
    """What else the person may say, and what is open of it, numbered from `first` on."""
    number, found = count(first), []
    for saying in sayings_at(one.desks):
        rows = saying.open(speaker, now) or [InboxRow(title="", url="")]
        lines = [(next(number), row) for row in rows]
        found.append({"saying": saying, "url": reverse(saying.route), "lines": lines})
    return found


def _notices(speaker: Speaker, now: datetime) -> list[tuple[int, InboxRow, str]]:
    """What was sent to the person and waits for an answer, with what it says."""
    found = waiting(at_work(speaker.person, speaker.serves), now)[:MOST_ON_SHEET]
    return [
        (n, row, text)
        for n, (row, text) in enumerate(
            zip(broadcasts.rows(found), broadcasts.texts(found), strict=True), 1
        )
    ]


def _number(roster: Desk, now: datetime) -> dict[str, Any]:
    """Where to call, and until when somebody is there."""
    schedule = schedules([roster], now)[roster.pk]
    is_open = schedule.is_open(now)
    return {
        "phone": Phone(roster.shown_name, shown(roster.phone), roster.phone)
        if roster.phone
        else None,
        "until": schedule.next_close(now) if is_open else None,
        "from": None if is_open else schedule.next_open(now),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call_reach(request: PersonRequest, pk: int) -> HttpResponse:
    """For a person who cannot say so: by the roster above, or an administrator."""
    is_roster = bool(below.rosters(served_desks(request)))
    if request.user.is_administrator and not is_roster:
        person = get_object_or_404(User.objects.filter(duties__isnull=False).distinct(), pk=pk)
    else:
        person = one_below(request, pk).person
    wish = wishes([person.pk]).get(person.pk, Wish())
    form = ReachForm(request.POST or None, initial={"reach": wish.reach})
    if request.method == "POST" and form.is_valid():
        services.reach(person, form.cleaned_data["reach"], by=request.user)
        messages.success(request, gettext("From now on it is done this way."))
        return redirect("calls") if is_roster else redirect("call_reach", pk)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "name": person.shown_name, "is_roster": is_roster}
    return render(request, "inbox/reach.html", context, status=status)
