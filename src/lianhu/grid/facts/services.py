"""Letting something be known of a household, and taking it back. Access is the caller's."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lianhu.accounts.models import User
from lianhu.grid.facts.models import HouseholdFact
from lianhu.grid.facts.rules import Code, Fact, Purpose, Refused, check
from lianhu.grid.models import Household, Resident
from lianhu.kernel import crypto

_CONTEXT = "grid.householdfact.mark"


@transaction.atomic
def let_know(
    household: Household,
    fact: Fact,
    *,
    until: date,
    agreed: bool,
    agreed_by: Resident,
    by: User,
    now: datetime,
) -> None:
    """From now until the end of that day; once more of the same keeps it on. Raises Refused."""
    today = timezone.localtime(now).date()
    check(fact, until, today, agreed=agreed, turned_on=settings.LIANHU_SENSITIVE_FACTS)
    if agreed_by.household_id != household.pk:
        raise Refused(Code.STRANGER)
    # The row of the household: two who enter the same at once enter one.
    list(Household.objects.select_for_update(no_key=True).filter(pk=household.pk))
    HouseholdFact.objects.update_or_create(
        mark=_mark(household, fact),
        defaults={
            "household": household,
            "kind": fact.value,
            "purpose": Purpose.TELL.value,
            "agreed_by": agreed_by,
            "agreed_at": now,
            "until": until,
            "entered_by": by,
        },
    )


def take_back(household: Household, fact: Fact) -> bool:
    """It is deleted, and from then on in no audience; False if it was not there."""
    gone, _rows = HouseholdFact.objects.filter(mark=_mark(household, fact)).delete()
    return gone > 0


def _mark(household: Household, fact: Fact) -> str:
    return crypto.blind_index(f"{household.pk}:{fact.value}", _CONTEXT)
