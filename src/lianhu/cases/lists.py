"""The lists of a desk, and what of one is wanted: plain facts, as pages and SQL both take them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Tab(StrEnum):
    MINE = "mine"  # the desk's own move
    WAITING = "waiting"  # the resident has been asked; the clock stands still
    CONSULTING = "consulting"  # a department has been asked; the desk's clock stands still
    SHARED = "shared"  # at a beat below since minute 8; whoever is free may take it


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A filter as the database takes it, and in words. What is empty narrows nothing.

    `topic` and `place` are paths, and mean what lies below as well; what falls due is another thing
    in each list.
    """

    topic: str = ""
    case_class: str = ""
    place: str = ""
    nobodys: bool = False
    taken_by: int | None = None
    due_before: datetime | None = None
    label: str = ""

    def __bool__(self) -> bool:
        return bool(self.label)


EVERYTHING = Narrowing()


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last line of the page before."""

    falls_due: datetime | None
    key: int
