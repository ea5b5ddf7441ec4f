"""Where stages needed most of their time or more, and why: by place, level and topic.

Never by person, and so never by beat, which is one person's: beats count for the place above.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Substr

from lianhu.cases.access import Viewer, not_about
from lianhu.cases.models import Consultation, Event, Stage
from lianhu.cases.rules import Kind, Reason
from lianhu.cases.rules.promises import MIN_STAGE_S
from lianhu.cases.watch import Cause, below, paths_of
from lianhu.grid.models import Level, Node, after
from lianhu.grid.rules import DeskKind
from lianhu.knowledge.models import Topic

# Longer ago, somebody has looked at it or nobody will.
RECENT = timedelta(days=7)
_SENT_ON = (Reason.RETURNED, Reason.TRANSFERRED, Reason.CONTESTED, Reason.LEADS, Reason.ROSTER_TOOK)


class By(StrEnum):
    PLACE = "place"
    LEVEL = "level"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class Line:
    """How many stages at one place, level or topic; `None` stands for departments by level, and
    for no topic.
    """

    what: Node | Level | Topic | None
    open: int
    closed: int


@dataclass(frozen=True, slots=True)
class Slow:
    """What has one cause, where it happened most often first."""

    cause: Cause
    lines: Sequence[Line]

    @property
    def count(self) -> int:
        return sum(line.open + line.closed for line in self.lines)


def slow(viewer: Viewer, within: Sequence[Node], by: By) -> list[Slow]:
    """The causes that there are, in the order of `Cause`. Five queries at most."""
    levels = list(Level.objects.all())
    rows = Stage.objects.filter(below(paths_of(within), ""), not_about(viewer.person, "case__"))
    used = Q(used_s__gte=F("budget_s") * 3 / 4, budget_s__gt=0)
    still = rows.filter(closed_at=None, waiting_until=None).filter(
        Q(alerted_at__isnull=False) | used | _nearly_over(viewer.now, levels)
    )
    done = rows.filter(used, closed_at__gt=viewer.now - RECENT)
    keys = _key(by, within, levels)
    counts = [_counts(found, keys, viewer.now) for found in (still, done)]
    whats = _whats(by, {key for count in counts for _cause, key in count}, levels)
    return [
        Slow(cause, lines)
        for cause in Cause
        if (lines := list(_lines(cause, counts[0], counts[1], whats)))
    ]


def _nearly_over(now: datetime, levels: Iterable[Level]) -> Q:
    """Stages with a quarter of their time left at most, or none. By the minutes of the levels,
    which they get unless their promise leaves less; open minutes left are no more than these.
    """
    found = Q(due_at__lte=now)
    for known in {MIN_STAGE_S // 60, *(level.minutes for level in levels)}:
        found |= Q(
            budget_s__gte=known * 60,
            due_at__gt=now,
            due_at__lte=now + timedelta(minutes=known) / 4,
        )
    return found


Counts = Counter[tuple[str, str]]


def _counts(rows: QuerySet[Stage], key: Case | Substr, now: datetime) -> Counts:
    found = rows.alias(reason=_reason(), why=_why()).annotate(cause=_cause(now), key=key)
    grouped = found.order_by().values_list("cause", "key").annotate(Count("pk"))
    return Counter({(cause, key or ""): count for cause, key, count in grouped})


def _lines(
    cause: Cause, still: Counts, done: Counts, whats: Mapping[str, Node | Level | Topic]
) -> Iterable[Line]:
    keys = {key for of, key in (*still, *done) if of == cause}
    by_place = sorted(keys, key=lambda key: (not key, key))
    return [Line(whats.get(key), still[cause, key], done[cause, key]) for key in by_place]


def _whats(by: By, keys: set[str], levels: Iterable[Level]) -> dict[str, Node | Level | Topic]:
    match by:
        case By.PLACE:
            return {node.path: node for node in Node.objects.filter(path__in=keys)}
        case By.LEVEL:
            return {str(level.depth): level for level in levels}
    topics = Topic.objects.in_bulk([int(key) for key in keys if key])
    return {str(pk): topic for pk, topic in topics.items()}


def _key(by: By, within: Sequence[Node], levels: Iterable[Level]) -> Case | Substr:
    if by is By.LEVEL:
        depth = Cast("desk__node__depth", CharField())
        return Case(When(desk__kind=DeskKind.NODE, then=depth), default=Value(""))
    if by is By.TOPIC:
        return Case(
            When(case__topic=None, then=Value("")), default=Cast("case__topic", CharField())
        )
    beats = max(level.depth for level in levels if level.is_beat)
    deepest = max(beats - 1, 1) * Node.steplen
    # One place is told by what lies right below it; several, each by itself.
    step = Node.steplen if len(within) == 1 else 0
    lengths = Case(
        *(
            When(
                desk__node__path__gte=node.path,
                desk__node__path__lt=after(node.path),
                then=Value(max(len(node.path), min(len(node.path) + step, deepest))),
            )
            for node in sorted(within, key=lambda node: -len(node.path))
        ),
        default=Value(deepest),
        output_field=IntegerField(),
    )
    return Substr("desk__node__path", 1, lengths)


def _reason() -> Subquery:
    """Why a closed stage was left, if for another desk."""
    left = Event.objects.filter(
        case=OuterRef("case"), kind=Kind.MOVED, desk=OuterRef("desk"), at=OuterRef("closed_at")
    )
    return Subquery(left.annotate(reason=KT("data__reason")).values("reason")[:1])


def _why() -> Subquery:
    """Why an open stage has alerted."""
    told = Event.objects.filter(
        case=OuterRef("case"), kind=Kind.ALERTED, desk=OuterRef("desk"), at=OuterRef("alerted_at")
    )
    return Subquery(told.annotate(why=KT("data__why")).values("why")[:1])


def _cause(now: datetime) -> Case:
    """What kept a stage, the strongest reason first."""
    until = Coalesce(OuterRef("closed_at"), Value(now))
    events = Event.objects.filter(case=OuterRef("case"))
    waited_on = events.filter(kind=Kind.WAITED_ON, at__gte=OuterRef("started_at"), at__lte=until)
    disputed = events.filter(kind=Kind.MOVED, at=OuterRef("started_at")).filter(
        data__reason=Reason.CONTESTED
    )
    kept = Consultation.objects.filter(
        Q(late=True) | Q(closed_at=None, due_at__lte=now),
        case=OuterRef("case"),
        asked_by=OuterRef("desk"),
        started_at__gte=OuterRef("started_at"),
        started_at__lte=until,
    )
    return Case(
        When(Q(reason=Reason.UNMANNED) | Q(why="unmanned"), then=Value(Cause.UNMANNED)),
        When(why="reopened", then=Value(Cause.REOPENED)),
        When(Exists(kept), then=Value(Cause.DEPARTMENT)),
        When(Exists(disputed), then=Value(Cause.CONTESTED)),
        When(Exists(waited_on), then=Value(Cause.WAITED_ON)),
        When(reason=Reason.PASSED_UP, then=Value(Cause.PASSED_UP)),
        When(reason__in=_SENT_ON, then=Value(Cause.SENT_ON)),
        When(
            Q(reason=Reason.TIMED_OUT)
            | Q(why="timed_out")
            | Q(closed_at=None, due_at__lte=now)
            | Q(used_s__gte=F("budget_s")),
            then=Value(Cause.RAN_OUT),
        ),
        default=Value(Cause.NEEDED_IT),
        output_field=CharField(),
    )
