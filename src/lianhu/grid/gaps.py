"""Desks that nobody will man: what a supervisor has to know before the residents do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from lianhu.grid.models import Desk, Duty, Leave, Node, OpeningHours, after
from lianhu.grid.queries import calendar, ladders, places, with_setting
from lianhu.grid.rules import ANSWERING, DeskKind
from lianhu.kernel.worktime import Calendar, Hours, Schedule

PAGE = 50
# Deadlines given today end within about two weeks.
LOOK_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Gap:
    """A desk that nobody will man when it is open next: from `opens_at` (now, if it is open).

    `above`: the desks over a place's desk, lowest first. `on_leave`: the post is filled, but
    everybody is away without a stand-in. `instead`: the first desk above that is manned in those
    hours, where questions go meanwhile.
    """

    desk: Desk
    above: Sequence[Desk]
    opens_at: datetime
    closes_at: datetime
    on_leave: bool
    instead: Desk | None


@dataclass(frozen=True, slots=True)
class Gaps:
    """One page in the order of the grid; `next` continues it.

    `unconfirmed`: years now or soon whose days off nobody has confirmed, so that "open next" may
    be wrong.
    """

    rows: Sequence[Gap]
    next: tuple[str, int] | None
    unconfirmed: Sequence[int]


def unmanned(nodes: Iterable[Node], at: datetime, *, start: tuple[str, int] = ("", 0)) -> Gaps:
    """The desks within `nodes` that nobody will man when they are open next.

    `start` is the (path, key) that the page before ended with. SQL finds the desks without
    anybody who is surely there; the rules then look closely at those of this page, so a page may
    come out shorter than PAGE. Seven queries whatever the size of the city.
    """
    days = calendar(at)
    spans = _next_openings(at, days)
    suspects = list(_suspects(nodes, spans, start)[: PAGE + 1])
    page = suspects[:PAGE]
    ways = ladders([desk.node for desk in page if desk.kind == DeskKind.NODE])
    desks = {desk.pk: desk for way in ways.values() for desk in way} | {d.pk: d for d in page}
    seen = places(desks.values(), at)
    rows = []
    for desk in page:
        opens, closes = spans[desk.hours_id]
        if not seen[desk.pk].unmanned(opens, closes):
            continue
        above = ways[desk.node_id][1:] if desk.kind == DeskKind.NODE else []
        rows.append(
            Gap(
                desk=desk,
                above=above,
                opens_at=opens,
                closes_at=closes,
                on_leave=any(p.span.meets(opens, closes) for p in seen[desk.pk].roster.posts),
                instead=next((d for d in above if not seen[d.pk].unmanned(opens, closes)), None),
            )
        )
    years = {timezone.localtime(day).year for day in (at, at + LOOK_AHEAD)}
    return Gaps(
        rows=rows,
        next=(page[-1].node.path, page[-1].pk) if len(suspects) > PAGE else None,
        unconfirmed=sorted(years - days.confirmed_years),
    )


def _next_openings(at: datetime, days: Calendar) -> dict[int, tuple[datetime, datetime]]:
    """From when until when each kind of opening hours is open next, if it ever is."""
    found = {}
    for hours in OpeningHours.objects.all():
        schedule = Schedule(Hours.from_json(hours.week), days)
        opens, closes = schedule.next_open(at), schedule.next_close(at)
        if opens is not None and closes is not None:
            found[hours.pk] = (opens, closes)
    return found


def _suspects(
    nodes: Iterable[Node], spans: Mapping[int, tuple[datetime, datetime]], start: tuple[str, int]
) -> QuerySet[Desk]:
    """Desks with no duty that lasts into their next opening and is free of unfilled leave then."""
    here = Q(pk__in=[])
    for node in nodes:
        here |= Q(node__path__gte=node.path, node__path__lt=after(node.path))
    open_then = Q(pk__in=[])
    for hours, (opens, closes) in spans.items():
        away = Leave.objects.filter(
            duty=OuterRef("pk"), stand_in=None, starts_at__lt=closes, ends_at__gt=opens
        )
        surely = Duty.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=opens),
            ~Exists(away),
            desk=OuterRef("roster"),
            role__in=ANSWERING,
            starts_at__lt=closes,
        )
        open_then |= Q(~Exists(surely), hours=hours)
    path, pk = start
    return (
        with_setting()
        .select_related("department")
        .alias(roster=Coalesce("manned_by_id", "pk"))
        .filter(here, open_then, kind__in=(DeskKind.NODE, DeskKind.DEPARTMENT))
        .filter(closed_at=None, node__closed_at=None)
        .filter(Q(node__path__gt=path) | Q(node__path=path, pk__gt=pk))
        .order_by("node__path", "pk")
    )
