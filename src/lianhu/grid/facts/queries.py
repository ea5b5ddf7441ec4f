"""What households let be known: of one, for itself; of many, for whom something is meant."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from lianhu.grid.facts.models import HouseholdFact
from lianhu.grid.facts.rules import Fact, offered
from lianhu.grid.models import after


def usable() -> tuple[Fact, ...]:
    """What the city offers: what it has turned off is used for nothing, and can be taken back."""
    return offered(settings.LIANHU_SENSITIVE_FACTS)


def rows_of(household: int, now: datetime) -> list[HouseholdFact]:
    """All that holds today, in the order of the list of facts. One query."""
    order = [fact.value for fact in Fact]
    rows = _lasting(now).filter(household=household).select_related("agreed_by", "entered_by")
    return sorted(rows, key=lambda row: order.index(row.kind))


def facts_of(household: int | None, now: datetime) -> frozenset[Fact]:
    """One query; none for nobody's."""
    if household is None:
        return frozenset()
    kinds = _lasting(now).filter(household=household).values_list("kind", flat=True)
    return frozenset(map(Fact, kinds)) & frozenset(usable())


@dataclass(frozen=True, slots=True)
class Holder:
    """A household that holds a fact, and where it lives."""

    household: int
    path: str
    fact: Fact


def holders(facts: Collection[Fact], paths: Iterable[str], now: datetime) -> set[Holder]:
    """Below these places; for machines alone, who say how many. One query, which decrypts what all
    households there let be known.
    """
    wanted = set(facts) & set(usable())
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(
            household__stays__beat__path__gte=path, household__stays__beat__path__lt=after(path)
        )
    living = _lasting(now).filter(below, household__stays__ends_on=None)
    rows = living.values_list("household", "household__stays__beat__path", "kind")
    return {Holder(home, path, Fact(kind)) for home, path, kind in rows if kind in wanted}


def _lasting(now: datetime) -> QuerySet[HouseholdFact]:
    return HouseholdFact.objects.filter(until__gte=timezone.localtime(now).date())
