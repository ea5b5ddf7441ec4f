"""Beats that are not in good hands: without an officer, left alone for a while, too large."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lianhu.grid.models import Desk, Duty, Leave, Node, Stay, after
from lianhu.grid.queries import ladders, with_setting
from lianhu.grid.rules import DeskKind, Role

PAGE = 50
COUNT_STOPS_AT = 100
# Who goes within this time without a stand-in is somebody to talk to now.
SOON = timedelta(days=7)
# More households than one officer can know.
MOST_HOUSEHOLDS = 40


class Group(StrEnum):
    VACANT = "vacant"
    AWAY = "away"
    LARGE = "large"
    ALL = "all"  # where nothing is amiss too: to hand over a beat


@dataclass(frozen=True, slots=True)
class Beat:
    """A beat in one of the groups. `above`: the desks over it, lowest first.

    What of the rest is told depends on the group: a vacant one says whether a backup officer is
    there and when somebody begins; one left alone, from when until when, and the key of the leave;
    a large one, how many households it has.
    """

    desk: Desk
    above: Sequence[Desk]
    has_backup: bool = False
    begins_at: datetime | None = None
    away_from: datetime | None = None
    away_until: datetime | None = None
    leave: int = 0
    households: int = 0


Cursor = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Page:
    """In the order of the grid; `next` continues it. Counts stop at COUNT_STOPS_AT."""

    rows: Sequence[Beat]
    next: Cursor | None
    counts: Mapping[Group, int]


def page(group: Group, within: Sequence[Node], now: datetime, start: Cursor = ("", 0)) -> Page:
    """One page of a group of the beats within these places. Five queries, whatever their size."""
    match group:
        case Group.VACANT:
            rows, following = _vacant_page(within, now, start)
        case Group.AWAY:
            rows, following = _away_page(within, now, start)
        case Group.LARGE:
            rows, following = _large_page(within, start)
        case Group.ALL:
            rows, following = _all_page(within, start)
    counts = {
        Group.VACANT: len(_vacant(within, now).values_list("pk")[:COUNT_STOPS_AT]),
        Group.AWAY: len(_away(within, now).values_list("pk")[:COUNT_STOPS_AT]),
        Group.LARGE: len(_large(within)[:COUNT_STOPS_AT]),
    }
    return Page(rows, following, counts)


def _below(within: Sequence[Node], path: str) -> Q:
    found = Q(pk__in=[])
    for node in within:
        found |= Q(**{f"{path}__gte": node.path, f"{path}__lt": after(node.path)})
    return found


def _beats(within: Sequence[Node]) -> QuerySet[Desk]:
    return (
        with_setting()
        .alias(roster=Coalesce("manned_by_id", "pk"))
        .filter(
            _below(within, "node__path"),
            kind=DeskKind.NODE,
            node__level__is_beat=True,
            node__closed_at=None,
        )
        .order_by("node__path", "pk")
    )


def _vacant(within: Sequence[Node], now: datetime) -> QuerySet[Desk]:
    """Beats whose roster has nobody for them. Who mans several desks counts for each."""
    there = Duty.objects.at(now).filter(desk=OuterRef("roster"))
    officer = there.filter(Q(role=Role.OFFICER) | Q(role=Role.CLERK))
    return _beats(within).filter(~Exists(officer))


def _vacant_page(
    within: Sequence[Node], now: datetime, start: Cursor
) -> tuple[list[Beat], Cursor | None]:
    there = Duty.objects.filter(desk=OuterRef("roster"))
    begins = there.filter(role=Role.OFFICER, starts_at__gt=now).order_by("starts_at")
    rows = _vacant(within, now).annotate(
        has_backup=Exists(there.at(now).filter(role=Role.BACKUP)),
        begins_at=Subquery(begins.values("starts_at")[:1]),
    )
    desks, following = _cut(rows, start)
    return [
        Beat(desk, above, has_backup=desk.has_backup, begins_at=desk.begins_at)  # type: ignore[attr-defined]
        for desk, above in _laddered(desks)
    ], following


def _all_page(within: Sequence[Node], start: Cursor) -> tuple[list[Beat], Cursor | None]:
    desks, following = _cut(_beats(within), start)
    return [Beat(desk, above) for desk, above in _laddered(desks)], following


def _away(within: Sequence[Node], now: datetime) -> QuerySet[Leave]:
    return Leave.objects.filter(
        _below(within, "duty__desk__node__path"),
        # Behind a hand-over it is nobody's absence any more.
        Q(duty__ends_at=None) | (Q(duty__ends_at__gt=now) & Q(duty__ends_at__gt=F("starts_at"))),
        stand_in=None,
        starts_at__lt=now + SOON,
        ends_at__gt=now,
        duty__role=Role.OFFICER,
        duty__desk__kind=DeskKind.NODE,
        duty__desk__node__level__is_beat=True,
        duty__desk__node__closed_at=None,
    ).order_by("duty__desk__node__path", "pk")


def _away_page(
    within: Sequence[Node], now: datetime, start: Cursor
) -> tuple[list[Beat], Cursor | None]:
    path, pk = start
    rows = list(
        _away(within, now)
        .filter(Q(duty__desk__node__path__gt=path) | Q(duty__desk__node__path=path, pk__gt=pk))
        .select_related("duty__desk__hours", "duty__desk__node__level")[: PAGE + 1]
    )
    shown = rows[:PAGE]
    ways = ladders(leave.duty.desk.node for leave in shown)
    last = shown[-1] if len(rows) > PAGE else None
    return [
        Beat(
            leave.duty.desk,
            ways[leave.duty.desk.node_id][1:],
            away_from=leave.starts_at,
            away_until=leave.ends_at,
            leave=leave.pk,
        )
        for leave in shown
    ], (last.duty.desk.node.path, last.pk) if last else None


def _large(within: Sequence[Node]) -> QuerySet[Stay, tuple[int, int]]:
    """Beats with too many households, by key, with how many."""
    return (
        Stay.objects.open()
        .filter(_below(within, "beat__path"))
        .values_list("beat")
        .annotate(households=Count("pk"))
        .filter(households__gt=MOST_HOUSEHOLDS)
        .order_by("beat__path")
    )


def _large_page(within: Sequence[Node], start: Cursor) -> tuple[list[Beat], Cursor | None]:
    large = _large(within).order_by().values("beat")
    homes = (
        Stay.objects.open()
        .filter(beat=OuterRef("node"))
        .order_by()
        .values("beat")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = (
        _beats(within)
        .filter(node__in=large)
        .annotate(households=Subquery(homes, output_field=IntegerField()))
    )
    desks, following = _cut(rows, start)
    return [
        Beat(desk, above, households=desk.households)  # type: ignore[attr-defined]
        for desk, above in _laddered(desks)
    ], following


def _cut(rows: QuerySet[Desk], start: Cursor) -> tuple[list[Desk], Cursor | None]:
    path, pk = start
    behind = Q(node__path__gt=path) | Q(node__path=path, pk__gt=pk)
    found = list(rows.filter(behind)[: PAGE + 1])
    shown = found[:PAGE]
    return shown, (shown[-1].node.path, shown[-1].pk) if len(found) > PAGE else None


def _laddered(desks: Sequence[Desk]) -> list[tuple[Desk, Sequence[Desk]]]:
    ways = ladders(desk.node for desk in desks)
    return [(desk, ways[desk.node_id][1:]) for desk in desks]
