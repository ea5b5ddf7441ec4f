"""Rows of the list of places, and how they fit together into one tree."""

from collections.abc import Mapping
from dataclasses import dataclass

from lianhu.grid.loading.rules.cells import ToPhone, code, phone
from lianhu.grid.loading.rules.problems import Fault, Problem


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """None: the file does not have that column, what is stored stays."""

    code: str
    name: str
    name_en: str | None
    level: str
    parent: str
    desk: str | None
    desk_en: str | None
    phone: str | None
    hours: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """A place that there is already."""

    depth: int
    parent: str
    is_closed: bool


def place(values: Mapping[str, str], to_phone: ToPhone) -> tuple[PlaceRow, list[Problem]]:
    problems: list[Problem] = []
    row = PlaceRow(
        code=code(values["code"], problems),
        name=values["name"],
        name_en=values.get("name_en"),
        level=values["level"],
        parent=values.get("parent", ""),
        desk=values.get("desk"),
        desk_en=values.get("desk_en"),
        phone=phone(values["phone"], to_phone, problems) if "phone" in values else None,
        hours=values.get("hours"),
    )
    return row, problems


def fit(
    row: PlaceRow,
    rows: Mapping[str, PlaceRow],
    known: Mapping[str, Known],
    depths: Mapping[str, int],
    tops: int,
) -> list[Problem]:
    """What is wrong with where a place stands.

    `rows` and `known` by code, `depths` by all names of a level; `tops`: how many places without
    one above there would be.
    """
    depth = depths.get(row.level.casefold())
    if depth is None:
        return [Problem(Fault.NO_SUCH_LEVEL, "level")]
    stored = known.get(row.code)
    if stored is not None:
        return list(_unlike(row, depth, stored))
    if not row.parent:
        if depth != 1:
            return [Problem(Fault.NEEDED, "parent")]
        return [Problem(Fault.SECOND_TOP, "parent")] if tops > 1 else []
    above = known.get(row.parent)
    listed = rows.get(row.parent)
    if above is not None:
        if above.is_closed:
            return [Problem(Fault.CLOSED, "parent")]
        above_depth: int | None = above.depth
    elif listed is not None:
        above_depth = depths.get(listed.level.casefold())
    else:
        return [Problem(Fault.NO_SUCH_PARENT, "parent")]
    # Each step goes one level up, so nothing that passes can go round.
    if above_depth != depth - 1:
        return [Problem(Fault.WRONG_LEVEL, "level")]
    return []


def _unlike(row: PlaceRow, depth: int, stored: Known) -> list[Problem]:
    """Moving and closing places has effects on cases; a list is not the way."""
    problems = []
    if stored.is_closed:
        problems.append(Problem(Fault.CLOSED, "code"))
    if depth != stored.depth:
        problems.append(Problem(Fault.LEVEL_CHANGED, "level"))
    if row.parent != stored.parent:
        problems.append(Problem(Fault.MOVED, "parent"))
    return problems
