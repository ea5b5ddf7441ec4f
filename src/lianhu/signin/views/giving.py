"""An officer gives the members of an own household cards to sign in with."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lianhu.accounts.requests import PersonRequest
from lianhu.grid.guests import contact_of
from lianhu.grid.models import Household
from lianhu.grid.serving import own_household
from lianhu.kernel import clock
from lianhu.privacy.models import Look
from lianhu.privacy.services import record_look
from lianhu.signin.forms import GiveCardForm
from lianhu.signin.models import Card
from lianhu.signin.rules import CardState, masked
from lianhu.signin.services import cards


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: PersonRequest, code: str) -> HttpResponse:
    """The card stands on the answer to the form and nowhere else; sent twice, the second holds."""
    household, my = own_household(request, code)
    form = GiveCardForm(request.POST or None, people=_people(household))
    now = clock.now()
    if request.method == "POST" and form.is_valid():
        whom = form.cleaned_data["whom"]
        if whom == GiveCardForm.CONTACT:
            resident = contact_of(household)
        else:
            resident = household.residents.get(pk=whom)
        try:
            card, token = cards.give(resident, household, by=request.user, my=my, now=now)
        except cards.Serves:
            said = gettext("This person has a duty, and signs in with user name and password.")
            form.add_error("whom", said)
        else:
            context: dict[str, Any] = {
                "household": household,
                "resident": resident,
                "masked": masked(resident.shown_name),
                "card": card,
                "address": request.build_absolute_uri(reverse("card", args=[token])),
            }
            return render(request, "signin/sheet.html", context)
    record_look(
        request.user,
        Look.Verb.CARDS,
        desk=my.desk.pk,
        purpose=f"duty {my.duty}",
        at=now,
        household=household.pk,
    )
    context = {"household": household, "form": form, "rows": _given(household)}
    status = 422 if request.method == "POST" else 200
    return render(request, "signin/give.html", context, status=status)


def _people(household: Household) -> list[tuple[str, str]]:
    residents = list(household.residents.order_by("id"))
    people = [(str(one.pk), one.shown_name) for one in residents]
    if household.contact not in (one.name for one in residents):
        people.insert(0, (GiveCardForm.CONTACT, household.contact))
    return people


def _given(household: Household) -> list[dict[str, Any]]:
    """The latest card of each member."""
    latest: dict[int, Card] = {}
    given = Card.objects.filter(resident__household=household).select_related("resident")
    for card in given.order_by("-id"):
        latest.setdefault(card.resident_id, card)
    now = clock.now()
    return [
        {
            "card": card,
            "state": card.state(now).value,
            "is_open": card.state(now) is CardState.OPEN,
        }
        for card in latest.values()
    ]


@login_required
@require_POST
def revoke(request: PersonRequest, code: str, pk: int) -> HttpResponse:
    household, _my = own_household(request, code)
    card = Card.objects.filter(pk=pk, resident__household=household).first()
    if card is None:
        raise Http404
    cards.revoke(card, now=clock.now())
    messages.success(request, gettext("The card opens nothing any more."))
    return redirect("household_card", code)
