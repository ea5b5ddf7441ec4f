"""In which of its opening hours a department has to have replied."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from lianhu.cases.rules.windows import window_of
from lianhu.kernel.worktime import Calendar, Hours, Schedule
from tests.cast import A_WORKING_DAY, MONDAY, SATURDAY, at

WEEK = Hours.from_json({"zone": "Asia/Shanghai", "week": [A_WORKING_DAY] * 5 + [[], []]})
SCHEDULE = Schedule(WEEK, Calendar({}))


def test_it_is_the_opening_that_the_time_lies_in_or_ends_at() -> None:
    morning, afternoon = (at(8, 30), at(12)), (at(13, 30), at(17, 30))

    assert window_of(at(10), SCHEDULE) == morning
    assert window_of(at(12), SCHEDULE) == morning  # runs out as it closes
    assert window_of(at(13), SCHEDULE) == morning  # there is no later one before it
    assert window_of(at(13, 30), SCHEDULE) == morning
    assert window_of(at(13, 30, 1), SCHEDULE) == afternoon
    assert window_of(at(17, 30), SCHEDULE) == afternoon


def test_a_day_without_an_opening_before_has_none() -> None:
    assert window_of(at(8), SCHEDULE) is None
    assert window_of(at(10, day=SATURDAY), SCHEDULE) is None
    assert window_of(at(9, day=MONDAY), SCHEDULE) == (at(8, 30, day=MONDAY), at(12, day=MONDAY))


@settings(max_examples=60)
@given(st.integers(0, 100 * 24 * 60), st.integers(1, 200_000))
def test_what_a_department_is_given_ends_in_one(minutes: int, seconds: int) -> None:
    due = SCHEDULE.add(at(0) + timedelta(minutes=minutes), seconds)
    assert due is not None

    window = window_of(due, SCHEDULE)

    assert window is not None
    assert window[0] < due <= window[1]
