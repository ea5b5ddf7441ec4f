"""Asking departments: whose clock runs when, and what becomes of late and superfluous replies."""

from datetime import timedelta

import pytest

from lianhu.cases import rules
from lianhu.cases.rules import CaseClass, Kind, Status
from lianhu.grid.rules import Absence, Span
from tests.cases.ladders import (
    CITY,
    GU,
    INSURANCE,
    JIANG,
    LUO,
    TOWN,
    WATER,
    Walk,
    asked,
    at_city,
    post,
    with_desks,
)
from tests.cast import MONDAY, at

pytestmark = pytest.mark.once

ASK_INSURANCE = rules.Consult(LUO, CITY, INSURANCE, "异地住院如何报销?")
ASK_WATER = rules.Consult(LUO, CITY, WATER, "何时来水?")
FIRST_REPLY = rules.ConsultReply(GU, 1, "可以报销")
SECOND_REPLY = rules.ConsultReply(JIANG, 2, "今晚")


def consulting() -> Walk:
    """At the city since 9:00, due 9:10; medical insurance asked at 9:03, due 9:23."""
    walk = at_city(at(9))
    walk.do(ASK_INSURANCE, at(9, 3))
    return walk


def test_asking_takes_the_case_and_stops_its_clock() -> None:
    walk = at_city(at(9))
    taken, consulted = walk.do(ASK_INSURANCE, at(9, 3))

    assert (taken.kind, consulted.kind) == (Kind.TAKEN, Kind.CONSULTED)
    assert walk.state.status is Status.CONSULTING
    assert (walk.stage.taken_by, walk.stage.due_at, walk.stage.used_s) == (LUO, None, 180)
    [row] = walk.state.consultations
    assert (row.desk, row.asked_by, row.due_at, row.late) == (INSURANCE, CITY, at(9, 23), False)
    with pytest.raises(rules.NothingDue):
        walk.do(rules.TimeOut(), at(9, 10))


def test_the_brief_is_what_was_written_for_the_department() -> None:
    walk = consulting()
    assert walk.events[-1].words == ASK_INSURANCE.words


def test_a_reply_in_time_gives_the_holder_the_minutes_left() -> None:
    walk = consulting()
    [replied] = walk.do(FIRST_REPLY, at(9, 20))

    assert walk.state.status is Status.TAKEN
    assert walk.stage.due_at == at(9, 27)
    assert (walk.stage.used_s, walk.stage.budget_s) == (180, 600)
    assert replied.data["used_s"] == 17 * 60
    assert (replied.desk, replied.actor, replied.data["asked_by"]) == (INSURANCE, GU, CITY)
    with pytest.raises(rules.NotNow):
        walk.do(FIRST_REPLY, at(9, 21))


def test_the_departments_clock_runs_in_its_own_hours() -> None:
    walk = at_city(at(11, 50))
    walk.do(ASK_INSURANCE, at(11, 50))

    assert walk.state.consultations[0].due_at == at(13, 40)


@pytest.mark.parametrize(
    ("case_class", "due_at"),
    [
        (CaseClass.QUESTION, at(9, 23)),
        # 450 open minutes: a working day.
        (CaseClass.MATTER, at(9, 3, day=MONDAY)),
        (CaseClass.COMPLAINT, at(9, 3, day=MONDAY.replace(day=19))),
    ],
)
def test_a_department_has_as_long_as_the_class_says(case_class, due_at) -> None:
    walk = at_city(at(9), case_class)
    walk.do(ASK_INSURANCE, at(9, 3))

    assert walk.state.consultations[0].due_at == due_at


@pytest.mark.parametrize(
    ("now", "due_at"),
    [(at(9, 45), at(10)), (at(9, 59), at(10, 1)), (at(10, 30), at(10, 32))],
    ids=["promise left", "a minute left", "promise past"],
)
def test_a_department_has_no_longer_than_the_promise_but_two_minutes(now, due_at) -> None:
    walk = at_city(at(9))
    walk.do(ASK_INSURANCE, now)

    assert walk.state.consultations[0].due_at == due_at


def test_taking_over_from_one_who_is_gone_leaves_the_clock_stopped() -> None:
    walk = at_city(at(9), CaseClass.MATTER)
    walk.do(ASK_INSURANCE, at(9, 3))
    walk.setting = with_desks(rosters={CITY: [post(LUO, until=at(9, 4)), post(107)]})
    walk.do(rules.Take(107, CITY), at(9, 5))

    assert (walk.stage.taken_by, walk.stage.due_at) == (107, None)
    assert walk.state.status is Status.CONSULTING


class TestLate:
    def test_it_is_late_at_its_minute_and_the_holders_clock_goes_on(self) -> None:
        walk = consulting()
        with pytest.raises(rules.NothingDue):
            walk.do(rules.TimeOut(), at(9, 22, 59))
        [late] = walk.do(rules.TimeOut(), at(9, 23))

        assert (late.kind, late.data["number"]) == (Kind.CONSULT_LATE, 1)
        assert walk.state.status is Status.TAKEN
        assert walk.stage.due_at == at(9, 30)
        with pytest.raises(rules.NothingDue):
            walk.do(rules.TimeOut(), at(9, 29))

    def test_a_late_reply_is_welcome_and_changes_no_clock(self) -> None:
        walk = consulting()
        walk.do(rules.TimeOut(), at(9, 23))
        [replied] = walk.do(FIRST_REPLY, at(9, 25))

        assert "clock" not in replied.data
        assert walk.stage.due_at == at(9, 30)
        assert walk.state.consultations == ()

    def test_a_reply_before_the_worker_has_noticed_counts_as_in_time(self) -> None:
        walk = consulting()
        walk.do(FIRST_REPLY, at(9, 23, 30))

        assert walk.stage.due_at == at(9, 30, 30)

    def test_the_same_department_cannot_be_asked_again_meanwhile(self) -> None:
        walk = consulting()
        walk.do(rules.TimeOut(), at(9, 23))
        with pytest.raises(rules.AlreadyAsked):
            walk.do(ASK_INSURANCE, at(9, 24))

    def test_a_reply_reaches_the_case_after_it_has_moved_on(self) -> None:
        walk = asked(at(9))
        walk.do(rules.Consult(101, 1, INSURANCE, "?"), at(9, 1))
        walk.do(rules.TimeOut(), at(9, 21))
        walk.do(rules.TimeOut(), at(9, 35))
        due = walk.stage.due_at
        [replied] = walk.do(FIRST_REPLY, at(9, 37))

        assert (replied.data["asked_by"], walk.where, walk.stage.due_at) == (1, 2, due)
        assert walk.state.consultations == ()

    def test_after_an_answer_nobody_waits_for_a_reply(self) -> None:
        walk = consulting()
        answered = walk.do(rules.Answer(LUO, CITY, "可以报销"), at(9, 5))[-1]

        assert answered.data["withdrawn"] == [1]
        assert (walk.state.consultations, walk.state.status) == ((), Status.ANSWERED)
        with pytest.raises(rules.NotNow):
            walk.do(FIRST_REPLY, at(9, 6))
        with pytest.raises(rules.NothingDue):
            walk.do(rules.TimeOut(), at(9, 23))


class TestTwo:
    """Insurance due 9:23, water due 9:25."""

    @pytest.fixture
    def walk(self) -> Walk:
        walk = consulting()
        walk.do(ASK_WATER, at(9, 5))
        return walk

    def test_a_second_one_leaves_the_stopped_clock_alone(self, walk: Walk) -> None:
        assert (walk.stage.due_at, walk.stage.used_s) == (None, 180)
        assert [row.number for row in walk.state.consultations] == [1, 2]

    @pytest.mark.parametrize("replies", [(FIRST_REPLY, SECOND_REPLY), (SECOND_REPLY, FIRST_REPLY)])
    def test_the_clock_goes_on_with_the_second_reply(self, walk: Walk, replies) -> None:
        walk.do(replies[0], at(9, 10))
        assert (walk.state.status, walk.stage.due_at) == (Status.CONSULTING, None)
        walk.do(replies[1], at(9, 12))
        assert (walk.state.status, walk.stage.due_at) == (Status.TAKEN, at(9, 19))

    def test_while_one_is_late_the_other_still_stops_the_clock(self, walk: Walk) -> None:
        walk.do(rules.TimeOut(), at(9, 23))
        assert (walk.state.status, walk.stage.due_at) == (Status.CONSULTING, None)
        walk.do(FIRST_REPLY, at(9, 24))
        assert (walk.state.status, walk.stage.due_at) == (Status.CONSULTING, None)
        walk.do(rules.TimeOut(), at(9, 25))
        assert (walk.state.status, walk.stage.due_at) == (Status.TAKEN, at(9, 32))

    def test_a_reply_in_time_is_enough_when_the_other_is_late(self, walk: Walk) -> None:
        walk.do(rules.TimeOut(), at(9, 23))
        walk.do(SECOND_REPLY, at(9, 24))

        assert (walk.state.status, walk.stage.due_at) == (Status.TAKEN, at(9, 31))
        assert [row.late for row in walk.state.consultations] == [True]

    def test_both_late_at_once_start_the_clock_once(self, walk: Walk) -> None:
        first, second = walk.do(rules.TimeOut(), at(9, 30))

        assert ("clock" in first.data, "clock" in second.data) == (False, True)
        assert walk.stage.due_at == at(9, 37)


class TestPromise:
    """It runs on while departments are asked: what is left of a stage ends with it."""

    def test_a_stage_that_had_run_over_gets_two_minutes_after_the_reply(self) -> None:
        walk = at_city(at(9))
        walk.do(ASK_INSURANCE, at(9, 36))
        assert walk.stage.used_s == 36 * 60
        walk.do(FIRST_REPLY, at(9, 50))

        assert walk.stage.due_at == at(9, 52)

    def test_never_later_than_the_promise(self) -> None:
        walk = asked(at(9))
        walk.do(rules.Consult(101, 1, INSURANCE, "?"), at(9, 1))
        walk.do(rules.TimeOut(), at(9, 21))
        walk.do(rules.Consult(101, 1, WATER, "?"), at(9, 22))
        walk.do(rules.TimeOut(), at(9, 42))
        walk.do(rules.ConsultReply(JIANG, 2, "今晚"), at(9, 43))
        walk.do(rules.Consult(101, 1, WATER, "?"), at(9, 44))
        walk.do(rules.ConsultReply(JIANG, 3, "今晚"), at(9, 54))

        assert walk.stage.due_at == at(10)

    def test_a_taken_matter_is_still_due_with_its_promise(self) -> None:
        walk = at_city(at(9), CaseClass.MATTER)
        walk.do(rules.Take(LUO, CITY), at(9, 1))
        promise = walk.state.promise_due_at
        walk.do(ASK_INSURANCE, at(9, 2))
        walk.do(FIRST_REPLY, at(16))

        assert walk.stage.due_at == walk.state.promise_due_at == promise


def test_a_department_on_leave_from_its_second_minute_on_can_be_asked() -> None:
    leave = Absence(Span(at(9, 4), at(18)))
    walk = at_city(at(9))
    walk.setting = with_desks(rosters={INSURANCE: [post(GU, leave)]})
    with pytest.raises(rules.NobodyOnDuty):
        walk.do(ASK_INSURANCE, at(9, 4))
    walk.do(ASK_INSURANCE, at(9, 4) - timedelta(seconds=1))

    assert walk.state.status is Status.CONSULTING


def test_a_town_may_consult_as_well() -> None:
    walk = at_city(at(9))
    walk.do(rules.Return(LUO, CITY, "请先问社保"), at(9, 1))
    walk.do(rules.Consult(105, TOWN, INSURANCE, "如何报销?"), at(9, 2))

    assert walk.state.consultations[0].asked_by == TOWN
