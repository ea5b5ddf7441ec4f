"""A desk's clock runs while it is open: lunch, weekends, holidays, seasons, summer time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lianhu.kernel.worktime import Calendar, DayKind, Hours, Schedule

pytestmark = pytest.mark.once

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR = 3600
DAY = [["08:30", "12:00"], ["13:30", "17:30"]]
SUMMER_DAY = [["08:30", "12:00"], ["14:30", "18:00"]]
OFFICE_WEEK = [DAY] * 5 + [[], []]

OFFICE = Hours.from_json({"zone": "Asia/Shanghai", "week": OFFICE_WEEK})
SUMMER_OFFICE = Hours.from_json(
    {
        "zone": "Asia/Shanghai",
        "week": OFFICE_WEEK,
        "seasons": [{"from": "06-01", "until": "09-30", "week": [SUMMER_DAY] * 5 + [[], []]}],
    }
)
ROUND_THE_CLOCK = Hours.from_json({"zone": "Asia/Shanghai", "week": [[["00:00", "24:00"]]] * 7})
NEVER = Hours.from_json({"zone": "Asia/Shanghai", "week": [[]] * 7})
NIGHT_IN_BERLIN = Hours.from_json({"zone": "Europe/Berlin", "week": [[["01:00", "04:00"]]] * 7})

# National Day of 2026 with its make-up Saturday.
HOLIDAYS = {date(2026, 10, day): DayKind.REST for day in range(1, 8)}
CALENDAR = Calendar(HOLIDAYS | {date(2026, 10, 10): DayKind.WORK}, frozenset({2026}))

office = Schedule(OFFICE, CALENDAR)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


# 2 March 2026 is a Monday.
@pytest.mark.parametrize(
    ("start", "seconds", "end"),
    [
        (at(3, 2, 9), 15 * 60, at(3, 2, 9, 15)),
        (at(3, 2, 8), 15 * 60, at(3, 2, 8, 45)),
        (at(3, 2, 11, 45), 15 * 60, at(3, 2, 12)),  # out exactly at closing: not after lunch
        (at(3, 2, 11, 45), 15 * 60 + 1, at(3, 2, 13, 30) + timedelta(seconds=1)),
        (at(3, 2, 12), 60, at(3, 2, 13, 31)),
        (at(3, 6, 17), HOUR, at(3, 9, 9)),  # Friday evening to Monday
        (at(3, 7, 10), HOUR, at(3, 9, 9, 30)),
        (at(9, 30, 17), HOUR, at(10, 8, 9)),  # over National Day
        (at(10, 9, 17, 30), HOUR, at(10, 10, 9, 30)),  # make-up Saturday
        (at(10, 10, 17), HOUR, at(10, 12, 9)),
        (at(3, 2, 8, 30), 5 * 7 * HOUR + 150 * 60, at(3, 6, 17, 30)),  # the whole week
        (at(3, 2, 9), 0, at(3, 2, 9)),
        (at(3, 2, 12), 0, at(3, 2, 13, 30)),
    ],
)
def test_open_time_is_added(start: datetime, seconds: int, end: datetime) -> None:
    assert office.add(start, seconds) == end
    assert office.open_seconds(start, end) == seconds


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (at(3, 2, 8, 30) - timedelta(microseconds=1), False),
        (at(3, 2, 8, 30), True),
        (at(3, 2, 12) - timedelta(microseconds=1), True),
        (at(3, 2, 12), False),
        (at(3, 7, 10), False),  # Saturday
        (at(10, 1, 10), False),  # holiday
        (at(10, 10, 10), True),  # make-up Saturday
    ],
)
def test_it_opens_with_its_first_minute_and_closes_before_its_last(
    moment: datetime, is_open: bool
) -> None:
    assert office.is_open(moment) is is_open


def test_the_next_opening_and_closing() -> None:
    assert office.next_open(at(3, 2, 9)) == at(3, 2, 9)
    assert office.next_open(at(3, 2, 12)) == at(3, 2, 13, 30)
    assert office.next_open(at(9, 30, 17, 30)) == at(10, 8, 8, 30)
    assert office.next_close(at(3, 2, 9)) == at(3, 2, 12)
    assert office.next_close(at(3, 2, 12)) == at(3, 2, 17, 30)


def test_answers_are_in_utc() -> None:
    answers = [
        office.add(at(3, 2, 9), 60),
        office.next_open(at(3, 2, 9)),
        office.next_close(at(3, 2, 9)),
        office.add_working_days(at(3, 2, 9), 1),
        *next(office.windows(at(3, 2, 9), at(3, 3, 9))),
    ]
    assert all(answer is not None and answer.tzinfo is UTC for answer in answers)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (at(3, 2, 9), 0, at(3, 2, 9)),
        (at(3, 2, 9, 10), 3, at(3, 5, 9, 10)),
        (at(3, 6, 16), 1, at(3, 9, 16)),  # Friday to Monday
        (at(3, 2, 7), 1, at(3, 3, 8, 30)),  # before opening
        (at(3, 2, 12, 30), 1, at(3, 3, 13, 30)),  # at lunch
        (at(3, 2, 17, 30), 1, at(3, 4, 8, 30)),  # after closing: from tomorrow's opening
        (at(3, 7, 10), 1, at(3, 10, 8, 30)),  # Saturday: from Monday's opening
        (at(9, 30, 10), 3, at(10, 10, 10)),  # 8, 9 and the make-up Saturday
        (at(9, 30, 10), 4, at(10, 12, 10)),
    ],
)
def test_working_days_keep_the_time_of_day(start: datetime, days: int, end: datetime) -> None:
    assert office.add_working_days(start, days) == end


def test_a_day_that_closes_earlier_ends_a_count_of_days_at_its_closing() -> None:
    week = [DAY] * 4 + [[["08:30", "12:00"]], [], []]
    short_friday = Schedule(Hours.from_json({"zone": "Asia/Shanghai", "week": week}), Calendar())

    assert short_friday.add_working_days(at(3, 5, 16), 1) == at(3, 6, 12)


def test_a_count_of_days_may_end_just_as_the_desk_closes_for_lunch() -> None:
    week = [[["08:30", "17:30"]], DAY, DAY, DAY, DAY, [], []]
    long_monday = Schedule(Hours.from_json({"zone": "Asia/Shanghai", "week": week}), Calendar())

    assert long_monday.add_working_days(at(3, 2, 12), 1) == at(3, 3, 12)


def test_intervals_that_touch_are_one_opening() -> None:
    week = [[["08:30", "12:00"], ["12:00", "14:00"]]] * 7
    schedule = Schedule(Hours.from_json({"zone": "Asia/Shanghai", "week": week}), Calendar())

    assert schedule.next_close(at(3, 2, 9)) == at(3, 2, 14)


def test_hours_change_with_the_season() -> None:
    schedule = Schedule(SUMMER_OFFICE, Calendar())

    assert schedule.next_open(at(5, 29, 12)) == at(5, 29, 13, 30)  # a Friday
    assert schedule.next_open(at(6, 1, 12)) == at(6, 1, 14, 30)  # the Monday that follows
    assert schedule.open_seconds(at(5, 29, 17), at(5, 29, 19)) == HOUR // 2
    assert schedule.open_seconds(at(6, 1, 17), at(6, 1, 19)) == HOUR
    assert schedule.next_close(at(9, 30, 15)) == at(9, 30, 18)
    assert schedule.next_close(at(10, 1, 15)) == at(10, 1, 17, 30)


def test_a_desk_that_never_closes_has_one_window() -> None:
    schedule = Schedule(ROUND_THE_CLOCK, Calendar())

    assert schedule.add(at(3, 6, 23), 2 * HOUR) == at(3, 7, 1)
    assert schedule.next_close(at(3, 6, 23)) is None
    assert list(schedule.windows(at(3, 6, 23), at(3, 9, 1))) == [(at(3, 6, 23), at(3, 9, 1))]
    assert schedule.add_working_days(at(3, 6, 23), 2) == at(3, 8, 23)


def test_a_desk_that_never_opens_promises_nothing() -> None:
    schedule = Schedule(NEVER, Calendar())
    noon = at(3, 2, 12)

    assert schedule.next_open(noon) is None
    assert schedule.next_close(noon) is None
    assert schedule.add(noon, 60) is None
    assert schedule.add_working_days(noon, 1) is None
    assert schedule.open_seconds(noon, noon + timedelta(days=900)) == 0
    assert list(schedule.windows(noon, noon + timedelta(days=900))) == []


def test_a_make_up_day_is_worked_like_the_first_weekday_with_hours() -> None:
    tuesdays = [["09:00", "10:00"]]
    saturdays = [["09:00", "11:00"]]
    make_up = Calendar({date(2026, 10, 10): DayKind.WORK})

    def hours_of(week: list[list[list[str]]]) -> int:
        some = Schedule(Hours.from_json({"zone": "Asia/Shanghai", "week": week}), make_up)
        return some.open_seconds(at(10, 10, 0), at(10, 11, 0)) // HOUR

    assert hours_of([[], tuesdays, [], [], [], saturdays, []]) == 1
    assert hours_of([[], [], [], [], [], saturdays, []]) == 2


def test_a_working_day_in_the_week_follows_its_weekday() -> None:
    week = [DAY, DAY, [], DAY, DAY, [], []]
    wednesday = Calendar({date(2026, 3, 4): DayKind.WORK})
    schedule = Schedule(Hours.from_json({"zone": "Asia/Shanghai", "week": week}), wednesday)

    assert schedule.open_seconds(at(3, 4, 0), at(3, 5, 0)) == 0


def test_an_hour_that_comes_twice_is_worked_twice_and_one_that_is_skipped_is_not() -> None:
    schedule = Schedule(NIGHT_IN_BERLIN, Calendar())

    def night(month: int, day: int) -> int:
        start = datetime(2026, month, day, tzinfo=ZoneInfo("Europe/Berlin"))
        return schedule.open_seconds(start, start + timedelta(hours=12)) // HOUR

    assert night(3, 28) == 3
    assert night(3, 29) == 2
    assert night(10, 25) == 4


def test_a_time_of_day_that_the_change_skips_moves_on() -> None:
    schedule = Schedule(NIGHT_IN_BERLIN, Calendar())
    start = datetime(2026, 3, 28, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))

    # 02:30 does not exist on 29 March: 03:30 is the same moment by the old clock.
    assert schedule.add_working_days(start, 1) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_only_checked_years_are_confirmed() -> None:
    assert CALENDAR.is_confirmed(date(2026, 12, 31))
    assert not CALENDAR.is_confirmed(date(2027, 1, 1))


@pytest.mark.parametrize("method", ["add", "add_working_days"])
def test_time_cannot_be_taken_back(method: str) -> None:
    with pytest.raises(ValueError, match="ahead"):
        getattr(office, method)(at(3, 2, 9), -1)
