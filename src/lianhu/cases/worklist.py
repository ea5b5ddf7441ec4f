"""The list beside the case on the desk page: what waits at the desks that one person serves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import (
    Case,
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
from django.db.models.functions import Substr

from lianhu.cases import models
from lianhu.cases.access import Viewer, not_about, shared_with
from lianhu.cases.filters import EVERYTHING, Narrowing, Saved
from lianhu.cases.models import Consultation, Event, Stage, Words
from lianhu.cases.takers import forget_lapsed
from lianhu.cases.titles import said
from lianhu.grid.models import Desk, Node
from lianhu.kernel.names import shown

PAGE = 50
COUNT_STOPS_AT = 100

_WHOLE_PATH = 255


class Tab(StrEnum):
    MINE = "mine"  # the desk's own move
    WAITING = "waiting"  # the resident has been asked; the clock stands still
    CONSULTING = "consulting"  # a department has been asked; the desk's clock stands still
    SHARED = "shared"  # at a beat below since minute 8; whoever is free may take it


@dataclass(frozen=True, slots=True)
class Row:
    """A case in the list, with what was asked. `place`: where from, one level below the desk.

    `department`: who has been asked or, where nobody is being asked any more, who replied last.
    `falls_due` is the department's own time while it has been asked, and until when the resident
    is waited for.
    """

    stage: Stage
    words: str
    place: str
    falls_due: datetime | None
    department: str
    asked_at: datetime | None

    @property
    def case(self) -> models.Case:
        return self.stage.case


@dataclass(frozen=True, slots=True)
class Cursor:
    falls_due: datetime | None
    key: int


Counts = Mapping[Tab, int]


@dataclass(frozen=True, slots=True)
class Page:
    """`counts`: how many cases each tab holds, `saved` how many of the desk's own each filter finds
    that is kept, by its key; they stop at COUNT_STOPS_AT.
    """

    rows: Sequence[Row]
    next: Cursor | None
    counts: Counts
    saved: Mapping[int, int]


def page(
    tab: Tab,
    desks: Iterable[Desk],
    viewer: Viewer,
    *,
    narrowing: Narrowing = EVERYTHING,
    saved: Sequence[Saved] = (),
    start: Cursor | None = None,
    counts: bool = True,
) -> Page:
    """One page by what falls due, without a due time last, of those of the viewer's desks that are
    given. Two queries at most, of a page further down four, and one if others have taken some.
    Counting takes as long as the page itself: who shows no `counts` does without.
    """
    mine = list(desks)
    asked = tab is Tab.CONSULTING
    falls_due = _falls_due(tab)
    counted = _counted(mine, viewer, narrowing, saved) if counts else {}
    stages = _stages(tab, mine, viewer, narrowing).annotate(falls_due=falls_due)
    in_order = (F("falls_due").asc(nulls_last=True), "pk")
    # In two steps: only the words of this page are read. The second joins few tables on purpose:
    # from nine on PostgreSQL takes them as they come and reads every stage there ever was.
    ordered = stages.order_by(*in_order).values_list("pk", flat=True)
    keys = ordered[: PAGE + 1] if start is None else _keys_from(start, ordered)
    found = list(
        Stage.objects.filter(pk__in=keys)
        .select_related("case__topic", "taken_by")
        .annotate(
            asked_words=_asked("words__body"),
            erased_at=_asked("words__erased_at"),
            falls_due=falls_due,
            place_length=_place_length(mine),
            place=_place("name"),
            place_en=_place("name_en"),
            department=_of_department("desk__name", asked=asked),
            department_en=_of_department("desk__name_en", asked=asked),
            asked_at=_of_department("started_at", asked=asked),
            **counted,
        )
        .order_by(*in_order)
    )
    forget_lapsed(found, viewer.now, there=viewer.is_at)
    rows = [
        Row(
            stage=row,
            words=said(Words(body=row.asked_words or "", erased_at=row.erased_at)),
            place=shown(row.place or "", row.place_en or ""),
            falls_due=row.falls_due,
            department=shown(row.department or "", row.department_en or ""),
            asked_at=row.asked_at,
        )
        for row in found[:PAGE]
    ]
    following = Cursor(rows[-1].falls_due, rows[-1].stage.pk) if len(found) > PAGE else None
    if not counts:
        return Page(rows, following, {}, {})
    some = found[0] if found else Desk.objects.filter(pk=mine[0].pk).annotate(**counted).get()
    return Page(
        rows,
        following,
        {tab: getattr(some, f"in_{tab}") for tab in Tab},
        {kept.key: getattr(some, f"in_saved_{kept.key}") for kept in saved},
    )


def _asked(field: str) -> Subquery:
    return Subquery(Event.objects.filter(case=OuterRef("case"), seq=1).values(field)[:1])


def _falls_due(tab: Tab) -> F | Subquery:
    if tab is Tab.CONSULTING:
        return _of_department("due_at", asked=True)
    return F("waiting_until" if tab is Tab.WAITING else "due_at")


def _counted(
    desks: Sequence[Desk], viewer: Viewer, narrowing: Narrowing, saved: Sequence[Saved]
) -> dict[str, "_Count"]:
    """Not correlated with the row, so the database works them out once."""
    lists = {f"in_{tab}": _stages(tab, desks, viewer, narrowing) for tab in Tab} | {
        f"in_saved_{kept.key}": _stages(Tab.MINE, desks, viewer, kept.narrowing) for kept in saved
    }
    return {name: _Count(stages.values("pk")[:COUNT_STOPS_AT]) for name, stages in lists.items()}


class _Count(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    # Nothing lies below a department: there Django knows the answer without asking.
    empty_result_set_value = 0


def _stages(
    tab: Tab, desks: Sequence[Desk], viewer: Viewer, narrowing: Narrowing
) -> QuerySet[Stage]:
    stages = _of(tab, desks, viewer).filter(narrowing.where)
    if narrowing.due_before is not None:
        stages = stages.alias(due=_falls_due(tab)).filter(due__lt=narrowing.due_before)
    return stages


def _of(tab: Tab, desks: Sequence[Desk], viewer: Viewer) -> QuerySet[Stage]:
    if tab is Tab.SHARED:
        return shared_with(desks, viewer.now, viewer.person)
    own = Stage.objects.filter(
        not_about(viewer.person, "case__"),
        closed_at=None,
        desk__in=[desk.pk for desk in desks],
    )
    if tab is Tab.WAITING:
        return own.filter(waiting_until__isnull=False)
    # Not by the case's status: most cases that were ever asked are settled.
    asked = Exists(_awaited())
    return own.filter(asked if tab is Tab.CONSULTING else ~asked, waiting_until=None)


def _awaited() -> QuerySet[Consultation]:
    return Consultation.objects.filter(
        case=OuterRef("case"), closed_at=None, late=False, joint=False
    )


def _of_department(field: str, *, asked: bool) -> Subquery:
    """Of the department that has been asked and is due first, or of the one that replied last."""
    if asked:
        wanted = _awaited().order_by("due_at", "pk")
    else:
        replied = Consultation.objects.filter(case=OuterRef("case"), reply__isnull=False)
        wanted = replied.order_by("-closed_at", "-pk")
    return Subquery(wanted.values(field)[:1])


def _place(field: str) -> Subquery:
    """Of the node below the desk on the way to the asker's beat; of the beat at a beat's desk."""
    length = OuterRef("place_length")
    path = Substr(OuterRef("case__beat__path"), 1, length)  # type: ignore[arg-type]
    return Subquery(Node.objects.filter(path=path).values(field)[:1])


def _place_length(desks: Sequence[Desk]) -> Case:
    below = [When(desk=desk.pk, then=(desk.node.depth + 1) * Node.steplen) for desk in desks]
    return Case(*below, default=Value(_WHOLE_PATH), output_field=IntegerField())


def _keys_from(start: Cursor, ordered: "QuerySet[Any, int]") -> Sequence[int]:
    """The keys of a page further down. What has no due time is asked for by itself: in one
    condition with the rest, the index would be read from the top of the list.
    """
    undated = ordered.filter(falls_due=None)
    if start.falls_due is None:
        return list(undated.filter(pk__gt=start.key)[: PAGE + 1])
    behind = Q(falls_due__gt=start.falls_due) | Q(pk__gt=start.key)
    found = list(ordered.filter(behind, falls_due__gte=start.falls_due)[: PAGE + 1])
    if len(found) <= PAGE:
        found += undated[: PAGE + 1 - len(found)]
    return found
