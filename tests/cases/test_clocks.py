"""The promise's clock and the stage's: what is due when, by class, hour and day."""

from datetime import date, datetime, timedelta

import pytest

from lianhu.cases import rules
from lianhu.cases.rules import CaseClass
from tests.cases.ladders import (
    BEAT,
    CITY,
    COMMUNITY,
    HE,
    INSURANCE,
    LUO,
    NEVER,
    SHEN,
    TONG,
    VILLAGE,
    Walk,
    asked,
    at_city,
    away,
    post,
    with_desks,
)
from tests.cast import FRIDAY, MONDAY, SATURDAY, at

pytestmark = pytest.mark.once

THURSDAY_BEFORE_LABOUR_DAY = date(2026, 4, 30)
WEDNESDAY_AFTER_LABOUR_DAY = date(2026, 5, 6)
FRIDAY_BEFORE_MAKE_UP_SATURDAY = date(2026, 5, 8)
MAKE_UP = date(2026, 5, 9)
MONDAY_AFTER_MAKE_UP = date(2026, 5, 11)


@pytest.mark.parametrize(
    ("now", "stage_due", "promise_due"),
    [
        (at(9), at(9, 15), at(10)),
        (at(7), at(8, 45), at(9, 30)),
        # Time that runs out at closing ends at closing.
        (at(11, 45), at(12), at(14, 15)),
        (at(11, 52), at(13, 37), at(14, 22)),
        (at(12, 30), at(13, 45), at(14, 30)),
        (at(17, 15), at(17, 30), at(9, 15, day=MONDAY)),
        (at(17, 15, 1), at(8, 30, 1, day=MONDAY), at(9, 15, 1, day=MONDAY)),
        (at(17, 25), at(8, 40, day=MONDAY), at(9, 25, day=MONDAY)),
        (at(17, 30), at(8, 45, day=MONDAY), at(9, 30, day=MONDAY)),
        (at(20), at(8, 45, day=MONDAY), at(9, 30, day=MONDAY)),
        (at(10, day=SATURDAY), at(8, 45, day=MONDAY), at(9, 30, day=MONDAY)),
        (
            at(17, 25, day=FRIDAY_BEFORE_MAKE_UP_SATURDAY),
            at(8, 40, day=MAKE_UP),
            at(9, 25, day=MAKE_UP),
        ),
        (
            at(17, 25, day=MAKE_UP),
            at(8, 40, day=MONDAY_AFTER_MAKE_UP),
            at(9, 25, day=MONDAY_AFTER_MAKE_UP),
        ),
        (
            at(17, 25, day=THURSDAY_BEFORE_LABOUR_DAY),
            at(8, 40, day=WEDNESDAY_AFTER_LABOUR_DAY),
            at(9, 25, day=WEDNESDAY_AFTER_LABOUR_DAY),
        ),
    ],
)
def test_a_question_has_fifteen_minutes_with_its_officer_and_an_hour_in_all(
    now: datetime, stage_due: datetime, promise_due: datetime
) -> None:
    walk = asked(now)

    assert (walk.stage.due_at, walk.state.promise_due_at) == (stage_due, promise_due)


@pytest.mark.parametrize(
    ("case_class", "stage_due", "promise_due"),
    [
        (CaseClass.QUESTION, at(9, 15), at(10)),
        # Five working days of which two are a weekend: Monday, Tuesday, Wednesday.
        (CaseClass.MATTER, at(9, 15), at(9, day=FRIDAY.replace(day=20))),
        (CaseClass.REPAIR, at(9, 15), at(9, day=FRIDAY.replace(day=20))),
        # 120 open minutes with the officer, within a working day up to the top.
        (CaseClass.COMPLAINT, at(11), at(9, day=FRIDAY.replace(day=22))),
    ],
)
def test_each_class_has_its_promise(
    case_class: CaseClass, stage_due: datetime, promise_due: datetime
) -> None:
    walk = asked(at(9), case_class)

    assert (walk.stage.due_at, walk.state.promise_due_at) == (stage_due, promise_due)


def test_a_complaint_that_nobody_takes_is_at_the_supervisor_within_a_working_day() -> None:
    walk = asked(at(8, 30), CaseClass.COMPLAINT)
    while walk.stage.alerted_at is None:
        assert walk.stage.due_at is not None
        walk.do(rules.TimeOut(), walk.stage.due_at)

    assert walk.where == CITY
    assert walk.stage.alerted_at == at(15, 20)


def test_taking_a_question_does_not_stop_its_clock() -> None:
    walk = asked(at(9))
    walk.do(rules.Take(SHEN, BEAT), at(9, 5))

    assert walk.stage.due_at == at(9, 15)


@pytest.mark.parametrize("case_class", [CaseClass.MATTER, CaseClass.REPAIR, CaseClass.COMPLAINT])
def test_other_classes_run_to_the_promise_once_taken(case_class: CaseClass) -> None:
    walk = asked(at(9), case_class)
    walk.do(rules.Take(SHEN, BEAT), at(9, 5))

    assert walk.stage.due_at == walk.state.promise_due_at
    assert walk.stage.used_s == 5 * 60


def test_a_matter_passed_up_has_the_minutes_of_the_next_desk_again_until_it_is_taken() -> None:
    walk = asked(at(9), CaseClass.MATTER)
    walk.do(rules.Take(SHEN, BEAT), at(9, 5))
    walk.do(rules.PassUp(SHEN, BEAT), at(10))
    assert walk.stage.due_at == at(10, 5)

    walk.do(rules.Take(HE, VILLAGE), at(10, 5))
    assert walk.stage.due_at == walk.state.promise_due_at


def test_a_stage_ends_with_the_promise_if_that_is_sooner() -> None:
    walk = asked(at(9))
    for desk in (BEAT, VILLAGE, COMMUNITY):
        walk.do(rules.PassUp(SHEN, desk), at(9, 57))

    assert walk.stage.due_at == at(10)


@pytest.mark.parametrize("minute", [58, 59, 60, 90])
def test_no_stage_is_shorter_than_two_minutes_even_after_the_promise(minute: int) -> None:
    now = at(9) + timedelta(minutes=minute)
    walk = asked(at(9))
    walk.do(rules.PassUp(SHEN, BEAT), now)

    assert walk.stage.due_at == now + timedelta(minutes=2)
    assert walk.stage.budget_s == 120


def test_a_late_matter_climbs_in_two_minutes_a_desk_also_when_taken() -> None:
    walk = asked(at(9), CaseClass.MATTER)
    walk.do(rules.Take(SHEN, BEAT), at(9, 1))
    due = walk.stage.due_at
    assert due is not None
    walk.do(rules.TimeOut(), due)
    assert walk.stage.due_at == due + timedelta(minutes=2)

    walk.do(rules.Take(HE, VILLAGE), due + timedelta(minutes=1))
    assert walk.stage.due_at == due + timedelta(minutes=3)


def test_time_is_counted_in_opening_hours() -> None:
    walk = asked(at(17, 25))
    [moved] = walk.do(rules.PassUp(SHEN, BEAT), at(8, 32, day=MONDAY))

    assert moved.data["used_s"] == 7 * 60


def test_what_is_done_while_closed_takes_no_time() -> None:
    walk = asked(at(10, day=SATURDAY))
    [moved] = walk.do(rules.PassUp(SHEN, BEAT), at(12, day=SATURDAY))

    assert moved.data["used_s"] == 0
    assert walk.stage.due_at == at(8, 35, day=MONDAY)


def test_a_clock_that_is_set_back_takes_no_time() -> None:
    walk = asked(at(9))
    [moved] = walk.do(rules.PassUp(SHEN, BEAT), at(8, 45))

    assert moved.data["used_s"] == 0


def test_a_beat_that_never_opens_promises_by_the_desk_above_it() -> None:
    walk = asked(at(17, 15), setting=with_desks(schedules={BEAT: NEVER}))

    assert walk.where == VILLAGE
    assert walk.state.promise_due_at == at(9, 15, day=MONDAY)


def test_where_no_desk_ever_opens_nothing_can_be_promised() -> None:
    setting = with_desks(schedules=dict.fromkeys(range(1, 6), NEVER))
    with pytest.raises(rules.NobodyOnDuty):
        asked(at(9), setting=setting)


@pytest.mark.parametrize(
    "command",
    [rules.Take(LUO, CITY), rules.Consult(LUO, CITY, INSURANCE, "如何报销?")],
    ids=["take", "consult"],
)
def test_a_desk_that_closes_for_good_does_not_keep_a_case(command: rules.Command) -> None:
    """Its clock runs on by the wall, so that the case moves on or is alerted all the same."""
    walk = at_city(at(9), CaseClass.MATTER)
    walk.setting = with_desks(schedules={CITY: NEVER})
    walk.do(command, at(9, 1))
    due = walk.stage.due_at or walk.state.consultations[0].due_at
    walk.do(rules.TimeOut(), due)
    if walk.stage.alerted_at is None:
        assert walk.stage.due_at is not None
        walk.do(rules.TimeOut(), walk.stage.due_at)

    assert walk.stage.alerted_at is not None


def test_the_taker_of_a_stage_lapses_with_the_duty() -> None:
    walk = asked(at(9))
    walk.do(rules.Take(SHEN, BEAT), at(9, 5))
    with pytest.raises(rules.NotNow):
        walk.do(rules.Take(TONG, BEAT), at(9, 6))

    walk.setting = with_desks(rosters={BEAT: [post(SHEN, until=at(9, 6)), post(TONG)]})
    walk.do(rules.Take(TONG, BEAT), at(9, 6))

    assert walk.stage.taken_by == TONG
    assert walk.stage.due_at == at(9, 15)


def test_whoever_is_on_leave_and_answers_all_the_same_does_not_take_it_again() -> None:
    walk = asked(at(9))
    walk.do(rules.Take(SHEN, BEAT), at(9, 1))
    walk.setting = with_desks(rosters={BEAT: [post(SHEN, away(at(9, 2), at(18))), post(TONG)]})
    answered = walk.do(rules.Answer(SHEN, BEAT, "可以报销"), at(9, 3))

    assert [event.kind for event in answered] == [rules.Kind.ANSWERED]


def test_whoever_answers_for_one_who_is_gone_takes_it_by_that() -> None:
    walk = asked(at(9))
    walk.do(rules.Take(SHEN, BEAT), at(9, 1))
    walk.setting = with_desks(rosters={BEAT: [post(SHEN, until=at(9, 2)), post(TONG)]})
    taken, answered = walk.do(rules.Answer(TONG, BEAT, "可以报销"), at(9, 3))

    assert (taken.kind, taken.actor) == (rules.Kind.TAKEN, TONG)
    assert answered.kind == rules.Kind.ANSWERED


def test_it_stays_taken_while_its_taker_serves() -> None:
    walk = Walk().ask(at(9))
    walk.do(rules.Take(SHEN, BEAT), at(9, 1))
    answered = walk.do(rules.Answer(SHEN, BEAT, "可以报销"), at(9, 2))

    assert [event.kind for event in answered] == [rules.Kind.ANSWERED]
