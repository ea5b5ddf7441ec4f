"""What a household lets be known: its own page, and its contact officer's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianhu.accounts.requests import PersonRequest, is_card_only
from lianhu.grid.facts import queries, services
from lianhu.grid.facts.forms import FactForm
from lianhu.grid.facts.models import HouseholdFact
from lianhu.grid.facts.rules import SENSITIVE, Fact, Refused
from lianhu.grid.facts.words import FACTS, REFUSALS
from lianhu.grid.guests import contact_of
from lianhu.grid.models import Household, Resident
from lianhu.grid.queries import MyDesk, resident_of
from lianhu.grid.serving import own_household
from lianhu.kernel import clock
from lianhu.privacy.models import Look
from lianhu.privacy.services import record_look

PAGE = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(PAGE)
def mine(request: PersonRequest) -> HttpResponse:
    """A resident's. Whoever has shown a card and no more may be somebody else."""
    if is_card_only(request):
        return render(request, "grid/my_facts.html", {"card_only": True})
    resident = _at_home(request)
    assert resident.household is not None
    return _page(request, "grid/my_facts.html", "my_facts", resident.household, resident)


@login_required
@require_POST
def take_back_mine(request: PersonRequest) -> HttpResponse:
    """One tap, and nothing is asked: it is gone."""
    if is_card_only(request):
        return redirect("my_facts")
    resident = _at_home(request)
    assert resident.household is not None
    _taken_back(request, resident.household)
    return redirect("my_facts")


def _at_home(request: PersonRequest) -> Resident:
    resident = resident_of(request.user)
    if resident is None or resident.household is None:
        raise Http404
    return resident


@login_required
@require_http_methods(PAGE)
def of_household(request: PersonRequest, code: str) -> HttpResponse:
    """An officer's, of an own household, which sees that it was opened."""
    household, my = own_household(request, code)
    _look(request, household, my)
    return _page(request, "grid/household_facts.html", "household_facts", household, None)


@login_required
@require_POST
def take_back_of_household(request: PersonRequest, code: str) -> HttpResponse:
    """By the household's word, told to its officer."""
    household, my = own_household(request, code)
    _look(request, household, my)
    _taken_back(request, household)
    return redirect("household_facts", code)


def _look(request: PersonRequest, household: Household, my: MyDesk) -> None:
    record_look(
        request.user,
        Look.Verb.FACTS,
        desk=my.desk.pk,
        purpose=f"duty {my.duty}",
        at=clock.now(),
        household=household.pk,
    )


def _taken_back(request: PersonRequest, household: Household) -> None:
    fact = _fact(request.POST.get("fact", ""))
    if fact is not None and services.take_back(household, fact):
        messages.success(request, _("Deleted. It is in no list any more."))


def _fact(given: str) -> Fact | None:
    return Fact(given) if given in set(Fact) else None


@dataclass(frozen=True, slots=True)
class _Held:
    row: HouseholdFact
    name: Promise
    by_officer: bool
    is_used: bool


def _page(
    request: PersonRequest, template: str, route: str, household: Household, by: Resident | None
) -> HttpResponse:
    """`by`: the resident whose page it is; None: the officer's."""
    now, sent = clock.now(), request.POST if request.method == "POST" else None
    wanted = _fact(request.GET.get("add", "") if sent is None else sent.get("fact", ""))
    form: FactForm | None = None
    if sent is not None or wanted in queries.usable():
        residents = _residents(household) if by is None else None
        initial = {"fact": wanted, "agreed_by": _only(residents)}
        form = FactForm(sent, residents=residents, initial=initial)
    if form is not None and form.is_valid():
        try:
            services.let_know(
                household,
                form.cleaned_data["fact"],
                until=form.until(timezone.localtime(now).date()),
                agreed=form.cleaned_data["agreed"],
                agreed_by=by or form.cleaned_data["agreed_by"],
                by=request.user,
                now=now,
            )
        except Refused as refused:
            form.add_error(None, str(REFUSALS[refused.code]))
        else:
            messages.success(request, _("Noted. You can delete it at any time."))
            return redirect(route, *([household.code] if by is None else []))
    held = _held(household, now)
    there = {each.row.kind for each in held}
    context: dict[str, Any] = {
        "household": household,
        "held": held,
        "further": [
            (one, FACTS[one]) for one in queries.usable() if one.value not in {*there, wanted}
        ],
        "form": form if wanted is not None else None,
        "wanted": FACTS[wanted] if wanted is not None else "",
        "is_sensitive": wanted in SENSITIVE,
    }
    return render(request, template, context, status=200 if sent is None else 422)


def _residents(household: Household) -> list[Resident]:
    """Who of it may agree, its contact at least."""
    contact_of(household)
    return list(household.residents.order_by("id"))


def _only(residents: Sequence[Resident] | None) -> int | None:
    return residents[0].pk if residents and len(residents) == 1 else None


def _held(household: Household, now: datetime) -> list[_Held]:
    usable = {fact.value for fact in queries.usable()}
    family = set(household.residents.exclude(user=None).values_list("user", flat=True))
    return [
        _Held(row, FACTS[Fact(row.kind)], row.entered_by_id not in family, row.kind in usable)
        for row in queries.rows_of(household.pk, now)
    ]
