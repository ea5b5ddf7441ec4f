"""What an inbox should hold, and what has to change for it to do so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lianhu.kernel.worktime import Schedule

# What falls due within this much opening time is for now.
SOON_S = 3600


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


def difference(before: Iterable[Need], after: Iterable[Need]) -> Change:
    """How to get from the open items of `before` to those of `after`."""
    was = {need.place: need for need in before}
    will = {need.place: need for need in after}
    return Change(
        put=tuple(need for place, need in will.items() if place not in was),
        clear=tuple(need for place, need in was.items() if place not in will),
        move=tuple(
            need
            for place, need in will.items()
            if place in was and was[place].due_at != need.due_at
        ),
    )


class Group(StrEnum):
    """Where an item stands on the inbox page."""

    NOW = "now"
    TODAY = "today"
    LATER = "later"


def group_of(due_at: datetime | None, now: datetime, schedule: Schedule) -> Group:
    """By what falls due, in the opening hours of the desk that has to do it."""
    if due_at is None:
        return Group.LATER
    if due_at <= now or schedule.open_seconds(now, due_at) <= SOON_S:
        return Group.NOW
    if schedule.local_day(due_at) == schedule.local_day(now):
        return Group.TODAY
    return Group.LATER
