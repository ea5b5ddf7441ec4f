"""When a notice that is sent again and again goes out next, and when somebody has to say that it is
still needed. Standard library only.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# So often it goes out before its sender is asked whether it is still needed.
REVIEWED_EVERY = 6
LONGEST = timedelta(days=366)
_MONTHS = 12


class Every(StrEnum):
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """From a day on until another one, both included."""

    starts_on: date
    every: Every
    until: date

    def nth(self, n: int) -> date:
        """The day that is meant, worked or not. The 31st is the last day of a shorter month."""
        if self.every is Every.WEEK:
            return self.starts_on + timedelta(weeks=n)
        months = self.starts_on.month - 1 + n
        year, month = self.starts_on.year + months // _MONTHS, months % _MONTHS + 1
        return date(year, month, min(self.starts_on.day, monthrange(year, month)[1]))


def _days(rhythm: Rhythm, works: Callable[[date], bool]) -> Iterator[date]:
    """Those on which it goes out, in order.

    What falls on a day off goes out on the next working day; it is left out where that is not
    before the turn that follows.
    """
    n = 0
    while (meant := rhythm.nth(n)) <= rhythm.until:
        n += 1
        day, following = meant, rhythm.nth(n)
        while day < following and not works(day):
            day += timedelta(days=1)
        if day < following and day <= rhythm.until:
            yield day


def next_day(rhythm: Rhythm, after: date, works: Callable[[date], bool]) -> date | None:
    """The next day on which it goes out; None: never again."""
    return next((day for day in _days(rhythm, works) if day > after), None)


def days_left(rhythm: Rhythm, after: date, works: Callable[[date], bool]) -> int:
    """How often it goes out still."""
    return sum(day > after for day in _days(rhythm, works))


def wants_review(turn: int, reviewed: int) -> bool:
    """Whether somebody has to say that it is still needed before this turn goes out. `reviewed`:
    how often it had gone out when somebody said so last.
    """
    return turn > reviewed + REVIEWED_EVERY
