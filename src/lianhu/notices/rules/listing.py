"""A list of households and desks, by their codes, pure: what each row of it means."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

# More is everybody at some place.
LONGEST = 5000
# What a column of codes may be called, where a table has a row of titles.
_TITLES = (
    "户号",
    "户编码",
    "户编号",
    "编码",
    "编号",
    "code",
    "household code",
    "household",
    "desk",
)
_LONGEST_CODE = 60
_BETWEEN = str.maketrans({"，": "\n", "、": "\n", ",": "\n", ";": "\n", "；": "\n", "\t": "\n"})


class Fault(StrEnum):
    UNKNOWN = "unknown"  # not at or below the sender's place, whether or not it is elsewhere
    DEPARTMENT = "department"  # these are meant as a kind, not by a list
    CLOSED = "closed"  # a place that is no more


@dataclass(frozen=True, slots=True)
class Wrong:
    """`number`: which of the codes, from 1."""

    number: int
    code: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Listed:
    """Households and desks by key, each once, in the order of the list."""

    households: tuple[int, ...] = ()
    desks: tuple[int, ...] = ()


def codes_of(text: str) -> list[str]:
    """Codes that were typed or pasted: one a line, or with something between."""
    return [code for line in text.translate(_BETWEEN).splitlines() if (code := plain(line))]


def from_cells(rows: Iterable[Sequence[str]]) -> list[str]:
    """The codes of a table: of the column that is called so, or of the first."""
    found: list[str] = []
    at, first = 0, True
    for cells in rows:
        if first:
            first = False
            titles = [plain(cell).casefold() for cell in cells]
            named = [n for n, title in enumerate(titles) if title in _TITLES]
            if named:
                at = named[0]
                continue
        code = plain(cells[at]) if at < len(cells) else ""
        if code:
            found.append(code)
    return found


def plain(code: str) -> str:
    """However it was typed: wide or narrow, with spaces around."""
    return unicodedata.normalize("NFKC", code).strip()[:_LONGEST_CODE]


def judge(
    codes: Sequence[str],
    households: Mapping[str, int],
    desks: Mapping[str, int],
    *,
    departments: Collection[str] = (),
    closed: Collection[str] = (),
) -> tuple[Listed, list[Wrong]]:
    """Whom a list means, and which rows mean nobody. `households` and `desks`: the keys of those
    codes that are the sender's to write to. Twice the same is once.
    """
    homes: dict[int, None] = {}
    places: dict[int, None] = {}
    wrong = []
    for number, code in enumerate(codes, 1):
        if code in households:
            homes[households[code]] = None
        elif code in desks:
            places[desks[code]] = None
        else:
            fault = Fault.DEPARTMENT if code in departments else Fault.UNKNOWN
            wrong.append(Wrong(number, code, Fault.CLOSED if code in closed else fault))
    return Listed(tuple(homes), tuple(places)), wrong
