"""A case on its way through the grid: up by itself, passed up, returned."""

from datetime import datetime, timedelta

import pytest

from lianhu.cases import rules
from lianhu.cases.rules import Reason
from tests.cases.ladders import (
    BEAT,
    CITY,
    COMMUNITY,
    HE,
    LADDER,
    LUO,
    MA,
    SETTING,
    SHEN,
    TOWN,
    VILLAGE,
    Walk,
    asked,
    at_city,
    unmanned,
)
from tests.cast import MONDAY, at

pytestmark = pytest.mark.once

SECOND = timedelta(seconds=1)


def test_a_question_nobody_acts_on_climbs_to_an_alert() -> None:
    walk = asked(at(9))
    way = [(walk.where, walk.stage.due_at)]
    while walk.stage.alerted_at is None:
        due = walk.stage.due_at
        assert due is not None
        with pytest.raises(rules.NothingDue):
            walk.do(rules.TimeOut(), due - SECOND)
        walk.do(rules.TimeOut(), due)
        way.append((walk.where, walk.stage.due_at))

    assert way == [
        (BEAT, at(9, 15)),
        (VILLAGE, at(9, 20)),
        (COMMUNITY, at(9, 25)),
        (TOWN, at(9, 30)),
        (CITY, at(9, 40)),
        (CITY, at(9, 40)),
    ]
    assert walk.stage.alerted_at == at(9, 40)
    assert walk.events[-1].data == {"why": "timed_out"}
    with pytest.raises(rules.NothingDue):
        walk.do(rules.TimeOut(), at(17))


def test_a_stage_begins_when_it_is_moved_however_late_the_worker_is() -> None:
    walk = asked(at(9))
    walk.do(rules.TimeOut(), at(9, 31))

    assert (walk.stage.started_at, walk.stage.due_at) == (at(9, 31), at(9, 36))
    assert walk.events[-1].data["used_s"] == 31 * 60


@pytest.mark.parametrize(
    ("asked_at", "moved_at", "due_at"),
    [
        (at(11, 45), at(12), at(13, 35)),
        (at(17, 15), at(17, 30), at(8, 35, day=MONDAY)),
    ],
    ids=["lunch", "friday evening"],
)
def test_a_stage_that_ends_at_closing_begins_anew_at_the_next_opening(
    asked_at: datetime, moved_at: datetime, due_at: datetime
) -> None:
    walk = asked(asked_at)
    walk.do(rules.TimeOut(), moved_at)

    assert (walk.where, walk.stage.due_at) == (VILLAGE, due_at)


def test_a_taken_question_moves_on_untaken() -> None:
    walk = asked(at(9))
    walk.do(rules.Take(SHEN, BEAT), at(9, 1))
    walk.do(rules.TimeOut(), at(9, 15))

    assert (walk.where, walk.stage.taken_by) == (VILLAGE, None)
    assert walk.state.status is rules.Status.ASKED


def test_passing_up_needs_no_words() -> None:
    walk = asked(at(9))
    [moved] = walk.do(rules.PassUp(SHEN, BEAT), at(9, 3))

    assert moved.data["reason"] == Reason.PASSED_UP
    assert (walk.where, walk.stage.due_at) == (VILLAGE, at(9, 8))
    assert walk.state.path == (BEAT,)


def test_there_is_no_way_up_from_the_top() -> None:
    walk = at_city(at(9))
    with pytest.raises(rules.NoWayUp):
        walk.do(rules.PassUp(LUO, CITY), at(9, 1))


def test_a_ladder_of_one_has_no_way_up_and_ends_in_an_alert() -> None:
    walk = asked(at(9), setting=rules.Setting(LADDER[:1], rules.PROMISES, {}))
    with pytest.raises(rules.NoWayUp):
        walk.do(rules.PassUp(SHEN, BEAT), at(9, 1))
    walk.do(rules.TimeOut(), at(9, 15))

    assert walk.stage.alerted_at == at(9, 15)


class TestReturning:
    def test_it_goes_back_the_way_it_came_with_its_minutes_anew(self) -> None:
        walk = asked(at(9))
        walk.do(rules.PassUp(SHEN, BEAT), at(9, 1))
        walk.do(rules.PassUp(HE, VILLAGE), at(9, 2))
        [back] = walk.do(rules.Return(MA, COMMUNITY, "请核实参保地"), at(9, 3))
        assert (walk.where, walk.state.path) == (VILLAGE, (BEAT,))
        assert back.data["reason"] == Reason.RETURNED
        assert back.words == "请核实参保地"

        walk.do(rules.Return(HE, VILLAGE, "请核实"), at(9, 4))
        assert (walk.where, walk.state.path, walk.stage.due_at) == (BEAT, (), at(9, 19))
        with pytest.raises(rules.NoWayBack):
            walk.do(rules.Return(SHEN, BEAT, "请核实"), at(9, 5))

    def test_not_to_a_desk_that_it_skipped(self) -> None:
        walk = asked(at(9), setting=unmanned(VILLAGE))
        walk.do(rules.PassUp(SHEN, BEAT), at(9, 1))
        assert walk.where == COMMUNITY
        walk.do(rules.Return(MA, COMMUNITY, "请核实"), at(9, 2))

        assert walk.where == BEAT

    def test_what_came_straight_here_has_no_way_back(self) -> None:
        walk = asked(at(9), setting=unmanned(BEAT))
        with pytest.raises(rules.NoWayBack):
            walk.do(rules.Return(HE, VILLAGE, "请核实"), at(9, 1))

    def test_not_to_a_desk_without_anybody(self) -> None:
        walk = asked(at(9))
        walk.do(rules.PassUp(SHEN, BEAT), at(9, 1))
        walk.setting = unmanned(BEAT)
        with pytest.raises(rules.NobodyOnDuty):
            walk.do(rules.Return(HE, VILLAGE, "请核实"), at(9, 2))

        assert walk.where == VILLAGE

    def test_an_officer_gets_it_back_with_eight_minutes_alone(self) -> None:
        walk = asked(at(9))
        walk.do(rules.PassUp(SHEN, BEAT), at(9, 1))
        walk.do(rules.Return(HE, VILLAGE, "请核实"), at(9, 2))

        assert walk.stage.shared_at == at(9, 10)


def test_a_move_up_withdraws_what_departments_were_asked_but_not_by_the_clock() -> None:
    consult = rules.Consult(SHEN, BEAT, 11, "如何报销?")
    passed: Walk = asked(at(9))
    passed.do(consult, at(9, 1))
    [moved] = passed.do(rules.PassUp(SHEN, BEAT), at(9, 2))
    assert (moved.data["withdrawn"], passed.state.consultations) == ([1], ())

    ran_out = asked(at(9))
    ran_out.do(consult, at(9, 1))
    ran_out.do(rules.TimeOut(), at(9, 21))
    [moved] = ran_out.do(rules.TimeOut(), at(9, 35))
    assert (moved.data["withdrawn"], ran_out.where) == ([], VILLAGE)
    assert [row.number for row in ran_out.state.consultations] == [1]


def test_the_ladder_is_the_citys() -> None:
    assert [SETTING.rung(desk) for desk in (BEAT, VILLAGE, COMMUNITY, TOWN, CITY, 11)] == [
        0,
        1,
        2,
        3,
        4,
        None,
    ]
