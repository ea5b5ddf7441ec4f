"""How much of a file is read, and why a file is not."""

from dataclasses import dataclass
from enum import StrEnum

MB = 1 << 20

# A cell longer than this holds no name, number or address; the row says so.
CELL_CHARACTERS = 1000
# Tells the reading process that it is given a text.
WORD = "word"


@dataclass(frozen=True, slots=True)
class Caps:
    """Beyond any of these a file is refused. Memory and time are those of the reading process."""

    bytes: int
    unpacked: int
    rows: int
    columns: int
    memory: int
    cpu_seconds: int
    cell: int = CELL_CHARACTERS


# What somebody may send by a page.
PAGE = Caps(
    bytes=5 * MB,
    unpacked=50 * MB,
    rows=100_000,
    columns=60,
    memory=512 * MB,
    cpu_seconds=30,
)
# What the administrator's command takes: a city's households, with room to spare.
COMMAND = Caps(
    bytes=100 * MB,
    unpacked=800 * MB,
    rows=600_000,
    columns=60,
    memory=800 * MB,
    cpu_seconds=600,
)


class Reason(StrEnum):
    """Why a file is refused as a whole."""

    TOO_LARGE = "too_large"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    TOO_MUCH_WORK = "too_much_work"
    NOT_A_TABLE = "not_a_table"
    OLD_OR_LOCKED = "old_or_locked"
    MACROS = "macros"
    LINKS = "links"
    UNSAFE = "unsafe"
    BROKEN = "broken"
    EMPTY = "empty"


class Refused(Exception):
    """This file is not read, or not to its end."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
