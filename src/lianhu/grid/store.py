"""What every command reads of the grid, by plain SQL. `queries` reads the same for pages."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection

from lianhu.grid.rules import ANSWERING, Absence, DeskKind, Place, Post, Roster, Span
from lianhu.kernel.store import from_moment, many, to_moment
from lianhu.kernel.worktime import Calendar, DayKind, Hours, Schedule


class DeskRow(NamedTuple):
    """A desk with all that `places` needs but its people. `roster`: the desk whose duties count."""

    desk: int
    kind: str
    path: str
    level: str
    minutes: int
    is_beat: bool
    week: str
    roster: int


_DESKS = (
    "SELECT d.id, d.kind, n.path, l.code, l.minutes, l.is_beat, h.week,"
    " COALESCE(d.manned_by_id, d.id)"
    " FROM grid_desk d JOIN grid_node n ON n.id = d.node_id JOIN grid_level l ON l.id = n.level_id"
    " JOIN grid_openinghours h ON h.id = d.hours_id"
)


def desks_of_places(paths: Sequence[str]) -> list[DeskRow]:
    """The desks of the places at these paths. One statement."""
    return _desk_rows(f"{_DESKS} WHERE d.kind = 'node' AND n.path IN ({many(paths)})", paths)


def desks(keys: Sequence[int]) -> list[DeskRow]:
    """One statement."""
    return _desk_rows(f"{_DESKS} WHERE d.id IN ({many(keys)})", keys)


def _desk_rows(statement: str, values: Sequence[Any]) -> list[DeskRow]:
    return [DeskRow(*row) for row in _read(statement, values)] if values else []


def places(rows: Collection[DeskRow], at: datetime) -> dict[int, Place]:
    """Desks as rules see them, by key: with opening hours, calendar and everybody's duties.

    Two statements whatever the number of desks.
    """
    posts = _posts({row.roster for row in rows}, at)
    days = _special_days(at)
    return {
        row.desk: Place(
            desk=row.desk,
            kind=DeskKind(row.kind),
            level=row.level,
            minutes=row.minutes,
            schedule=_schedule(row.week, days),
            roster=Roster(tuple(posts[row.roster])),
            is_beat=row.kind == DeskKind.NODE and bool(row.is_beat),
        )
        for row in rows
    }


def schedules(weeks: Iterable[tuple[int, str]], at: datetime) -> dict[int, Schedule]:
    """When desks are open, by key, from their week's hours as JSON. One statement."""
    days = _special_days(at)
    return {desk: _schedule(week, days) for desk, week in weeks}


def _posts(rosters: Collection[int], at: datetime) -> dict[int, list[Post]]:
    """Duties that have not ended at `at`, with their leaves, by desk.

    Officers before clerks before backups: who is asked for comes first.
    """
    posts: dict[int, list[Post]] = defaultdict(list)
    if not rosters:
        return posts
    rows = _read(
        "SELECT u.id, u.desk_id, u.person_id, u.starts_at, u.ends_at,"
        " v.starts_at, v.ends_at, v.stand_in_id"
        " FROM grid_duty u LEFT JOIN grid_leave v ON v.duty_id = u.id"
        f" WHERE u.desk_id IN ({many([*rosters])}) AND u.role IN ({many(ANSWERING)})"
        " AND (u.ends_at IS NULL OR u.ends_at > %s)"
        " ORDER BY u.role DESC, u.id, v.starts_at, v.id",
        [*rosters, *ANSWERING, to_moment(at)],
    )
    for _duty, held in groupby(rows, key=itemgetter(0)):
        leaves = list(held)
        _id, desk, person, starts, ends = leaves[0][:5]
        absences = tuple(
            Absence(_span(from_, until), stand_in)
            for *_facts, from_, until, stand_in in leaves
            if from_ is not None
        )
        posts[desk].append(Post(person, _span(starts, ends), absences))
    return posts


def _span(starts: Any, ends: Any) -> Span:
    start = from_moment(starts)
    assert start is not None
    return Span(start, from_moment(ends))


_AS_TEXT = {
    "postgresql": "string_agg(to_char(day, 'YYYY-MM-DD') || ' ' || kind, ',' ORDER BY day)",
    "sqlite": "group_concat(day || ' ' || kind)",
}


def _special_days(at: datetime) -> str:
    """The days that deadlines reckoned at `at` can reach into and that depart from their weekday.

    As one text, because it only has to be taken apart when it has changed.
    """
    [(days,)] = _read(
        f"SELECT {_AS_TEXT[connection.vendor]} FROM grid_calendarday WHERE day >= %s AND day < %s",
        [
            connection.ops.adapt_datefield_value(date(at.year - 1, 1, 1)),
            connection.ops.adapt_datefield_value(date(at.year + 2, 1, 1)),
        ],
    )
    return days or ""


@lru_cache(maxsize=64)
def _schedule(week: str, days: str) -> Schedule:
    """Kept by content, because a Schedule remembers the days it has worked out."""
    return Schedule(Hours.from_json(json.loads(week)), Calendar(_parsed(days)))


@lru_cache(maxsize=4)
def _parsed(days: str) -> dict[date, DayKind]:
    parts = (entry.split() for entry in days.split(",") if entry)
    return {date.fromisoformat(day): DayKind(kind) for day, kind in parts}


def _read(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
