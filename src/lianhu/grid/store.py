"""What every command reads of the grid, by plain SQL. Pages get it through `queries`."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from lianhu.grid.models import Department, Desk, Household, Node, Resident
from lianhu.grid.models import Level as LevelRow
from lianhu.grid.rules import ANSWERING, Absence, DeskKind, Place, Post, Roster, Span
from lianhu.kernel.store import Reading, as_text, from_moment, join, many, read, to_moment
from lianhu.kernel.worktime import Calendar, DayKind, Hours, Schedule


class Level(NamedTuple):
    code: str
    minutes: int
    is_beat: bool


@dataclass(frozen=True, slots=True)
class City:
    """What all desks share and hardly ever changes, by the keys of its rows."""

    levels: Mapping[int, Level]
    # By opening hours. A schedule remembers the days it has worked out, so a City is kept.
    schedules: Mapping[int, Schedule]


@dataclass(frozen=True, slots=True)
class Standing:
    """A desk as rules see it, and where in the tree it stands."""

    path: str
    place: Place


def city(at: datetime) -> City:
    """As it is at `at`. One statement."""
    [(text,)] = read(f"SELECT {city_as_text(at)}", [])
    return city_of(text)


def city_as_text(at: datetime) -> str:
    """The SQL of all that a City is made of: a part of other statements."""
    # The days that deadlines reckoned at `at` can reach into.
    days = f"grid_calendarday WHERE day >= '{at.year - 1}-01-01' AND day < '{at.year + 2}-01-01'"
    levels = "id || ' ' || code || ' ' || minutes || ' ' || CASE WHEN is_beat THEN 1 ELSE 0 END"
    return " || '\f' || ".join(
        [
            as_text(levels, "grid_level"),
            as_text("id || ' ' || CAST(week AS text)", "grid_openinghours"),
            as_text("CAST(day AS text) || ' ' || kind", days),
        ]
    )


@lru_cache(maxsize=8)
def city_of(text: str) -> City:
    levels, weeks, days = (part.splitlines() for part in text.split("\f"))
    calendar = Calendar(
        {date.fromisoformat(day): DayKind(kind) for day, kind in map(str.split, days)}
    )
    return City(
        levels={
            int(key): Level(code, int(minutes), is_beat == "1")
            for key, code, minutes, is_beat in map(str.split, levels)
        },
        schedules={
            int(key): Schedule(Hours.from_json(json.loads(week)), calendar)
            for key, _, week in (line.partition(" ") for line in weeks)
        },
    )


_DESKS = (
    "SELECT d.id, d.kind, n.path, n.level_id, d.hours_id,"
    " u.id, u.person_id, u.starts_at, u.ends_at, v.starts_at, v.ends_at, v.stand_in_id"
    " FROM grid_desk d JOIN grid_node n ON n.id = d.node_id"
    " LEFT JOIN grid_duty u ON u.desk_id = COALESCE(d.manned_by_id, d.id)"
    f" AND u.role IN ({many(ANSWERING)}) AND (u.ends_at IS NULL OR u.ends_at > %s)"
    " LEFT JOIN grid_leave v ON v.duty_id = u.id WHERE {which}"
    # Officers before clerks before backups: who is asked for comes first.
    " ORDER BY d.id, u.role DESC, u.id, v.starts_at, v.id"
)


def desks_of_places(paths: Sequence[str], at: datetime, city: City) -> list[Standing]:
    """The desks of the places at these paths, with everybody's duties. One statement."""
    return _standing(f"d.kind = 'node' AND n.path IN ({many(paths)})", paths, at, city)


def desks(keys: Sequence[int], at: datetime, city: City) -> list[Standing]:
    """One statement."""
    return _standing(f"d.id IN ({many(keys)})", keys, at, city)


def _standing(which: str, values: Sequence[Any], at: datetime, city: City) -> list[Standing]:
    if not values:
        return []
    rows = read(_DESKS.format(which=which), [*ANSWERING, to_moment(at), *values])
    found = []
    for _desk, own in groupby(rows, key=itemgetter(0)):
        duties = list(own)
        desk, kind, path, level, hours = duties[0][:5]
        place = Place(
            desk=desk,
            kind=DeskKind(kind),
            level=city.levels[level].code,
            minutes=city.levels[level].minutes,
            schedule=city.schedules[hours],
            roster=Roster(tuple(_posts(row[5:] for row in duties))),
            is_beat=kind == DeskKind.NODE and city.levels[level].is_beat,
        )
        found.append(Standing(path, place))
    return found


def _posts(duties: Iterator[Sequence[Any]]) -> Iterator[Post]:
    for duty, leaves in groupby(duties, key=itemgetter(0)):
        if duty is None:  # nobody serves there
            return
        held = list(leaves)
        _duty, person, starts, ends, *_leave = held[0]
        absences = tuple(
            Absence(_span(away, back), stand_in)
            for *_facts, away, back, stand_in in held
            if away is not None
        )
        yield Post(person, _span(starts, ends), absences)


def _span(starts: datetime, ends: datetime | None) -> Span:
    start = from_moment(starts)
    assert start is not None
    return Span(start, from_moment(ends))


_DESK = (
    " JOIN grid_node n ON n.id = d.node_id JOIN grid_level l ON l.id = n.level_id"
    " LEFT JOIN grid_department p ON p.id = d.department_id"
)
# The keys first: an OR across the leaves would read every duty there is.
_SERVED = Reading(
    "SELECT {d}, {n}, {l}, {p}, u.id, u.role, u.person_id"
    f" FROM grid_duty u JOIN grid_desk d ON d.id = u.desk_id{_DESK}"
    " WHERE u.id IN (SELECT id FROM grid_duty WHERE person_id = %s UNION"
    " SELECT duty_id FROM grid_leave WHERE stand_in_id = %s AND starts_at <= %s AND ends_at > %s)"
    " AND u.starts_at <= %s AND (u.ends_at IS NULL OR u.ends_at > %s) ORDER BY u.id",
    d=Desk,
    n=Node,
    l=LevelRow,
    p=Department,
)
_SHARED = Reading(
    "SELECT {d}, {n}, {l}, {p}"
    f" FROM grid_desk d{_DESK} WHERE d.manned_by_id IN ({{rosters}}) ORDER BY d.id",
    d=Desk,
    n=Node,
    l=LevelRow,
    p=Department,
)


class Served(NamedTuple):
    """A duty that a person has or stands in for; the desk has place, level and department."""

    desk: Desk
    duty: int
    role: str
    person: int


def served(person: int, at: datetime) -> list[Served]:
    """One statement."""
    moment = to_moment(at)
    rows = _SERVED.rows([person, person, moment, moment, moment, moment])
    return [Served(_whole(*row[:4]), *row[4:]) for row in rows]


def manned_by(rosters: Sequence[int]) -> list[Desk]:
    """Desks that the people of these desks man too, as in `Served`. One statement."""
    return [_whole(*row) for row in _SHARED.rows(rosters, rosters=many(rosters))]


def _whole(desk: Desk, node: Node, level: LevelRow, department: Department | None) -> Desk:
    join(node, level=level)
    join(desk, node=node, department=department)
    return desk


_HOUSEHOLD = Reading(
    "SELECT {h}, {r} FROM grid_household h"
    " JOIN grid_stay s ON s.household_id = h.id AND s.ends_on IS NULL"
    " LEFT JOIN grid_resident r ON r.household_id = h.id"
    " WHERE h.code = %s AND s.beat_id = %s ORDER BY r.id",
    h=Household,
    r=Resident,
)


def household_at(beat: int, code: str) -> tuple[Household, list[Resident]] | None:
    """A household that stays in a beat, with those of it who are known. One statement."""
    rows = list(_HOUSEHOLD.rows([code, beat]))
    if not rows:
        return None
    return rows[0][0], [resident for _household, resident in rows if resident is not None]
