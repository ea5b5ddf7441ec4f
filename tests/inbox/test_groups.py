"""Now, today, can wait: by what falls due in the opening hours of the desk."""

from datetime import date, datetime, timedelta

import pytest

from lianhu.inbox.rules import Group, group_of
from lianhu.kernel.worktime import Calendar, DayKind, Hours, Schedule
from tests.cast import A_WORKING_DAY, FRIDAY, MONDAY, SATURDAY, at

WEEK = {"zone": "Asia/Shanghai", "week": [A_WORKING_DAY] * 5 + [[], []]}
DESK = Schedule(Hours.from_json(WEEK), Calendar({}, frozenset({2026})))
NINE = at(9)


@pytest.mark.parametrize(
    ("due_at", "group"),
    [
        (None, Group.LATER),
        (at(8, 59), Group.NOW),  # overdue
        (NINE, Group.NOW),
        (at(10), Group.NOW),
        (at(10, 0, 1), Group.TODAY),
        (at(17, 30), Group.TODAY),
        (at(8, 30, day=MONDAY), Group.LATER),
    ],
)
def test_it_follows_the_clock(due_at: datetime | None, group: Group) -> None:
    assert group_of(due_at, NINE, DESK) is group


@pytest.mark.parametrize(
    ("now", "due_at", "group"),
    [
        (at(11, 30), at(14), Group.NOW),  # an hour with the lunch break taken out
        (at(11, 30), at(14, 0, 1), Group.TODAY),
        (at(17, 15), at(9, 15, day=MONDAY), Group.NOW),  # over the weekend
        (at(17, 15), at(9, 16, day=MONDAY), Group.LATER),
        (at(20), at(9, 30, day=MONDAY), Group.NOW),
        (at(10, day=SATURDAY), at(9, 31, day=MONDAY), Group.LATER),
    ],
)
def test_only_opening_time_counts(now: datetime, due_at: datetime, group: Group) -> None:
    assert group_of(due_at, now, DESK) is group


def test_a_desk_that_is_closed_today_has_its_next_day_now() -> None:
    days: dict[date, DayKind] = {FRIDAY: DayKind.REST}
    closed = Schedule(Hours.from_json(WEEK), Calendar(days, frozenset({2026})))

    assert group_of(at(9, 30, day=MONDAY), NINE, closed) is Group.NOW
    assert group_of(at(9, 30, day=MONDAY) + timedelta(seconds=1), NINE, closed) is Group.LATER
