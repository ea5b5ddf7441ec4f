"""Opening hours come from forms and files: what is wrong with them is said in place."""

import json
from datetime import date

import pytest
from hypothesis import given

from lianhu.kernel.worktime import Hours, Interval, Season
from tests.kernel.worktimes import hours

pytestmark = pytest.mark.once

MORNING = ["08:30", "12:00"]
AFTERNOON = ["13:30", "17:30"]
OFFICE_DAY = [MORNING, AFTERNOON]
OFFICE = {"zone": "Asia/Shanghai", "week": [OFFICE_DAY] * 5 + [[], []]}


def office_with(**changes: object) -> dict[str, object]:
    return OFFICE | changes


def week_with(weekday: int, intervals: object) -> list[object]:
    return [intervals if day == weekday else OFFICE_DAY for day in range(7)]


@given(hours())
def test_hours_survive_the_journey_through_json(some: Hours) -> None:
    assert Hours.from_json(json.loads(json.dumps(some.to_json()))) == some


def test_equal_hours_hash_alike() -> None:
    assert len({Hours.from_json(OFFICE), Hours.from_json(OFFICE)}) == 1


def test_intervals_of_a_day_may_come_in_any_order_and_end_at_midnight() -> None:
    late = Hours.from_json(office_with(week=week_with(0, [["13:00", "24:00"], ["8:30", "12:00"]])))

    assert late.week[0] == (Interval(510, 720), Interval(780, 1440))


def test_a_season_may_last_over_new_year() -> None:
    winter = Season((11, 1), (3, 31), Hours.from_json(OFFICE).week)

    covered = [date(2026, 11, 1), date(2026, 12, 31), date(2027, 1, 1), date(2027, 3, 31)]
    assert all(winter.covers(day) for day in covered)
    assert not any(winter.covers(day) for day in [date(2026, 10, 31), date(2026, 4, 1)])


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (None, "must be an object"),
        ({"zone": "Asia/Shanghai"}, "week missing"),
        (office_with(weeks=[]), "weeks unknown"),
        (office_with(zone="Asia/Qingzhou"), "no time zone 'Asia/Qingzhou'"),
        (office_with(zone="America"), "no time zone 'America'"),
        (office_with(zone="../etc/passwd"), "no time zone"),
        (office_with(zone=8), "no time zone 8"),
        (office_with(week=[OFFICE_DAY] * 6), "seven days"),
        (office_with(week=week_with(1, None)), "Tuesday must be a list"),
        (office_with(week=week_with(1, [MORNING, 5])), "Tuesday, interval 2: 5 must be two"),
        (office_with(week=week_with(2, [["08:30"]])), "Wednesday, interval 1"),
        (office_with(week=week_with(3, [["08:30", "25:00"]])), "Thursday, interval 1: '25:00'"),
        (office_with(week=week_with(3, [["08:30", "24:01"]])), "Thursday, interval 1: '24:01'"),
        (office_with(week=week_with(3, [["08:30", "09:60"]])), "Thursday, interval 1: '09:60'"),
        (office_with(week=week_with(3, [["08:30", 9]])), "Thursday, interval 1: 9"),
        (office_with(week=week_with(4, [["12:00", "12:00"]])), "Friday, interval 1: 12:00-12:00"),
        (office_with(week=week_with(4, [["12:00", "09:00"]])), "Friday, interval 1"),
        (
            office_with(week=week_with(5, [MORNING, ["11:59", "14:00"]])),
            "Saturday, interval 2: 11:59-14:00 overlaps 08:30-12:00",
        ),
        (office_with(seasons={}), "seasons must be a list"),
        (office_with(seasons=[{"from": "06-01", "until": "09-30"}]), "season 1: week missing"),
        (
            office_with(seasons=[{"from": "02-30", "until": "09-30", "week": OFFICE["week"]}]),
            "season 1: there is no day 02-30",
        ),
        (
            office_with(seasons=[{"from": "June", "until": "09-30", "week": OFFICE["week"]}]),
            "season 1: 'June' must be a day",
        ),
        (
            office_with(seasons=[{"from": "06-01", "until": "09-30", "week": week_with(6, [[]])}]),
            "season 1: Sunday, interval 1",
        ),
        (
            office_with(
                seasons=[
                    {"from": "11-01", "until": "02-29", "week": OFFICE["week"]},
                    {"from": "02-29", "until": "05-31", "week": OFFICE["week"]},
                ]
            ),
            "two seasons overlap on 02-29",
        ),
    ],
)
def test_wrong_hours_are_refused_in_place(data: object, complaint: str) -> None:
    with pytest.raises(ValueError) as refusal:
        Hours.from_json(data)

    assert complaint in str(refusal.value)
