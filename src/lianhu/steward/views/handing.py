"""Handing over a beat: whom to, from when, what goes along; and taking it back."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianhu.accounts.models import User
from lianhu.accounts.requests import PersonRequest
from lianhu.grid import people, services
from lianhu.grid.models import Desk, HandOver
from lianhu.grid.queries import ladders
from lianhu.grid.rules import HasItAlready, NothingToEnd, Role, SettledAlready
from lianhu.inbox.speaking import speaker_of
from lianhu.kernel import clock, phones, text
from lianhu.steward import handing, moments
from lianhu.steward import post_effects as effects
from lianhu.steward.access import beat_for, own_hand_over
from lianhu.steward.confirming import ask_first, is_confirmed
from lianhu.steward.people_forms import HandOverForm
from lianhu.ui import timewords
from lianhu.ui.parts import Phone

SEARCH_LIMIT = 40


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: PersonRequest, code: str) -> HttpResponse:
    desk, now = beat_for(request, code), clock.now()
    sent = request.method == "POST"
    data = request.POST if sent else None
    search = text.clean((data or request.GET).get("q", ""), limit=SEARCH_LIMIT)
    found = people.find_staff(search, desk.node, now)
    posts = people.posts_of(found, now)
    form = HandOverForm(data, initial={"q": search}, now=now, found=found, posts=posts)
    if sent and form.is_valid():
        response = _hand_over(request, desk, form, now)
        if response is not None:
            return response
    context = _context(request, desk, now) | {
        "form": form,
        "search": search,
        "found": found,
        "limit": SEARCH_LIMIT,
    }
    return render(request, "steward/hand_over.html", context, status=422 if sent else 200)


def _hand_over(
    request: PersonRequest, desk: Desk, form: HandOverForm, now: datetime
) -> HttpResponse | None:
    """Ask or do it; None with an error in the form."""
    facts = form.cleaned_data
    successor, at = facts["successor"], moments.begin_of(facts["day"], now)
    effect = _effect(request.user, desk, successor, at, now)
    if not is_confirmed(request, effect):
        title = _("Hand over %(desk)s") % {"desk": desk.shown_name}
        back = f"{reverse('hand_over', args=[desk.code])}?q={facts['q']}"
        return ask_first(request, title, effect, back=back, yes=_("Hand over"))
    try:
        handing.hand_over(desk, successor, at=at, note=facts["note"], by=request.user, now=now)
    except HasItAlready:
        form.add_error("successor", _("This is the officer there already."))
        return None
    except SettledAlready:
        form.add_error("day", _("Somebody else begins there later. Take that back first."))
        return None
    told = _("%(name)s is the officer of %(desk)s %(time)s.")
    messages.success(request, told % _named(successor, desk, at, now))
    return redirect("hand_over", desk.code)


def _named(person: User, desk: Desk, at: datetime, now: datetime) -> dict[str, str]:
    time = _("from now on") if at <= now else _("from %(day)s") % {"day": timewords.date_words(at)}
    return {"name": person.shown_name, "desk": desk.shown_name, "time": time}


def _effect(reader: User, desk: Desk, successor: User, at: datetime, now: datetime) -> list[str]:
    found = [_("%(name)s is the officer of %(desk)s %(time)s.") % _named(successor, desk, at, now)]
    held = [duty for duty in people.holders(desk, Role.OFFICER, at) if duty.starts_at <= at]
    for duty in held:
        told = _("The post of %(name)s there ends then.")
        found.append(told % {"name": duty.person.shown_name})
    if not held:
        found.append(_("The post was vacant until then."))
    found.append(effects.go_with_the_post(desk, reader))
    found.append(_("What the officer before had taken in hand waits to be taken again."))
    return found


def _context(request: PersonRequest, desk: Desk, now: datetime) -> dict[str, Any]:
    above = ladders([desk.node])[desk.node_id][1:-1]
    held = people.holders(desk, Role.OFFICER, now)
    return {
        "desk": desk,
        "above": " › ".join(each.shown_name for each in reversed(above)),
        "officers": held,
        "work": effects.work_of(desk, request.user),
        "last": people.last_hand_over(desk, now),
        "now": now,
        "supervises": not request.user.is_administrator,
    }


@require_POST
@login_required
def hand_back(request: PersonRequest, code: str) -> HttpResponse:
    desk, now = beat_for(request, code), clock.now()
    last = people.last_hand_over(desk, now)
    if last is None:
        messages.info(request, _("There is nothing to take back any more."))
        return redirect("hand_over", desk.code)
    effect = _undone(request.user, desk, last, now)
    if not is_confirmed(request, effect):
        title = _("Take back the hand-over of %(desk)s") % {"desk": desk.shown_name}
        back = reverse("hand_over", args=[desk.code])
        return ask_first(request, title, effect, back=back, yes=_("Take it back"))
    try:
        handing.hand_back(desk, by=request.user, now=now)
    except NothingToEnd:
        messages.info(request, _("There is nothing to take back any more."))
    else:
        messages.success(request, _("The hand-over has been taken back."))
    return redirect("hand_over", desk.code)


def _undone(reader: User, desk: Desk, last: HandOver, now: datetime) -> list[str]:
    found = [_("The post of %(name)s there ends.") % {"name": last.duty.person.shown_name}]
    if last.before is not None and services.returns_to(last, now):
        told = _("%(name)s has it again.")
        found.append(told % {"name": last.before.person.shown_name})
    else:
        found.append(_("The post is vacant again."))
    found.append(effects.go_with_the_post(desk, reader))
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def handed_over(request: PersonRequest, pk: int) -> HttpResponse:
    """What the successor reads."""
    handed = own_hand_over(request, pk)
    if request.method == "POST":
        handing.have_read(handed, clock.now())
        return redirect("calls" if speaker_of(request).entered_by else "home")
    desk = handed.duty.desk
    before = handed.before.person if handed.before else None
    context = {
        "handed": handed,
        "is_unsigned": True,
        "desk": desk,
        "work": effects.work_of(desk, speaker_of(request).person),
        "before": before,
        "call": Phone(
            _("Call %(name)s") % {"name": before.shown_name},
            phones.shown(before.phone),
            before.phone,
        )
        if before and before.phone
        else None,
    }
    return render(request, "steward/handed_over.html", context)
