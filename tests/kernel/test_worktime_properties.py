"""Open time adds up, whatever the hours, the calendar and the zone."""

import itertools
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.kernel.worktime import Calendar, Hours, Schedule
from tests.kernel.worktimes import MINUTE, calendars, hours, instants, open_by_the_wall_clock

pytestmark = pytest.mark.once

HOUR = timedelta(hours=1)
SECONDS = st.integers(0, 20 * 3600)


class Case(NamedTuple):
    hours: Hours
    calendar: Calendar
    schedule: Schedule
    instants: list[datetime]


@st.composite
def cases(draw: st.DrawFn, moments: int) -> Case:
    some = draw(hours())
    calendar = draw(calendars(some.zone))
    found = sorted(draw(instants(some.zone, moments)))
    return Case(some, calendar, Schedule(some, calendar), found)


@given(cases(2))
def test_it_agrees_with_counting_minutes(case: Case) -> None:
    start, end = case.instants
    expected = 0
    at = start
    while at < end:
        is_open = open_by_the_wall_clock(case.hours, case.calendar, at)
        expected += 60 * is_open
        assert case.schedule.is_open(at) == is_open
        at += MINUTE

    assert case.schedule.open_seconds(start, end) == expected


@given(cases(1), SECONDS, st.integers(0, 59_999_999))
def test_what_was_added_has_passed(case: Case, seconds: int, microseconds: int) -> None:
    start = case.instants[0] + timedelta(microseconds=microseconds)
    end = case.schedule.add(start, seconds)

    if end is None:
        assert case.schedule.open_seconds(start, start + timedelta(days=400)) < seconds or (
            case.schedule.next_open(start) is None
        )
    else:
        assert end >= start
        assert case.schedule.open_seconds(start, end) == seconds
        if seconds:  # no earlier instant would do
            assert case.schedule.is_open(end - timedelta(microseconds=1))


@given(cases(1), SECONDS, SECONDS)
def test_adding_twice_is_adding_the_sum(case: Case, first: int, second: int) -> None:
    start = case.instants[0]
    half = case.schedule.add(start, first)
    whole = case.schedule.add(start, first + second)

    if half is None:
        assert whole is None
    elif second:  # adding nothing at closing time waits for the next opening
        assert case.schedule.add(half, second) == whole
    if half and whole:
        assert half <= whole


@given(cases(2), SECONDS)
def test_who_starts_later_ends_no_earlier(case: Case, seconds: int) -> None:
    early, late = (case.schedule.add(start, seconds) for start in case.instants)

    assert late is None or (early is not None and early <= late)


@given(cases(3))
def test_open_time_is_additive_and_never_negative(case: Case) -> None:
    first, second, third = case.instants
    count = case.schedule.open_seconds

    assert count(first, second) + count(second, third) == count(first, third)
    assert count(third, first) == 0
    assert 0 <= count(first, third) <= (third - first).total_seconds()


@given(cases(2))
def test_windows_are_ordered_apart_and_hold_all_open_time(case: Case) -> None:
    start, end = case.instants
    windows = list(case.schedule.windows(start, end))

    edges = [start, *(edge for window in windows for edge in window), end]
    assert edges == sorted(edges)
    assert all(opens < closes for opens, closes in windows)
    assert all(closes < opens for (_, closes), (opens, _) in itertools.pairwise(windows))
    total = sum((closes - opens for opens, closes in windows), timedelta())
    assert total.total_seconds() == case.schedule.open_seconds(start, end)


@given(cases(1))
def test_next_open_and_next_close_are_the_ends_of_the_next_window(case: Case) -> None:
    at = case.instants[0]
    horizon = at + timedelta(days=500)
    window = next(case.schedule.windows(at, horizon), None)

    if window is None:
        assert case.schedule.next_open(at) is None
        assert case.schedule.next_close(at) is None
    else:
        assert case.schedule.next_open(at) == window[0]
        expected = window[1] if window[1] < horizon else None  # open without end
        assert case.schedule.next_close(at) == expected


@given(cases(1), st.integers(0, 12))
def test_working_days_end_within_opening_hours(case: Case, days: int) -> None:
    start = case.instants[0]
    end = case.schedule.add_working_days(start, days)

    if end is None:  # only seasons can keep it closed for more than 400 days
        assert case.hours.seasons or not any(case.hours.week)
        return
    assert end >= start
    instant = timedelta(microseconds=1)
    assert case.schedule.is_open(end) or case.schedule.is_open(end - instant)

    zone = ZoneInfo(case.hours.zone)
    opening = case.schedule.next_open(start)
    assert opening is not None
    first, last = (moment.astimezone(zone).date() for moment in (opening, end))
    hours_between = range(int((end - opening) / HOUR) + 1)
    passed = {(opening + n * HOUR).astimezone(zone).date() for n in hours_between} | {last}
    worked = [day for day in passed if day >= first and case.schedule.intervals(day)]
    # A closing at midnight ends the day before.
    at_midnight = end.astimezone(zone).time() == time() and len(worked) - 1 == days + 1
    assert len(worked) - 1 == days or at_midnight
