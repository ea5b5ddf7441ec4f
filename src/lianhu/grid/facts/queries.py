"""What households let be known: of one, for itself; of many, for whom something is meant."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from lianhu.grid.facts.models import HouseholdFact
from lianhu.grid.facts.rules import Fact, offered
from lianhu.grid.models import after


def usable() -> tuple[Fact, ...]:
    """What the city offers: what it has turned off is used for nothing, and can be taken back."""
    return offered(settings.LIANHU_SENSITIVE_FACTS)


def rows_of(household: int, now: datetime) -> list[HouseholdFact]:
    """All that holds today, in the order of the list of facts. One query."""
    today = timezone.localtime(now).date()
    found = HouseholdFact.objects.filter(household=household, until__gte=today)
    order = [fact.value for fact in Fact]
    rows = found.select_related("agreed_by", "entered_by")
    return sorted(rows, key=lambda row: order.index(row.kind))


def facts_of(household: int | None, now: datetime) -> frozenset[Fact]:
    """One query; none for nobody's."""
    if household is None:
        return frozenset()
    return frozenset(Fact(row.kind) for row in rows_of(household, now)) & frozenset(usable())


@dataclass(frozen=True, slots=True)
class Holder:
    """A household that holds one of the facts, and where it lives."""

    household: int
    path: str


def holders(facts: Collection[Fact], paths: Iterable[str], now: datetime) -> set[Holder]:
    """Below these places; for machines alone, who say how many. One query, which decrypts what all
    households there let be known.
    """
    wanted = {fact.value for fact in facts} & {fact.value for fact in usable()}
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(
            household__stays__beat__path__gte=path, household__stays__beat__path__lt=after(path)
        )
    today = timezone.localtime(now).date()
    rows = HouseholdFact.objects.filter(
        below, household__stays__ends_on=None, until__gte=today
    ).values_list("household", "household__stays__beat__path", "kind")
    return {Holder(household, path) for household, path, kind in rows if kind in wanted}
