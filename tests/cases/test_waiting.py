"""Clocks that stand still or are set anew: a word from the resident, a later promise, silence."""

from datetime import date, timedelta

import pytest

from lianhu.cases import rules
from lianhu.cases.rules import CaseClass, Door, Kind, Settled, Status
from lianhu.kernel.worktime import Schedule
from tests.cases.ladders import (
    BEAT,
    CALENDAR,
    CITY,
    HE,
    INSURANCE,
    LUO,
    MAKE_UP_SATURDAY,
    SHEN,
    VILLAGE,
    WORKING_DAYS,
    Walk,
    asked,
    at_city,
    hours,
    unmanned,
    with_desks,
)
from tests.cast import FRIDAY, MONDAY, at

pytestmark = pytest.mark.once


def waiting() -> Walk:
    """Asked at 9:00, promised for 10:00; at 9:05 the officer wants to know something."""
    walk = asked(at(9))
    walk.do(rules.AskResident(SHEN, BEAT, "在哪家医院?"), at(9, 5))
    return walk


def test_both_clocks_stand_still_until_the_reply() -> None:
    walk = waiting()
    assert (walk.state.status, walk.stage.due_at) == (Status.WAITING, None)
    walk.do(rules.ResidentReply(None, "省立医院"), at(11))

    # Ten of the officer's fifteen minutes were left.
    assert (walk.state.status, walk.stage.due_at) == (Status.TAKEN, at(11, 10))
    assert walk.state.promise_due_at == at(11, 55)  # and 55 of the hour


def test_after_three_days_without_a_reply_it_is_the_desks_again() -> None:
    walk = waiting()
    with pytest.raises(rules.NothingDue):
        walk.do(rules.TimeOut(), at(9, 4, 59, day=MONDAY))
    walk.do(rules.TimeOut(), at(9, 5, day=MONDAY))

    assert walk.events[-1].kind is Kind.RESIDENT_SILENT
    assert walk.stage.due_at == at(9, 15, day=MONDAY)
    assert walk.state.promise_due_at == at(10, day=MONDAY)


def test_whoever_does_not_want_to_wait_goes_on_with_what_is_left() -> None:
    walk = waiting()
    walk.do(rules.PassUp(SHEN, BEAT), at(10, 30))

    assert (walk.where, walk.stage.waiting_until) == (VILLAGE, None)
    assert walk.state.promise_due_at == at(11, 25)


def test_a_department_and_the_resident_asked_at_once_stop_it_until_both_have_said() -> None:
    walk = at_city(at(9))
    walk.do(rules.Consult(LUO, CITY, INSURANCE, "能否报销?"), at(9, 1))
    walk.do(rules.AskResident(LUO, CITY, "在哪家医院?"), at(9, 2))
    walk.do(rules.ResidentReply(None, "省立医院"), at(9, 3))
    assert walk.state.status is Status.CONSULTING
    assert walk.stage.due_at is None
    walk.do(rules.ConsultReply(111, 1, "可以"), at(9, 4))

    assert walk.stage.due_at == at(9, 13)


def test_a_later_promise_is_the_end_of_that_day_and_given_once() -> None:
    walk = asked(at(9), CaseClass.MATTER)
    assert walk.state.promise_due_at == at(9, day=date(2026, 5, 20))
    walk.do(rules.Extend(SHEN, BEAT, date(2026, 5, 25), "要查档案"), at(9, 5))

    assert walk.state.promise_due_at == at(17, 30, day=date(2026, 5, 25))
    assert walk.stage.due_at == walk.state.promise_due_at
    assert walk.stage.taken_by == SHEN
    with pytest.raises(rules.AlreadyExtended):
        walk.do(rules.Extend(SHEN, BEAT, date(2026, 5, 25), "还要查"), at(9, 6))


@pytest.mark.parametrize(
    ("until", "refused"),
    [
        (date(2026, 5, 19), rules.NotLater),  # before what is promised already
        (date(2026, 5, 23), rules.NotLater),  # a Saturday
        (date(2026, 5, 26), rules.TooFar),  # the fourth working day after the promise
    ],
)
def test_a_later_promise_has_bounds(until: date, refused: type[rules.Refused]) -> None:
    walk = asked(at(9), CaseClass.MATTER)
    with pytest.raises(refused):
        walk.do(rules.Extend(SHEN, BEAT, until, "要查档案"), at(9, 5))


def test_a_make_up_saturday_is_a_day_like_others() -> None:
    asked_on = date(2026, 5, 8)
    walk = asked(at(9, day=asked_on))
    walk.do(rules.Extend(SHEN, BEAT, MAKE_UP_SATURDAY, "要查档案"), at(9, 5, day=asked_on))

    assert walk.state.promise_due_at == at(17, 30, day=MAKE_UP_SATURDAY)


def test_an_extension_while_the_resident_is_asked_is_kept_for_afterwards() -> None:
    walk = waiting()
    walk.do(rules.Extend(SHEN, BEAT, MONDAY, "要查档案"), at(9, 30))
    assert walk.stage.due_at is None
    walk.do(rules.ResidentReply(None, "省立医院"), at(10))

    left = WORKING_DAYS.open_seconds(at(9, 30), at(17, 30, day=MONDAY))
    assert walk.state.promise_due_at == WORKING_DAYS.add(at(10), left)


def answered(door: Door = Door.PAGE) -> Walk:
    walk = Walk()
    walk.do(rules.Ask(CaseClass.QUESTION, door, "社保卡丢了"), at(9))
    walk.do(rules.Answer(SHEN, BEAT, "带身份证来"), at(9, 1))
    return walk


WEEK_LATER = FRIDAY + timedelta(days=7)


def test_a_week_of_silence_settles_it() -> None:
    walk = answered()
    with pytest.raises(rules.NothingDue):
        walk.do(rules.CloseBySilence(), at(9, 0, 59, day=WEEK_LATER))
    walk.do(rules.CloseBySilence(), at(9, 1, day=WEEK_LATER))

    assert walk.state.status is Status.SETTLED
    assert walk.events[-1].data["how"] == Settled.SILENCE
    walk.do(rules.Reopen(None, "还没好"), at(9, 2, day=WEEK_LATER))
    assert walk.where == BEAT


@pytest.mark.parametrize("door", [Door.PHONE, Door.OFFICER])
def test_who_asked_by_telephone_is_called_instead(door: Door) -> None:
    walk = answered(door)
    walk.do(rules.CloseBySilence(), at(9, 1, day=WEEK_LATER))

    assert walk.state.status is Status.ANSWERED
    assert (walk.state.follow_up_by, walk.state.follow_up_on) == (BEAT, WEEK_LATER)
    with pytest.raises(rules.NothingDue):
        walk.do(rules.CloseBySilence(), at(9, 2, day=WEEK_LATER))


@pytest.mark.parametrize(
    ("solved", "status"),
    [(True, Status.SETTLED), (False, Status.ASKED), (None, Status.ANSWERED)],
)
def test_what_is_said_in_that_call_settles_it_or_opens_it_again(
    solved: bool | None, status: Status
) -> None:
    walk = answered(Door.PHONE)
    walk.do(rules.CloseBySilence(), at(9, 1, day=WEEK_LATER))
    walk.do(rules.FollowUp(SHEN, BEAT, "问过了", solved), at(10, day=WEEK_LATER))

    assert walk.state.status is status
    assert walk.state.follow_up_by is None


def test_who_said_nothing_of_it_in_that_call_is_called_again() -> None:
    walk = answered(Door.PHONE)
    walk.do(rules.CloseBySilence(), at(9, 1, day=WEEK_LATER))
    walk.do(rules.FollowUp(SHEN, BEAT, "没接电话"), at(10, day=WEEK_LATER))

    assert walk.state.status is Status.ANSWERED
    assert walk.state.silence_due_at == at(10, day=WEEK_LATER + timedelta(days=7))


def test_new_hours_move_the_deadline_from_now_on() -> None:
    walk = asked(at(11, 50))
    assert walk.stage.due_at == at(13, 35)
    week = [[["08:30", "11:55"], ["13:30", "17:30"]]] * 5
    walk.setting = with_desks(schedules={BEAT: Schedule(hours(*week), CALENDAR)})
    walk.do(rules.MoveDeadline(), at(11, 52))

    assert walk.events[-1].kind is Kind.DEADLINE_MOVED
    # Of fifteen minutes two are gone; three more until 11:55, ten after lunch.
    assert walk.stage.due_at == at(13, 40)
    with pytest.raises(rules.NothingDue):
        walk.do(rules.MoveDeadline(), at(11, 53))


def test_time_in_which_no_worker_lived_is_not_counted() -> None:
    walk = asked(at(9))
    walk.do(rules.MoveDeadline(lost_s=600), at(9, 14))

    assert walk.stage.due_at == at(9, 25)


def test_what_was_overdue_when_the_workers_came_back_has_its_time_still() -> None:
    walk = asked(at(9))
    walk.do(rules.MoveDeadline(lost_s=50 * 60), at(10))

    assert walk.stage.due_at == at(10, 5)


def test_nobody_there_any_more_sends_it_up_at_once() -> None:
    walk = asked(at(9))
    walk.setting = unmanned(BEAT)
    walk.do(rules.MoveDeadline(), at(9, 2))

    assert walk.where == VILLAGE
    assert walk.events[-1].data["reason"] == rules.Reason.UNMANNED


def test_a_manned_desk_keeps_it_for_the_least_time_though_the_promise_is_over() -> None:
    walk = asked(at(9))
    for minute in (15, 20, 25, 30):
        walk.do(rules.TimeOut(), at(9, minute))
    walk.do(rules.Return(LUO, CITY, "再问问"), at(9, 59))
    assert walk.stage.due_at == at(10, 1)
    with pytest.raises(rules.NothingDue):
        walk.do(rules.MoveDeadline(), at(10, 0, 30))


def test_in_a_flood_it_stays_where_somebody_is_and_the_desk_above_may_take_it() -> None:
    walk = asked(at(9))
    walk.do(rules.Take(SHEN, BEAT), at(9, 1))
    walk.do(rules.TimeOut(flood=True), at(9, 15))

    stayed = walk.stage
    assert (stayed.desk, stayed.due_at, stayed.taken_by) == (BEAT, at(9, 20), None)
    walk.do(rules.Take(HE, VILLAGE), at(9, 16))
    assert (walk.where, walk.stage.taken_by) == (VILLAGE, HE)


def test_in_a_flood_it_does_not_stay_where_nobody_is_nor_in_confidence() -> None:
    walk = asked(at(9))
    walk.setting = unmanned(BEAT)
    walk.do(rules.TimeOut(flood=True), at(9, 15))
    assert walk.where == VILLAGE
    kept = asked(at(9))
    kept.do(rules.MarkConfidential(None), at(9, 1))
    kept.do(rules.TimeOut(flood=True), at(9, 15))
    assert kept.where == VILLAGE
