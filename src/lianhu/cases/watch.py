"""What a supervisor reads: where cases wait and why. Never what they say, never who."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianhu.cases import queries
from lianhu.cases.access import Viewer, not_about
from lianhu.cases.journey.way import Way
from lianhu.cases.models import Case, Consultation, Event, Stage
from lianhu.cases.rules import Kind, Reason
from lianhu.grid.models import Desk, Node, after
from lianhu.grid.queries import ladders

PAGE = 50


class Cause(StrEnum):
    """Why a case waits. Things are late, not people."""

    UNMANNED = "unmanned"
    DEPARTMENT = "department"
    RAN_OUT = "ran_out"
    REOPENED = "reopened"
    CONTESTED = "contested"  # whose it is has been in dispute
    WAITED_ON = "waited_on"  # too much at once at the desk above
    PASSED_UP = "passed_up"  # only when most of the time was gone
    SENT_ON = "sent_on"  # to another desk, as late as that
    NEEDED_IT = "needed_it"  # with most of the time that there was, and no other reason


_ALERTED = {"unmanned": Cause.UNMANNED, "reopened": Cause.REOPENED}


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the order. `source`, where a row was found, parts those late since one instant."""

    since: datetime
    source: str
    key: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open case past a time: where it is, since when it is late, and why.

    `above`: the desks over it, lowest first. `departments` have not replied within their own
    time, whatever else is the cause.
    """

    since: datetime
    case: Case
    desk: Desk
    above: Sequence[Desk]
    cause: Cause
    departments: Sequence[Desk]


@dataclass(frozen=True, slots=True)
class Overdue:
    """One page, longest waiting first; `next` continues it."""

    rows: Sequence[Waiting]
    next: Cursor | None


def overdue(viewer: Viewer, *, start: Cursor | None = None) -> Overdue:
    """What ran out, what the supervisor was alerted to, and what a department is late with.

    Of the cases that are at desks within the places that `viewer` supervises, each once. Eight
    queries, three of them walking an index in the order of the page.
    """
    now = viewer.now
    paths = paths_of(desk.node for desk in viewer.supervision)
    here, of_case = below(paths, ""), below(paths, "case__stages__")
    # While a resident is asked, nothing is late.
    stages = Stage.objects.filter(
        here, not_about(viewer.person, "case__"), closed_at=None, waiting_until=None
    )
    late = Consultation.objects.filter(
        of_case,
        not_about(viewer.person, "case__"),
        Q(case__stages__due_at=None) | Q(case__stages__due_at__gt=now),
        ~Exists(_earlier()),
        case__stages__closed_at=None,
        case__stages__alerted_at=None,
        case__stages__waiting_until=None,
        closed_at=None,
        due_at__lte=now,
    )
    found = sorted(
        [
            *_page(stages.filter(alerted_at__isnull=False), "alerted_at", "alert", start),
            *_page(late, "due_at", "consultation", start, stage="case__stages"),
            *_page(stages.filter(alerted_at=None, due_at__lte=now), "due_at", "stage", start),
        ]
    )
    shown = found[:PAGE]
    return Overdue(rows=_waiting(shown, now), next=shown[-1][0] if len(found) > PAGE else None)


def paths_of(places: Iterable[Node]) -> list[str] | None:
    """Below which paths to look; None for everywhere.

    Everywhere is no condition: the database then walks an index and stops at the end of the page,
    where it might otherwise read and sort all that is overdue in the city.
    """
    paths = sorted({node.path for node in places})
    roots = Node.objects.filter(depth=1).order_by("path").values_list("path", flat=True)
    return None if paths == list(roots) else paths


def below(paths: Sequence[str] | None, prefix: str) -> Q:
    """Of the stage, or of what leads to one by `prefix`."""
    if paths is None:
        return Q()
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(
            **{
                f"{prefix}desk__node__path__gte": path,
                f"{prefix}desk__node__path__lt": after(path),
            }
        )
    return found


def _earlier() -> QuerySet[Consultation]:
    """Two departments may be late with one case: the one due first stands for it."""
    return Consultation.objects.filter(
        Q(due_at__lt=OuterRef("due_at")) | Q(due_at=OuterRef("due_at"), pk__lt=OuterRef("pk")),
        case=OuterRef("case"),
        closed_at=None,
    )


def _page(
    rows: QuerySet, field: str, source: str, start: Cursor | None, *, stage: str = "pk"
) -> list[tuple[Cursor, int]]:
    """The first rows behind `start`, as places in the order with the stage's key."""
    if start is not None:
        rows = rows.filter(**{f"{field}__gte": start.since})
        if source < start.source:
            rows = rows.exclude(**{field: start.since})
        elif source == start.source:
            rows = rows.exclude(**{field: start.since, "pk__lte": start.key})
    found = rows.order_by(field, "pk").values_list(field, "pk", stage)[: PAGE + 1]
    return [(Cursor(since, source, key), of) for since, key, of in found]


def _waiting(found: Sequence[tuple[Cursor, int]], now: datetime) -> list[Waiting]:
    stages = Stage.objects.select_related("case__topic", "desk__node__level").in_bulk(
        [stage for _, stage in found]
    )
    cases = [stage.case_id for stage in stages.values()]
    ways = ladders(stage.desk.node for stage in stages.values())
    departments: dict[int, list[Desk]] = defaultdict(list)
    asked = Consultation.objects.filter(case__in=cases, closed_at=None, due_at__lte=now)
    for row in asked.select_related("desk__department").order_by("due_at", "id"):
        departments[row.case_id].append(row.desk)
    causes = _causes(stages.values())
    return [
        Waiting(
            since=at.since,
            case=stage.case,
            desk=stage.desk,
            above=ways[stage.desk.node_id][1:],
            cause=Cause.DEPARTMENT
            if departments[stage.case_id] and not stage.alerted_at
            else causes[stage.case_id],
            departments=departments[stage.case_id],
        )
        for at, stage in ((at, stages[pk]) for at, pk in found)
    ]


def _causes(stages: Iterable[Stage]) -> dict[int, Cause]:
    """Why each case waits where it is, but for departments, by key. One query."""
    causes = {stage.case_id: Cause.RAN_OUT for stage in stages}
    entered = (Kind.MOVED, Kind.REOPENED, Kind.SPLIT)
    kinds = (*entered, Kind.WAITED_ON, Kind.ALERTED)
    told = Event.objects.filter(case__in=causes, kind__in=kinds)
    for event in told.order_by("seq"):
        match event.kind:
            case Kind.MOVED if event.data["reason"] == Reason.CONTESTED:
                causes[event.case_id] = Cause.CONTESTED
            case kind if kind in entered:
                causes[event.case_id] = Cause.RAN_OUT
            case Kind.WAITED_ON:
                causes[event.case_id] = Cause.WAITED_ON
            case Kind.ALERTED if event.data["why"] != "timed_out":
                causes[event.case_id] = _ALERTED[event.data["why"]]
    return causes


def way_of(case: Case) -> Way:
    """The way of a case without its words: where it was, whom it asked. Four queries."""
    replies = Event.objects.filter(case=case, kind=Kind.CONSULT_REPLIED).order_by("seq")
    asked = Consultation.objects.filter(case=case).select_related("desk__department")
    return Way(
        case=case,
        stops=queries.stops(case),
        entries=[
            queries.Entry(
                seq=event.seq,
                kind=Kind(event.kind),
                at=event.at,
                actor=None,
                desk=None,
                data=event.data,
                words="",
                papers=(),
            )
            for event in replies
        ],
        consultations=list(asked.order_by("number")),
        ladder=ladders([case.beat])[case.beat_id],
    )
