"""What an inbox should hold, and what has to change for it to do so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Address(StrEnum):
    DESK = "desk"
    PERSON = "person"
    RESIDENT = "resident"


@dataclass(frozen=True, slots=True)
class Need:
    """Something that needs somebody. `key` is unique at its address while it is open.

    `hidden_from`: a person who has no part in it, though serving at the desk.
    """

    address: Address
    who: int
    kind: str
    key: str
    ref: int
    due_at: datetime | None = None
    hidden_from: int | None = None

    @property
    def place(self) -> tuple[Address, int, str]:
        return (self.address, self.who, self.key)


@dataclass(frozen=True, slots=True)
class Change:
    put: tuple[Need, ...]
    clear: tuple[Need, ...]
    move: tuple[Need, ...]  # stays, with another due time
    again: tuple[Need, ...] = ()  # waited for somebody else, without a due time; has one again


def difference(before: Iterable[Need], after: Iterable[Need]) -> Change:
    """How to get from the open items of `before` to those of `after`."""
    was = {need.place: need for need in before}
    will = {need.place: need for need in after}
    moved = [
        need for place, need in will.items() if place in was and was[place].due_at != need.due_at
    ]
    return Change(
        put=tuple(need for place, need in will.items() if place not in was),
        clear=tuple(need for place, need in was.items() if place not in will),
        move=tuple(need for need in moved if not _is_back(was[need.place], need)),
        again=tuple(need for need in moved if _is_back(was[need.place], need)),
    )


def _is_back(was: Need, need: Need) -> bool:
    return was.due_at is None and need.due_at is not None
