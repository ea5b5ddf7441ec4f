"""What departments are asked: the brief and no more of the case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from lianhu.cases.access import Viewer, told_to
from lianhu.cases.models import Consultation
from lianhu.grid.models import Desk

PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """`next`: when the last row falls due (or was closed), and its key."""

    rows: Sequence[Consultation]
    next: tuple[datetime, int] | None


def to_reply(
    desks: Iterable[Desk], viewer: Viewer, start: tuple[datetime, int] | None = None
) -> Page:
    """Open consultations of these desks by what falls due. One query."""
    rows = _of(desks, viewer).filter(closed_at=None)
    if start is not None:
        due, pk = start
        rows = rows.filter(Q(due_at__gt=due) | Q(due_at=due, pk__gt=pk))
    found = list(rows.order_by("due_at", "pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], (last.due_at, last.pk) if last else None)


def closed(
    desks: Iterable[Desk], viewer: Viewer, start: tuple[datetime, int] | None = None
) -> Page:
    """Those replied to or not needed any more, latest first. One query."""
    rows = _of(desks, viewer).filter(closed_at__isnull=False)
    if start is not None:
        at, pk = start
        rows = rows.filter(Q(closed_at__lt=at) | Q(closed_at=at, pk__lt=pk))
    found = list(rows.order_by("-closed_at", "-pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], (last.closed_at, last.pk) if last and last.closed_at else None)


def _of(desks: Iterable[Desk], viewer: Viewer) -> QuerySet[Consultation]:
    return Consultation.objects.filter(
        told_to(viewer, "case__"), desk__in=[desk.pk for desk in desks]
    ).select_related("desk", "asked_by", "brief", "case__topic")
