"""The people of the staff: finding, adding and changing them."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianhu.accounts.models import User
from lianhu.accounts.requests import PersonRequest
from lianhu.grid import people as grid_people
from lianhu.grid import services
from lianhu.kernel import clock, text
from lianhu.steward import post_effects as effects
from lianhu.steward.access import administrators_only, staff_person
from lianhu.steward.confirming import ask_first, is_confirmed
from lianhu.steward.narrowing import Chosen, chosen, places_first
from lianhu.steward.people_forms import NewPersonForm, PersonForm
from lianhu.steward.services import note_change

PAGE = 50
SEARCH_LIMIT = 40
# Without letters and digits that are taken for one another.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@administrators_only
@require_safe
@places_first
def people(request: PersonRequest) -> HttpResponse:
    where, now = chosen(request), clock.now()
    search = text.clean(request.GET.get("q", ""), limit=SEARCH_LIMIT)
    after = text.clean(request.GET.get("after", ""), limit=60)
    found = _found(where, search, after, now)
    shown = found[:PAGE]
    posts = grid_people.posts_of(shown, now)
    context = {
        "within": where,
        "search": search,
        "limit": SEARCH_LIMIT,
        "rows": [(person, posts.get(person.pk, [])) for person in shown],
        "is_continued": bool(after),
        "next_at": shown[-1].username if len(found) > PAGE else "",
        "keep": _keep(where, search),
        "kept": [("q", search)] if search else [],
        "whole": _keep(None, search),
    }
    return render(request, "steward/people.html", context)


def _keep(where: Chosen | None, search: str) -> str:
    query = where.query if where else ""
    return f"{query}{urlencode({'q': search})}&" if search else query


def _found(where: Chosen, search: str, after: str, now: datetime) -> Sequence[User]:
    """One page and one more, by user name. Names are encrypted: they are searched within a place
    that has been chosen, whose people are few enough to be read.
    """
    rows = grid_people.all_staff().order_by("username").filter(username__gt=after)
    if where.here is None:
        if search:
            rows = rows.filter(username__startswith=search)
        return list(rows[: PAGE + 1])
    here = grid_people.serving_within(where.here, now).order_by("username")
    here = here.filter(username__gt=after)
    if not search:
        return list(here[: PAGE + 1])
    named = grid_people.matching(here[: grid_people.MOST_READ], search)
    called = here.filter(username__startswith=search)[: PAGE + 1]
    both = {person.username: person for person in [*called, *named]}
    return [both[username] for username in sorted(both)][: PAGE + 1]


@never_cache
@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def person_add(request: PersonRequest) -> HttpResponse:
    sent = request.method == "POST"
    form = NewPersonForm(request.POST if sent else None)
    if sent and form.is_valid():
        person = form.save(commit=False)
        password = _password() if form.cleaned_data["password"] == NewPersonForm.SHOWN else None
        person.set_password(password)
        with transaction.atomic():
            person.save()
            note_change(
                request.user,
                "person.added",
                person.username,
                after={"administrator": person.is_administrator},
                now=clock.now(),
            )
        return _told(request, person, password)
    return render(request, "steward/person_add.html", {"form": form}, status=422 if sent else 200)


def _password() -> str:
    return "-".join("".join(secrets.choice(_ALPHABET) for _n in range(4)) for _part in range(4))


def _told(request: PersonRequest, person: User, password: str | None) -> HttpResponse:
    """The one time that a password is shown."""
    if password is None:
        messages.success(request, _("%(name)s has been added.") % {"name": person.shown_name})
        return redirect("person", person.pk)
    return render(request, "steward/password.html", {"person": person, "password": password})


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: PersonRequest, pk: int) -> HttpResponse:
    """Who it is, where this person serves, and what can be changed."""
    somebody, now = staff_person(pk), clock.now()
    sent = request.method == "POST"
    was = {"name": somebody.name, "administrator": somebody.is_administrator}
    form = PersonForm(request.POST if sent else None, instance=somebody)
    if sent and form.is_valid():
        response = _change(request, somebody, form, was, now)
        if response is not None:
            return response
    duties = grid_people.posts_of([somebody], now).get(somebody.pk, [])
    leaves = grid_people.leaves_of(duties, now)
    context = {
        "person": somebody,
        "shown_name": User.objects.get(pk=pk).shown_name,
        "form": form,
        "duties": [(duty, leaves.get(duty.pk, [])) for duty in duties],
        "now": now,
        "is_me": somebody == request.user,
    }
    return render(request, "steward/person.html", context, status=422 if sent else 200)


def _change(
    request: PersonRequest, somebody: User, form: PersonForm, was: dict[str, Any], now: datetime
) -> HttpResponse | None:
    """Ask or do it; None with an error in the form."""
    is_administrator = form.cleaned_data["is_administrator"]
    if is_administrator != was["administrator"]:
        if somebody == request.user:
            form.add_error("is_administrator", _("Another administrator has to do this."))
            return None
        told = (
            _("%(name)s may change how the city is set up from now on.")
            if is_administrator
            else _("%(name)s may not change how the city is set up any more.")
        )
        effect = [told % {"name": somebody.shown_name}]
        if not is_confirmed(request, effect):
            back = reverse("person", args=[somebody.pk])
            return ask_first(request, somebody.username, effect, back=back, yes=_("So be it"))
    with transaction.atomic():
        form.save()
        after = {"name": somebody.name, "administrator": is_administrator}
        changed = {key for key in after if after[key] != was[key]} | set(form.changed_data)
        note_change(
            request.user,
            "person.changed",
            somebody.username,
            # What the person is called stays in the person's row, where it is encrypted.
            before={"administrator": was["administrator"]},
            after={"administrator": is_administrator, "changed": sorted(changed)},
            now=now,
        )
    messages.success(request, _("It is changed."))
    return redirect("person", somebody.pk)


@require_POST
@administrators_only
def person_deactivate(request: PersonRequest, pk: int) -> HttpResponse:
    somebody, now = staff_person(pk), clock.now()
    if somebody == request.user or not somebody.is_active:
        messages.info(request, _("This cannot be done to oneself, nor twice."))
        return redirect("person", pk)
    duties = grid_people.posts_of([somebody], now).get(somebody.pk, [])
    fills = grid_people.stands_in(somebody, now)
    effect = [_("%(name)s cannot sign in any more.") % {"name": somebody.shown_name}]
    if duties:
        effect.append(_("Ends %(what)s.") % {"what": effects.at_desks(duties)})
    if fills:
        told = ngettext(
            "%(count)d absence is without a stand-in then.",
            "%(count)d absences are without a stand-in then.",
            len(fills),
        )
        effect.append(told % {"count": len(fills)})
    effect += effects.left_unmanned(grid_people.unmanned_without(duties, now))
    if not is_confirmed(request, effect):
        title = _("Deactivate %(name)s") % {"name": somebody.shown_name}
        back = reverse("person", args=[pk])
        return ask_first(request, title, effect, back=back, yes=_("Deactivate"))
    with transaction.atomic():
        services.deactivate(somebody, now=now)
        before = {"duties": [[duty.desk.code, duty.role] for duty in duties]}
        note_change(request.user, "person.deactivated", somebody.username, before=before, now=now)
    messages.success(request, _("%(name)s is deactivated.") % {"name": somebody.shown_name})
    return redirect("person", pk)


@require_POST
@administrators_only
def person_activate(request: PersonRequest, pk: int) -> HttpResponse:
    somebody = staff_person(pk)
    if not somebody.is_active:
        with transaction.atomic():
            somebody.is_active = True
            somebody.save(update_fields=["is_active"])
            note_change(request.user, "person.activated", somebody.username, now=clock.now())
        told = _(
            "%(name)s can sign in again. Duties that have ended do not come back by themselves."
        )
        messages.success(request, told % {"name": somebody.shown_name})
    return redirect("person", pk)


@require_POST
@never_cache
@administrators_only
def person_password(request: PersonRequest, pk: int) -> HttpResponse:
    """A new initial password, shown once."""
    somebody = staff_person(pk)
    effect = [
        _("The password of %(name)s stops working, and a new one is shown once.")
        % {"name": somebody.shown_name},
        _("Whoever is signed in with it now is signed out."),
    ]
    if not is_confirmed(request, effect):
        title = _("New password for %(name)s") % {"name": somebody.shown_name}
        back = reverse("person", args=[pk])
        return ask_first(request, title, effect, back=back, yes=_("Make a new one"))
    password = _password()
    with transaction.atomic():
        somebody.set_password(password)
        somebody.save(update_fields=["password"])
        note_change(request.user, "person.password", somebody.username, now=clock.now())
    return _told(request, somebody, password)
