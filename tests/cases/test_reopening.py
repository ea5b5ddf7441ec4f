"""Not solved: back to the desk that answered, then one higher, then to the top with an alert."""

import pytest

from lianhu.cases import rules
from lianhu.cases.rules import CaseClass, Kind, Status
from tests.cases.ladders import (
    BEAT,
    CITY,
    COMMUNITY,
    HE,
    LADDER,
    LUO,
    MA,
    PEOPLE,
    SETTING,
    SHEN,
    VILLAGE,
    Walk,
    asked,
    unmanned,
)
from tests.cast import MONDAY, at

pytestmark = pytest.mark.once


def answered_by_village() -> Walk:
    walk = asked(at(9))
    walk.do(rules.PassUp(SHEN, BEAT), at(9, 1))
    walk.do(rules.Answer(HE, VILLAGE, "可以报销"), at(9, 2))
    return walk


def reopen_and_answer(walk: Walk, hour: int) -> None:
    walk.do(rules.Reopen(None, "没解决"), at(hour))
    walk.do(rules.Answer(PEOPLE[walk.where], walk.where, "再答"), at(hour, 1))


def test_the_first_time_it_goes_to_the_desk_that_answered_with_a_new_promise() -> None:
    walk = answered_by_village()
    [reopened] = walk.do(rules.Reopen(None, "没解决"), at(10))

    assert reopened.words == "没解决"
    assert (walk.where, walk.stage.due_at) == (VILLAGE, at(10, 5))
    assert walk.state.promise_due_at == at(11)
    assert (walk.state.status, walk.stage.taken_by) == (Status.ASKED, None)


def test_the_second_time_it_goes_one_level_higher() -> None:
    walk = answered_by_village()
    reopen_and_answer(walk, 10)
    walk.do(rules.Reopen(None), at(11))

    assert (walk.where, walk.stage.alerted_at) == (COMMUNITY, None)


def test_the_third_time_it_goes_to_the_top_and_the_supervisor_hears_of_it() -> None:
    walk = answered_by_village()
    reopen_and_answer(walk, 9)
    reopen_and_answer(walk, 10)
    reopened, alerted = walk.do(rules.Reopen(None), at(11))

    assert (reopened.kind, alerted.kind) == (Kind.REOPENED, Kind.ALERTED)
    assert alerted.data == {"why": "reopened"}
    assert (walk.where, walk.stage.alerted_at) == (CITY, at(11))


def test_the_fourth_time_too() -> None:
    walk = answered_by_village()
    for hour in (9, 10, 11):
        reopen_and_answer(walk, hour)
    walk.do(rules.Reopen(None), at(14))

    assert (walk.where, walk.stage.alerted_at) == (CITY, at(14))
    assert walk.state.reopened == 4


def test_an_unmanned_top_is_one_alert_not_two() -> None:
    walk = answered_by_village()
    reopen_and_answer(walk, 9)
    reopen_and_answer(walk, 10)
    walk.setting = unmanned(CITY)
    _reopened, alerted = walk.do(rules.Reopen(None), at(11))

    assert alerted.data == {"why": "unmanned"}


def test_the_top_answers_for_itself() -> None:
    walk = Walk(rules.Setting(LADDER[:1], rules.PROMISES, {})).ask(at(9))
    walk.do(rules.Answer(SHEN, BEAT, "可以报销"), at(9, 1))
    for hour in (10, 11):
        walk.do(rules.Reopen(None), at(hour))
        assert walk.where == BEAT
        walk.do(rules.Answer(SHEN, BEAT, "再答"), at(hour, 1))


def test_what_was_settled_can_be_reopened() -> None:
    walk = answered_by_village()
    walk.do(rules.Confirm(None), at(9, 5))
    settled = walk.state
    walk.do(rules.Reopen(None), at(9, day=MONDAY))

    assert settled.settled_at == at(9, 5)
    assert (walk.state.settled_at, walk.state.status) == (None, Status.ASKED)
    assert walk.state.promise_due_at == at(10, day=MONDAY)


def test_a_desk_that_is_no_longer_on_the_ladder_is_replaced_by_the_top() -> None:
    walk = answered_by_village()
    walk.setting = rules.Setting(
        tuple(place for place in LADDER if place.desk != VILLAGE), SETTING.promises, {}
    )
    walk.do(rules.Reopen(None), at(10))

    assert walk.where == CITY


class TestTheWayBack:
    def test_the_same_desk_returns_along_the_same_way(self) -> None:
        walk = answered_by_village()
        walk.do(rules.Reopen(None), at(10))
        walk.do(rules.Return(HE, VILLAGE, "请上门核实"), at(10, 1))

        assert walk.where == BEAT

    def test_a_higher_desk_returns_to_the_one_that_answered(self) -> None:
        walk = answered_by_village()
        reopen_and_answer(walk, 10)
        walk.do(rules.Reopen(None), at(11))
        assert walk.state.path == (BEAT, VILLAGE)
        walk.do(rules.Return(MA, COMMUNITY, "请上门核实"), at(11, 1))

        assert walk.where == VILLAGE

    def test_no_desk_returns_to_itself(self) -> None:
        walk = answered_by_village()
        walk.do(rules.Reopen(None), at(10))

        assert VILLAGE not in walk.state.path


def test_a_matter_has_its_working_days_again() -> None:
    walk = asked(at(9), CaseClass.MATTER)
    walk.do(rules.Answer(SHEN, BEAT, "已办"), at(9, 1))
    walk.do(rules.Reopen(None), at(10))

    assert walk.state.promise_due_at == at(10, day=MONDAY.replace(day=20))
    assert walk.stage.due_at == at(10, 15)


def test_a_case_is_confirmed_once() -> None:
    walk = answered_by_village()
    [settled] = walk.do(rules.Confirm(None), at(9, 5))

    assert settled.data == {"how": "confirmed"}
    with pytest.raises(rules.NotNow):
        walk.do(rules.Confirm(None), at(9, 6))


def test_who_answers_last_answered_it() -> None:
    walk = answered_by_village()
    walk.do(rules.Reopen(None), at(10))
    walk.do(rules.PassUp(HE, VILLAGE), at(10, 1))
    for desk, person in ((COMMUNITY, MA), (4, 105)):
        walk.do(rules.PassUp(person, desk), at(10, 1))
    walk.do(rules.Answer(LUO, CITY, "可以"), at(10, 2))

    assert (walk.state.answered_by, walk.state.answered_at) == (CITY, at(10, 2))
