"""Where stages needed most of their time or more, and why: by place, level and topic.

Never by person, and so never by beat, which is one person's: beats count for the place above.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import (
    BooleanField,
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
    """What has one cause: in the order of the grid, of the levels or of the topics."""

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
    """How many stages have which cause and key. The database counts them by what kept them, each
    fact looked up once a stage; what weighs most is decided here.
    """
    kept, disputed, waited_on, ran_out = map(_truth, _kept_by(now))
    facts = rows.annotate(
        reason=_reason(),
        why=_why(),
        kept=kept,
        disputed=disputed,
        waited_on=waited_on,
        ran_out=ran_out,
        key=key,
    )
    known = ("reason", "why", "kept", "disputed", "waited_on", "ran_out")
    grouped = facts.order_by().values(*known, "key").annotate(count=Count("pk"))
    found: Counts = Counter()
    for row in grouped:
        cause = _cause(**{fact: row[fact] for fact in known})
        found[cause, row["key"] or ""] += row["count"]
    return found


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


def _kept_by(now: datetime) -> list[Q | Exists]:
    """Whether a department kept it, a dispute, the desk above; whether its time is over."""
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
    ran_out = Q(closed_at=None, due_at__lte=now) | Q(used_s__gte=F("budget_s"))
    return [Exists(kept), Exists(disputed), Exists(waited_on), ran_out]


def _truth(condition: Q | Exists) -> Case:
    return Case(
        When(condition, then=Value(True)), default=Value(False), output_field=BooleanField()
    )


def _cause(
    *,
    reason: str | None,
    why: str | None,
    kept: bool,
    disputed: bool,
    waited_on: bool,
    ran_out: bool,
) -> Cause:
    """What kept a stage: the strongest reason."""
    if reason == Reason.UNMANNED or why == "unmanned":
        return Cause.UNMANNED
    if why == "reopened":
        return Cause.REOPENED
    if kept:
        return Cause.DEPARTMENT
    if disputed:
        return Cause.CONTESTED
    if waited_on:
        return Cause.WAITED_ON
    if reason == Reason.PASSED_UP:
        return Cause.PASSED_UP
    if reason in _SENT_ON:
        return Cause.SENT_ON
    if reason == Reason.TIMED_OUT or why == "timed_out" or ran_out:
        return Cause.RAN_OUT
    return Cause.NEEDED_IT
