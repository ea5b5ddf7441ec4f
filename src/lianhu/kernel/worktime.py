"""The working calendar, and time counted only while a desk is open.

Standard library only. A desk is open at an instant when the wall clock of its zone then shows a
minute of an opening interval: an interval that a change to winter time repeats is open twice, one
that a change to summer time skips is not open at all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from lianhu.kernel.hours import Day, Hours, Interval, Season

__all__ = ["Calendar", "DayKind", "Hours", "Interval", "Schedule", "Season"]

HORIZON_DAYS = 400

_SATURDAY = 5
_SECOND = 1_000_000  # instants are counted in microseconds: integers add up exactly
_DAY_S = 24 * 60 * 60
_DAY = _DAY_S * _SECOND
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = _EPOCH.toordinal()


class DayKind(Enum):
    WORK = "work"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days that depart from their weekday; a day that is not listed follows it.

    A year is confirmed when somebody has checked its holidays and make-up days against the
    published list.
    """

    days: Mapping[date, DayKind] = field(default_factory=dict)
    confirmed_years: frozenset[int] = frozenset()

    def is_confirmed(self, day: date) -> bool:
        return day.year in self.confirmed_years


class Schedule:
    """Opening hours under a calendar. Keep the object: it remembers the days it worked out.

    Takes aware datetimes and answers in UTC. Opening times are open, closing times are closed.
    A search gives up (None) after 400 days without any opening.
    """

    def __init__(self, hours: Hours, calendar: Calendar) -> None:
        self.hours = hours
        self.calendar = calendar
        self._zone = ZoneInfo(hours.zone)
        self._known: dict[int, tuple[tuple[int, int], ...]] = {}
        self._known_locally: dict[date, list[tuple[datetime, datetime]]] = {}

    def intervals(self, day: date) -> Day:
        """What is open on a local day. A make-up day at the weekend is worked like a Monday."""
        kind = self.calendar.days.get(day)
        if kind is DayKind.REST:
            return ()
        week = self.hours.week_on(day)
        usual = week[day.weekday()]
        if kind is DayKind.WORK and day.weekday() >= _SATURDAY:
            return next((worked for worked in week[:_SATURDAY] if worked), usual)
        return usual

    def is_open(self, at: datetime) -> bool:
        instant = _instant(at)
        return any(opens <= instant < closes for opens, closes in self._windows_of(instant // _DAY))

    def local_day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()

    def opening_on(self, day: date) -> datetime | None:
        """The first opening on that local day or, if it has none, after it."""
        return self.next_open(datetime.combine(day, time(), self._zone))

    def closing_on(self, day: date) -> datetime | None:
        """The last closing on that local day; None if nothing opens on it."""
        windows = self._local_windows(day)
        return windows[-1][1] if windows else None

    def next_open(self, at: datetime) -> datetime | None:
        for opens, _ in self._ahead(_instant(at)):
            return _moment(opens)
        return None

    def next_close(self, at: datetime) -> datetime | None:
        """When the present or else the next opening ends; None if it goes on for 400 days."""
        began = closing = -1
        for opens, closes in self._ahead(_instant(at)):
            if closing < 0:
                began = opens
            elif opens > closing:
                break
            closing = closes
            if closing - began > HORIZON_DAYS * _DAY:
                return None
        return None if closing < 0 else _moment(closing)

    def open_seconds(self, start: datetime, end: datetime) -> int:
        """Whole seconds of open time from `start` to `end`; 0 if `end` is not later."""
        low, high = _instant(start), _instant(end)
        total = 0
        for day in range(low // _DAY, -(-high // _DAY)):
            for opens, closes in self._windows_of(day):
                total += max(0, min(closes, high) - max(opens, low))
        return total // _SECOND

    def add(self, start: datetime, seconds: int) -> datetime | None:
        """The instant by which `seconds` of open time have passed.

        Time that runs out exactly at closing ends at closing, not at the next opening. No seconds:
        `start` itself if open, else the next opening.
        """
        if seconds < 0:
            raise ValueError("only time ahead can be added")
        left = seconds * _SECOND
        for opens, closes in self._ahead(_instant(start)):
            if left <= closes - opens:
                return _moment(opens + left)
            left -= closes - opens
        return None

    def add_working_days(self, start: datetime, days: int) -> datetime | None:
        """The same local time of day, `days` days with opening hours later.

        Counts from the next opening if nothing opens any more on the day of `start`. Before
        opening and in a break the answer is the opening that follows, after closing the closing.
        """
        if days < 0:
            raise ValueError("only days ahead can be added")
        first = self.next_open(start)
        if first is None:
            return None
        local = start.astimezone(self._zone)
        if first.astimezone(self._zone).date() != local.date():
            local = first.astimezone(self._zone)
        day: date | None = local.date()
        for _ in range(days):
            day = day and self._next_working_day(day)
        return None if day is None else self._clipped(day, local.timetz())

    def windows(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Open stretches between `start` and `end`, in order, never touching one another."""
        high = _instant(end)
        held: tuple[int, int] | None = None
        for opens, closes in self._ahead(_instant(start)):
            if opens >= high:
                break
            if held and held[1] == opens:
                held = (held[0], closes)
                continue
            if held:
                yield _moment(held[0]), _moment(held[1])
            held = (opens, closes)
            if closes >= high:
                break
        if held:
            yield _moment(held[0]), _moment(min(held[1], high))

    def _ahead(self, instant: int) -> Iterator[tuple[int, int]]:
        """Windows from `instant` on, cut at midnights of UTC."""
        day = instant // _DAY
        closed_days = 0
        while closed_days <= HORIZON_DAYS:
            windows = self._windows_of(day)
            closed_days = 0 if windows else closed_days + 1
            for opens, closes in windows:
                if closes > instant:
                    yield max(opens, instant), closes
            day += 1

    def _windows_of(self, day: int) -> tuple[tuple[int, int], ...]:
        """Open windows within a day of UTC, counted from 1970.

        Days of UTC, because local days may interleave: where clocks go back at 00:01, the old day
        returns after the new one has begun.
        """
        windows = self._known.get(day)
        if windows is None:
            windows = self._known[day] = tuple(self._work_out(day))
        return windows

    def _work_out(self, day: int) -> list[tuple[int, int]]:
        found = []
        for low, high, offset in self._offsets(day * _DAY_S, (day + 1) * _DAY_S):
            for local_day in range((low + offset) // _DAY_S, (high - 1 + offset) // _DAY_S + 1):
                midnight = local_day * _DAY_S - offset
                for interval in self.intervals(date.fromordinal(_EPOCH_ORDINAL + local_day)):
                    opens = max(low, midnight + interval.start * 60)
                    closes = min(high, midnight + interval.end * 60)
                    if opens < closes:
                        found.append((opens * _SECOND, closes * _SECOND))
        return _joined(sorted(found))

    def _offsets(self, low: int, high: int) -> list[tuple[int, int, int]]:
        """Stretches of one UTC offset, in seconds; no zone changes twice within a day."""
        before, after = self._offset(low), self._offset(high - 1)
        if before == after:
            return [(low, high, before)]
        same, changed = low, high - 1
        while changed - same > 1:
            middle = (same + changed) // 2
            if self._offset(middle) == before:
                same = middle
            else:
                changed = middle
        return [(low, changed, before), (changed, high, after)]

    def _offset(self, second: int) -> int:
        offset = (_EPOCH + timedelta(seconds=second)).astimezone(self._zone).utcoffset()
        return int(offset.total_seconds()) if offset is not None else 0

    def _next_working_day(self, day: date) -> date | None:
        for n in range(1, HORIZON_DAYS + 1):
            later = day + timedelta(days=n)
            if self._local_windows(later):
                return later
        return None

    def _local_windows(self, day: date) -> list[tuple[datetime, datetime]]:
        windows = self._known_locally.get(day)
        if windows is None:
            midnight = datetime.combine(day, time(), self._zone)
            next_midnight = datetime.combine(day + timedelta(days=1), time(), self._zone)
            worked = self.windows(midnight, next_midnight) if self.intervals(day) else ()
            windows = self._known_locally[day] = list(worked)
        return windows

    def _clipped(self, day: date, local_time: time) -> datetime:
        wanted = datetime.combine(day, local_time).astimezone(UTC)
        windows = self._local_windows(day)
        for opens, closes in windows:
            if wanted <= closes:
                return max(wanted, opens)
        return windows[-1][1]


def _instant(at: datetime) -> int:
    since = at - _EPOCH
    return (since.days * _DAY_S + since.seconds) * _SECOND + since.microseconds


def _moment(instant: int) -> datetime:
    return _EPOCH + timedelta(microseconds=instant)


def _joined(windows: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for opens, closes in windows:
        if joined and joined[-1][1] == opens:
            joined[-1] = (joined[-1][0], closes)
        else:
            joined.append((opens, closes))
    return joined
