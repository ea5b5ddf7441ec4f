"""Whether the way of a case can be told as the pages of residents and staff tell it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from lianhu.cases.inbox_kinds import KINDS
from lianhu.cases.journey import resident, resident_facts, staff
from lianhu.cases.journey.way import Way, way_of
from lianhu.cases.models import Case
from lianhu.inbox.models import Item
from lianhu.kernel import clock

TOLD: tuple[Callable[[Way, datetime], Any], ...] = (
    lambda way, now: resident.headline(way),
    lambda way, now: resident.summary(way),
    lambda way, now: resident.climb(way),
    lambda way, now: resident.chip(way, now),
    lambda way, now: resident_facts.facts(way, now),
    lambda way, now: resident_facts.late(way, now),
    lambda way, now: resident_facts.afterwards(way),
    lambda way, now: resident_facts.wanted(way),
    lambda way, now: resident.answer(way),
    lambda way, now: resident.steps(way),
    lambda way, now: staff.status(way.case),
    lambda way, now: staff.climb(way, sees_asker=True),
    lambda way, now: staff.chip(way, now, mine=False),
    lambda way, now: staff.timeline(way, sees_asker=True),
    lambda way, now: staff.timeline(way, sees_asker=False),
)


def wrong_journeys(cases: Iterable[int]) -> Iterator[tuple[int, str]]:
    """By case. Some ten statements each."""
    now = clock.now()
    rows = Case.objects.filter(pk__in=cases).select_related("beat__level", "asker", "answered_by")
    for case in rows:
        try:
            way = way_of(case)
            for tell in TOLD:
                tell(way, now)
            for item in Item.objects.filter(ref=case.pk, done_at=None, kind__in=KINDS):
                KINDS[item.kind].describe([item])
        except Exception as error:  # whatever a page would fail of
            yield case.pk, f"its way cannot be told: {error!r}"
