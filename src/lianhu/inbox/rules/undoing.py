"""What somebody may take back, pure: their own act, for a while, if nothing has come of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FOR_SO_LONG = timedelta(minutes=10)


class Code(StrEnum):
    NOT_YOURS = "not_yours"
    UNDONE = "undone"  # it has been taken back already
    LATE = "late"
    CHANGED = "changed"  # something else has been done, or it is over


class Refused(Exception):
    """Nothing has changed."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True, slots=True)
class Done:
    """An act: whose, when, and whether it has been taken back."""

    by: int
    at: datetime
    is_undone: bool


def check(done: Done, person: int, now: datetime, *, is_as_left: bool) -> None:
    """Raises Refused unless this person may take it back at `now`.

    `is_as_left`: nobody has done anything since, and what it is about waits or lasts still.
    """
    if done.by != person:
        raise Refused(Code.NOT_YOURS)
    if done.is_undone:
        raise Refused(Code.UNDONE)
    if now >= done.at + FOR_SO_LONG:
        raise Refused(Code.LATE)
    if not is_as_left:
        raise Refused(Code.CHANGED)
