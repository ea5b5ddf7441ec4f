"""At which level questions on a topic are answered, month by month: with a good book they sink
toward the officer. By topic and level, never by person or place.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone

from lianhu.cases.access import Viewer, not_about
from lianhu.cases.models import Case
from lianhu.grid.models import Level, Node, after
from lianhu.grid.rules import DeskKind
from lianhu.knowledge.models import Topic

MONTHS = 6


@dataclass(frozen=True, slots=True)
class Month:
    """`counts`: how many were answered at each level, lowest first, and by departments at last."""

    first: date
    counts: Sequence[int]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def at_officer(self) -> int:
        """Per cent of them."""
        return round(100 * self.counts[0] / self.total) if self.total else 0


@dataclass(frozen=True, slots=True)
class Sinking:
    topic: Topic | None
    months: Sequence[Month]


def levels() -> list[Level]:
    """Lowest first."""
    return list(Level.objects.order_by("-depth"))


def answered_where(viewer: Viewer, places: Iterable[Node], known: Sequence[Level]) -> list[Sinking]:
    """Of the last six months, newest first, by topics in their order; what has none comes last. Two
    queries.
    """
    paths = sorted({node.path for node in places})
    rows = Case.objects.filter(
        not_about(viewer.person), answered_at__gte=_first(viewer.now), answered_by__isnull=False
    )
    within = [rows.filter(beat__path__gte=path, beat__path__lt=after(path)) for path in paths]
    counted: dict[int | None, dict[date, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for some in within:
        grouped = some.annotate(month=TruncMonth("answered_at")).values_list(
            "topic", "month", "answered_by__kind", "answered_by__node__depth"
        )
        for topic, month, kind, depth, count in grouped.annotate(count=Count("pk")).order_by():
            place = 0 if kind == DeskKind.DEPARTMENT else depth
            counted[topic][timezone.localtime(month).date()][place] += count
    topics = Topic.objects.filter(pk__in=[pk for pk in counted if pk]).order_by("path")
    return [
        Sinking(topic, _months(counted[topic.pk if topic else None], known))
        for topic in [*topics, *([None] if None in counted else [])]
    ]


def _months(counted: dict[date, Counter[int]], known: Sequence[Level]) -> list[Month]:
    return [
        Month(first, [*(counts[level.depth] for level in known), counts[0]])
        for first, counts in sorted(counted.items(), reverse=True)
    ]


def _first(now: datetime) -> datetime:
    """When the first of these months began."""
    local = timezone.localtime(now)
    months = local.year * 12 + local.month - MONTHS
    return local.replace(
        year=months // 12, month=months % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0
    )
