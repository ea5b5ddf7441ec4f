"""Help that was asked for in public: who finds it, and who is shown the household.

A need is found by staff who serve in the same town, that is below the same place of the second
level: near enough to go there, people enough to find one who can, and not a whole city that could
guess who it is. They read its words, the village, and since when. Whoever takes it up reads name
and address as well, until the visit is noted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import Http404

from lianhu.cases.access import Viewer, told_to
from lianhu.cases.models import Case, Stage
from lianhu.cases.rules import AT_A_DESK
from lianhu.grid.calling import phone, phone_of
from lianhu.grid.models import Desk, Node, after
from lianhu.grid.rules import DeskKind
from lianhu.kernel.ids import normalise
from lianhu.ui.parts import Phone

PAGE = 20
# How many levels those who find a need have in common with it, the top included.
AROUND = 2


@dataclass(frozen=True, slots=True)
class Need:
    """A case of which only the need is told. `place`: the one above the household's beat."""

    case: Case
    words: str
    place: str
    since: datetime

    @property
    def is_due(self) -> bool:
        """Whether somebody is still to visit."""
        return self.case.need_visited_at is None and self.case.status in AT_A_DESK


def served(viewer: Viewer) -> list[Desk]:
    """The places at which `viewer` serves. Departments help when a desk asks them."""
    return [desk for desk in viewer.desks.values() if desk.kind == DeskKind.NODE]


def _published(viewer: Viewer) -> QuerySet[Case]:
    return Case.objects.filter(told_to(viewer), need_published_at__isnull=False).select_related(
        "beat", "need"
    )


def area(desk: Desk) -> str:
    """The path below which those who serve at `desk` find needs."""
    path: str = desk.node.path
    return path[: AROUND * Node.steplen]


def _around(viewer: Viewer) -> QuerySet[Case]:
    near = Q(pk__in=[])
    for path in set(map(area, served(viewer))):
        near |= Q(beat__path__gte=path, beat__path__lt=after(path))
    return _published(viewer).filter(near, confidential=False)


def _taken_up(viewer: Viewer) -> QuerySet[Case]:
    """By the person: wherever it was, but for a roster, which enters what is around its desks."""
    rows = _published(viewer) if viewer.entered_by is None else _around(viewer)
    return rows.filter(need_taken_up_by=viewer.person)


def board(
    viewer: Viewer, start: tuple[datetime, int] | None = None
) -> tuple[Sequence[Need], tuple[datetime, int] | None]:
    """What nobody has taken up, the longest waiting first, and where the next page begins. Two
    queries.
    """
    # `need_visited_at` says nothing more; the index of open needs is on it.
    rows = _around(viewer).filter(need_taken_up_by=None, need_visited_at=None, status__in=AT_A_DESK)
    if start is not None:
        since, pk = start
        rows = rows.filter(Q(need_published_at__gt=since) | Q(need_published_at=since, pk__gt=pk))
    found = _told(rows.order_by("need_published_at", "pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], (last.since, last.case.pk) if last else None


def visits(viewer: Viewer, before: int | None = None) -> tuple[Sequence[Need], int | None]:
    """What `viewer` has taken up, the latest asked first, and where the next page begins. Two
    queries.
    """
    rows = _taken_up(viewer)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = _told(rows.order_by("-pk")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].case.pk if len(found) > PAGE else None


def need_for(viewer: Viewer, number: str) -> Case:
    """A need around the viewer, also one that somebody has taken up meanwhile. Raises Http404."""
    return _one(_around(viewer), number).case


def visit_for(viewer: Viewer, number: str) -> Need:
    """A need that the viewer has taken up, with its asker. Raises Http404."""
    if not served(viewer):
        raise Http404
    return _one(_taken_up(viewer).select_related("asker__household"), number)


def told_by(need: Need) -> tuple[str, Phone | None]:
    """Who tells somebody without a smart phone where to go: whoever has the case at its desk, where
    the household is known. One query.
    """
    stages = Stage.objects.select_related("desk__node__level", "taken_by")
    stage = stages.get(case=need.case, closed_at=None)
    desk, person = stage.desk, stage.taken_by
    if desk.phone or person is None or not person.phone:
        return desk.shown_name, phone_of(desk)
    return person.shown_name, phone(person.shown_name, person.phone)


def _one(rows: QuerySet[Case], number: str) -> Need:
    found = _told(rows.filter(number=normalise(number) or ""))
    if not found:
        raise Http404
    return found[0]


def _told(rows: Iterable[Case]) -> list[Need]:
    cases = list(rows)
    above = {case.pk: case.beat.path[: -Node.steplen] for case in cases}
    places = {node.path: node for node in Node.objects.filter(path__in=set(above.values()))}
    found = []
    for case in cases:
        assert case.need_published_at is not None
        place = places.get(above[case.pk])
        found.append(
            Need(
                case,
                case.need.body if case.need else "",
                place.shown_name if place else "",
                case.need_published_at,
            )
        )
    return found
