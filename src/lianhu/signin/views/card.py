"""The page that the square code of a card leads to. Looking at it does nothing: programs that
preview addresses look at it too.
"""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lianhu.accounts.requests import Proof
from lianhu.kernel import clock, phones
from lianhu.kernel.limits import address_of, again_at
from lianhu.signin import rates
from lianhu.signin.entering import enter
from lianhu.signin.forms import NumberForm
from lianhu.signin.models import Card
from lianhu.signin.rules import CardState, masked
from lianhu.signin.services import cards, codes
from lianhu.signin.views.locked import says_when_locked
from lianhu.signin.views.phone import await_code

_LIKE_A_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_SHOWN_DIGITS = 2


@require_safe
@says_when_locked
def card(request: HttpRequest, token: str) -> HttpResponseBase:
    return _page(request, _found(request, token), token, NumberForm())


@require_POST
@says_when_locked
def send_code(request: HttpRequest, token: str) -> HttpResponseBase:
    """To the number on record or, where there is none, to the one that is entered."""
    found = _found(request, token)
    if _why_not(found):
        return _page(request, found, token, NumberForm())
    number = found.resident.phone
    if number:
        ending = phones.shown(number)[-_SHOWN_DIGITS:]
        to = ""
    else:
        form = NumberForm(request.POST)
        if not form.is_valid():
            return _page(request, found, token, form, status=422)
        number, ending = form.cleaned_data["phone"], ""
        to = phones.shown(number)
    rates.of_code(request, number, clock.wall()).spend()
    # Said before a code is sent, so that nobody waits for it in vain.
    if to and not cards.may_enter(found, number, clock.now()):
        form.add_error("phone", gettext("This number cannot be entered here. Use your own."))
        return _page(request, found, token, form, status=422)
    row = codes.send(number, resident=found.resident, card=found, now=clock.wall())
    await_code(request, row, to=to, ending=ending)
    return redirect("sign_in_code")


@require_POST
@says_when_locked
def without_phone(request: HttpRequest, token: str) -> HttpResponseBase:
    found = _found(request, token)
    try:
        user = cards.enter_by_card(found, now=clock.now())
    except (cards.Serves, cards.NotOpen):
        return _page(request, Card.objects.get(pk=found.pk), token, NumberForm())
    enter(request, user, Proof.CARD)
    return redirect("home")


def _found(request: HttpRequest, token: str) -> Card:
    address, now = address_of(request), clock.wall()
    if rates.CARD_MISSES.is_spent(address, now):
        raise rates.Locked(again_at(now))
    found = cards.find(token) if _LIKE_A_TOKEN.fullmatch(token) else None
    if found is None:
        rates.CARD_MISSES.spend(address, now)
        raise Http404
    return found


def _why_not(card: Card) -> str:
    """What closes this card; empty while it opens something."""
    now = clock.now()
    state = card.state(now)
    if state is not CardState.OPEN:
        return state.value
    user = card.resident.user
    return "serves" if user is not None and cards.wants_password(user, now) else ""


def _page(
    request: HttpRequest, card: Card, token: str, form: NumberForm, *, status: int = 200
) -> HttpResponse:
    why = _why_not(card)
    number = card.resident.phone
    context: dict[str, Any] = {
        "token": token,
        "why": why,
        "name": masked(card.resident.shown_name),
        "ending": phones.shown(number)[-_SHOWN_DIGITS:] if number else "",
        "form": form,
    }
    response = render(request, "signin/card.html", context, status=410 if why else status)
    # Its address is its key: it goes into no search engine, no cache and, by the policy of the
    # whole site, no other site's log. (With "no-referrer" its forms would come from nowhere.)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response
