"""Opening hours as a desk publishes them, and their JSON. Standard library only."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Self
from zoneinfo import ZoneInfo

MINUTES_A_DAY = 24 * 60
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_CLOCK_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_MONTH_DAY = re.compile(r"([0-9]{2})-([0-9]{2})")
_LEAP_YEAR = 2000


@dataclass(frozen=True, order=True, slots=True)
class Interval:
    """Minutes of the local day, the end excluded; 1440 is the midnight that ends the day."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= MINUTES_A_DAY:
            raise ValueError(f"{self} must end after it starts and stay within one day")

    def __str__(self) -> str:
        return f"{_clock_text(self.start)}-{_clock_text(self.end)}"


Day = tuple[Interval, ...]
Week = tuple[Day, Day, Day, Day, Day, Day, Day]  # Monday first
MonthDay = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Season:
    """A week that replaces the usual one from `start` to `end`, both included.

    A season whose end comes before its start lasts over New Year.
    """

    start: MonthDay
    end: MonthDay
    week: Week

    def __post_init__(self) -> None:
        for month_day in (self.start, self.end):
            _check_month_day(month_day)
        _check_week(self.week)

    def covers(self, day: date) -> bool:
        at = (day.month, day.day)
        if self.start <= self.end:
            return self.start <= at <= self.end
        return at >= self.start or at <= self.end


@dataclass(frozen=True, slots=True)
class Hours:
    """When a desk is open in an ordinary year, before holidays."""

    zone: str
    week: Week
    seasons: tuple[Season, ...] = ()

    def __post_init__(self) -> None:
        _zone(self.zone)
        _check_week(self.week)
        first = date(_LEAP_YEAR, 1, 1)
        for day in (first + timedelta(days=n) for n in range(366)):
            if sum(season.covers(day) for season in self.seasons) > 1:
                raise ValueError(f"two seasons overlap on {day:%m-%d}")

    def week_on(self, day: date) -> Week:
        for season in self.seasons:
            if season.covers(day):
                return season.week
        return self.week

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read `{"zone": …, "week": [seven days of ["08:30", "12:00"]], "seasons": […]}`.

        Raises ValueError that names the day and the interval at fault.
        """
        facts = _object(data, "opening hours", {"zone", "week"}, {"seasons"})
        seasons = facts.get("seasons", [])
        if not isinstance(seasons, list):
            raise ValueError("seasons must be a list")
        return cls(
            zone=facts["zone"],
            week=_week_from(facts["week"]),
            seasons=tuple(_season_from(season, n) for n, season in enumerate(seasons, 1)),
        )

    def to_json(self) -> dict[str, Any]:
        facts: dict[str, Any] = {"zone": self.zone, "week": _week_json(self.week)}
        if self.seasons:
            facts["seasons"] = [
                {
                    "from": "{:02}-{:02}".format(*season.start),
                    "until": "{:02}-{:02}".format(*season.end),
                    "week": _week_json(season.week),
                }
                for season in self.seasons
            ]
        return facts


def _zone(name: object) -> ZoneInfo:
    try:
        if isinstance(name, str):
            return ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # unknown name, name of a folder, malformed name
        pass
    raise ValueError(f"there is no time zone {name!r}")


def _check_week(week: Sequence[Day]) -> None:
    if len(week) != len(WEEKDAYS):
        raise ValueError(f"a week has seven days, not {len(week)}")
    for name, intervals in zip(WEEKDAYS, week, strict=True):
        for (n, earlier), (_, later) in pairwise(enumerate(intervals, 1)):
            if later.start < earlier.end:
                raise ValueError(f"{name}, interval {n + 1}: {later} overlaps {earlier}")


def _check_month_day(month_day: MonthDay) -> None:
    month, day = month_day
    try:
        date(_LEAP_YEAR, month, day)
    except ValueError:
        raise ValueError(f"there is no day {month:02}-{day:02}") from None


def _object(data: object, what: str, needed: set[str], optional: set[str]) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise ValueError(f"{what} must be an object")
    if missing := needed - data.keys():
        raise ValueError(f"{what}: {', '.join(sorted(missing))} missing")
    if unknown := data.keys() - needed - optional:
        raise ValueError(f"{what}: {', '.join(sorted(map(str, unknown)))} unknown")
    return data


def _season_from(data: object, n: int) -> Season:
    facts = _object(data, f"season {n}", {"from", "until", "week"}, set())
    try:
        return Season(
            start=_month_day_from(facts["from"]),
            end=_month_day_from(facts["until"]),
            week=_week_from(facts["week"]),
        )
    except ValueError as error:
        raise ValueError(f"season {n}: {error}") from None


def _month_day_from(text: object) -> MonthDay:
    match = _MONTH_DAY.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f"{text!r} must be a day like 06-01")
    return int(match[1]), int(match[2])


def _week_from(data: object) -> Week:
    if not isinstance(data, list) or len(data) != len(WEEKDAYS):
        raise ValueError("week must be a list of seven days, Monday first")
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = (
        _day_from(day, name) for day, name in zip(data, WEEKDAYS, strict=True)
    )
    return monday, tuesday, wednesday, thursday, friday, saturday, sunday


def _day_from(data: object, name: str) -> Day:
    if not isinstance(data, list):
        raise ValueError(f"{name} must be a list of intervals")
    intervals = []
    for n, pair in enumerate(data, 1):
        try:
            start, end = pair
            intervals.append(Interval(_minutes(start), _minutes(end)))
        except TypeError:
            raise ValueError(f"{name}, interval {n}: {pair!r} must be two times") from None
        except ValueError as error:
            raise ValueError(f"{name}, interval {n}: {error}") from None
    return tuple(sorted(intervals))


def _minutes(text: object) -> int:
    match = _CLOCK_TIME.fullmatch(text) if isinstance(text, str) else None
    if match and int(match[2]) < 60 and int(match[1]) * 60 + int(match[2]) <= MINUTES_A_DAY:
        return int(match[1]) * 60 + int(match[2])
    raise ValueError(f"{text!r} must be a time like 08:30")


def _clock_text(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _week_json(week: Week) -> list[list[list[str]]]:
    return [
        [[_clock_text(interval.start), _clock_text(interval.end)] for interval in day]
        for day in week
    ]
