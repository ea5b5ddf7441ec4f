"""A row of the list of households."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from lianhu.grid.loading.rules.cells import ToPhone, code, no_identity, phone
from lianhu.grid.loading.rules.problems import Fault, Problem

MOST_PEOPLE = 99


class Place(Enum):
    """What a code of the grid stands for, as far as households are concerned."""

    BEAT = "beat"
    HIGHER = "higher"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """None: the file does not have that column, what is stored stays."""

    code: str
    address: str
    contact: str
    phone: str | None
    size: int | None
    beat: str


_FAULTS = {
    None: Fault.NO_SUCH_BEAT,
    Place.HIGHER: Fault.NOT_A_BEAT,
    Place.CLOSED: Fault.CLOSED,
}


def household(
    values: Mapping[str, str], places: Mapping[str, Place], to_phone: ToPhone
) -> tuple[HouseholdRow, list[Problem]]:
    problems: list[Problem] = []
    beat = values["beat"]
    place = places.get(beat)
    if beat and place is not Place.BEAT:
        problems.append(Problem(_FAULTS[place], "beat"))
    row = HouseholdRow(
        code=code(values["code"], problems),
        address=no_identity(values["address"], "address", problems),
        contact=no_identity(values["contact"], "contact", problems),
        phone=phone(values["phone"], to_phone, problems) if "phone" in values else None,
        size=_size(values["size"], problems) if "size" in values else None,
        beat=beat,
    )
    return row, problems


def _size(text: str, problems: list[Problem]) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_PEOPLE):
        problems.append(Problem(Fault.BAD_SIZE, "size", str(MOST_PEOPLE)))
        return 1
    return int(text)
