"""Who is on duty, and whether anybody will be."""

from datetime import timedelta

import pytest

from lianhu.grid.rules import Absence, Post, Roster, Span, on_duty, unmanned
from tests.cases.ladders import (
    ALWAYS,
    MA,
    MAKE_UP_SATURDAY,
    NEVER,
    SHEN,
    TONG,
    WORKING_DAYS,
    away,
    post,
)
from tests.cast import FRIDAY, LONG_AGO, MONDAY, SATURDAY, at

pytestmark = pytest.mark.once

SECOND = timedelta(seconds=1)
BOTH = Roster((post(SHEN), post(TONG)))


def holders(roster: Roster, hour: int, minute: int = 0, second: int = 0) -> tuple[int, ...]:
    return on_duty(roster, WORKING_DAYS, at(hour, minute, second))


class TestOnDuty:
    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            (at(8, 29, 59), ()),
            (at(8, 30), (SHEN, TONG)),
            (at(11, 59, 59), (SHEN, TONG)),
            (at(12), ()),
            (at(13, 29, 59), ()),
            (at(13, 30), (SHEN, TONG)),
            (at(17, 30), ()),
            (at(10, day=SATURDAY), ()),
            (at(10, day=MAKE_UP_SATURDAY), (SHEN, TONG)),
        ],
    )
    def test_it_keeps_the_hours_of_the_desk(self, now, expected):
        assert on_duty(BOTH, WORKING_DAYS, now) == expected

    def test_nobody_is_listed_twice(self):
        assert holders(Roster((post(SHEN), post(TONG), post(SHEN))), 9) == (SHEN, TONG)

    def test_a_duty_counts_from_its_start_until_before_its_end(self):
        roster = Roster((Post(SHEN, Span(at(9), at(10))),))
        assert [holders(roster, *when) for when in [(8, 59, 59), (9,), (9, 59, 59), (10,)]] == [
            (),
            (SHEN,),
            (SHEN,),
            (),
        ]

    def test_a_stand_in_does_the_duty_exactly_while_the_leave_lasts(self):
        roster = Roster((post(SHEN, away(at(9), at(10), TONG)),))
        assert [holders(roster, *when) for when in [(8, 59, 59), (9,), (9, 59, 59), (10,)]] == [
            (SHEN,),
            (TONG,),
            (TONG,),
            (SHEN,),
        ]

    def test_leave_without_a_stand_in_leaves_a_gap(self):
        assert holders(Roster((post(SHEN, away(at(9), at(10))),)), 9, 30) == ()

    def test_leave_until_further_notice(self):
        assert holders(Roster((post(SHEN, Absence(Span(at(9)))),)), 17) == ()

    def test_of_overlapping_leaves_the_latest_says_who_stands_in(self):
        roster = Roster((post(SHEN, away(at(9), at(17), TONG), away(at(10), at(11), MA)),))
        assert [holders(roster, hour) for hour in (9, 10, 11)] == [(TONG,), (MA,), (TONG,)]


class TestHas:
    """Whether somebody does a duty there, whatever the hour."""

    def test_at_night_too(self):
        assert BOTH.has(SHEN, at(3))

    def test_not_after_the_duty_has_ended(self):
        roster = Roster((post(SHEN, until=at(10)),))
        assert (roster.has(SHEN, at(10) - SECOND), roster.has(SHEN, at(10))) == (True, False)

    def test_a_stand_in_instead_of_the_one_on_leave(self):
        roster = Roster((post(SHEN, away(at(9), at(10), TONG)),))
        assert (roster.has(SHEN, at(9)), roster.has(TONG, at(9))) == (False, True)


class TestUnmanned:
    def test_an_empty_roster(self):
        assert unmanned(Roster(), WORKING_DAYS, at(9), at(10))

    def test_a_desk_that_never_opens(self):
        assert unmanned(BOTH, NEVER, at(9), at(10))

    def test_hours_outside_opening_do_not_count(self):
        assert unmanned(BOTH, WORKING_DAYS, at(12), at(13, 30))
        assert not unmanned(BOTH, WORKING_DAYS, at(12), at(13, 31))

    def test_the_weekend_does_not_count(self):
        assert unmanned(BOTH, WORKING_DAYS, at(17, 30), at(8, 30, day=MONDAY))
        assert not unmanned(BOTH, WORKING_DAYS, at(17, 29), at(17, 30))

    def test_one_manned_second_is_enough(self):
        roster = Roster((post(SHEN, away(at(8), at(9, 14, 59))),))
        assert not unmanned(roster, WORKING_DAYS, at(9), at(9, 15))

    def test_whoever_comes_back_when_time_is_up_comes_too_late(self):
        roster = Roster((post(SHEN, away(at(8), at(9, 15))),))
        assert unmanned(roster, WORKING_DAYS, at(9), at(9, 15))

    def test_a_duty_that_ends_as_the_stage_begins(self):
        assert unmanned(Roster((post(SHEN, until=at(9)),)), WORKING_DAYS, at(9), at(9, 15))

    def test_a_duty_that_begins_before_the_stage_ends(self):
        roster = Roster((Post(SHEN, Span(at(9, 14))),))
        assert not unmanned(roster, WORKING_DAYS, at(9), at(9, 15))

    def test_leave_over_lunch_with_a_gap_that_is_closed_anyway(self):
        """Back from 12:00 to 13:30 only, when nobody is served."""
        roster = Roster((post(SHEN, away(at(8), at(12)), away(at(13, 30), at(18))),))
        assert unmanned(roster, WORKING_DAYS, at(11), at(15))

    def test_two_people_who_take_turns_man_it(self):
        roster = Roster((post(SHEN, away(at(8), at(9, 5))), post(TONG, away(at(9, 5), at(18)))))
        assert not unmanned(roster, WORKING_DAYS, at(9), at(9, 5))
        assert not unmanned(roster, WORKING_DAYS, at(9, 5), at(9, 10))

    def test_no_time_is_no_manned_time(self):
        assert unmanned(BOTH, ALWAYS, at(9), at(9))

    def test_leave_with_a_stand_in_is_no_gap(self):
        roster = Roster((post(SHEN, away(at(8), at(18), TONG)),))
        assert not unmanned(roster, WORKING_DAYS, at(9), at(9, 15))

    def test_the_day_counts_in_the_zone_of_the_desk(self):
        roster = Roster((Post(SHEN, Span(LONG_AGO, at(0, day=MONDAY))),))
        assert unmanned(roster, WORKING_DAYS, at(18, day=FRIDAY), at(8, 45, day=MONDAY))
