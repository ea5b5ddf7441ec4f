"""Transfer (转办), its one contest, and several departments that handle a case together (会办)."""

from dataclasses import replace
from typing import Any

import pytest

from lianhu.cases import rules
from lianhu.cases.rules import CaseClass, Kind, Reason
from tests.cases.ladders import (
    BEAT,
    BO,
    CITY,
    COMMUNITY,
    GU,
    HE,
    HEXI,
    INSURANCE,
    JIANG,
    LUO,
    MA,
    SHEN,
    VILLAGE,
    WATER,
    Walk,
    asked,
    at_city,
    unmanned,
)
from tests.cast import at

pytestmark = pytest.mark.once


def at_village(case_class: CaseClass = CaseClass.QUESTION) -> Walk:
    walk = asked(at(9), case_class)
    walk.do(rules.PassUp(SHEN, BEAT), at(9, 1))
    return walk


def in_hexi() -> Walk:
    walk = at_village()
    walk.do(rules.Transfer(HE, VILLAGE, HEXI, "灯在河西村"), at(9, 2))
    return walk


def test_the_other_desk_has_it_with_its_own_time() -> None:
    walk = in_hexi()

    assert (walk.where, walk.stage.due_at) == (HEXI, at(9, 7))
    assert walk.stage.taken_by is None
    assert walk.state.path == (BEAT, VILLAGE)


def test_a_department_has_as_long_as_for_its_word() -> None:
    walk = at_village()
    walk.do(rules.Transfer(HE, VILLAGE, WATER, "归供水"), at(9, 2))

    assert (walk.where, walk.stage.due_at) == (WATER, at(9, 22))
    walk.do(rules.Answer(JIANG, WATER, "今晚来水"), at(9, 10))
    assert walk.state.answered_by == WATER


def test_nobody_is_sent_what_nobody_is_there_for() -> None:
    walk = at_village()
    walk.setting = unmanned(HEXI)
    with pytest.raises(rules.NobodyOnDuty):
        walk.do(rules.Transfer(HE, VILLAGE, HEXI, "灯在河西村"), at(9, 2))


def test_a_desk_that_is_not_in_the_city_has_no_name() -> None:
    with pytest.raises(rules.NoSuchDesk):
        at_village().do(rules.Transfer(HE, VILLAGE, 99, "归别处"), at(9, 2))


def test_what_was_transferred_is_contested_not_returned() -> None:
    walk = in_hexi()
    with pytest.raises(rules.ContestIt):
        walk.do(rules.Return(BO, HEXI, "不归我"), at(9, 3))
    walk.do(rules.Contest(BO, HEXI, "桥这头归石桥村"), at(9, 3))

    # The community is over both villages; the contesting one is no place to return it to.
    assert walk.where == COMMUNITY
    assert walk.state.path == (BEAT, VILLAGE)


def test_what_the_desk_above_then_says_holds() -> None:
    walk = in_hexi()
    walk.do(rules.Contest(BO, HEXI, "桥这头归石桥村"), at(9, 3))
    walk.do(rules.Transfer(MA, COMMUNITY, HEXI, "按图在河西村"), at(9, 4))
    for refused, command in (
        (rules.AlreadyContested, rules.Contest(BO, HEXI, "不归我")),
        (rules.ContestIt, rules.Return(BO, HEXI, "不归我")),
    ):
        with pytest.raises(refused):
            walk.do(command, at(9, 5))
    walk.do(rules.Answer(BO, HEXI, "明天换灯"), at(9, 5))
    assert walk.state.answered_by == HEXI


def test_a_department_contests_to_the_place_it_stands_at() -> None:
    walk = at_village()
    walk.do(rules.Transfer(HE, VILLAGE, WATER, "归供水"), at(9, 2))
    walk.do(rules.Contest(JIANG, WATER, "归交通"), at(9, 3))

    assert walk.where == CITY


def test_left_alone_at_another_desk_it_goes_up_to_what_is_over_both() -> None:
    walk = in_hexi()
    walk.do(rules.TimeOut(), at(9, 7))

    assert walk.where == COMMUNITY
    assert walk.events[-1].data["reason"] == Reason.TIMED_OUT


def test_sent_back_up_where_it_has_been_the_way_is_cut_there() -> None:
    walk = at_city(at(9))
    walk.do(rules.Transfer(LUO, CITY, WATER, "归供水"), at(9, 1))
    walk.do(rules.PassUp(JIANG, WATER, "不归我"), at(9, 2))

    assert walk.where == CITY
    assert CITY not in walk.state.path


def test_not_solved_it_goes_to_the_department_that_answered_then_to_the_place_above() -> None:
    walk = at_village()
    walk.do(rules.Transfer(HE, VILLAGE, WATER, "归供水"), at(9, 2))
    for desk in (WATER, CITY):
        answered = walk.where
        person = {WATER: JIANG, CITY: LUO}[answered]
        walk.do(rules.Answer(person, answered, "好了"), at(9, 5))
        walk.do(rules.Reopen(None, "没好"), at(9, 6))
        assert walk.where == desk


def test_together_one_leads_and_the_others_have_a_part() -> None:
    walk = at_city(at(9), CaseClass.REPAIR)
    walk.do(rules.Joint(LUO, CITY, WATER, (INSURANCE,), "请核对"), at(9, 1))

    assert (walk.where, walk.kinds()[-2:]) == (WATER, [Kind.MOVED, Kind.JOINT])
    [part] = walk.state.consultations
    assert (part.desk, part.asked_by, part.joint) == (INSURANCE, WATER, True)
    # The lead answers for it: its clock runs on meanwhile.
    assert walk.stage.due_at is not None
    assert walk.state.status is rules.Status.ASKED


def test_the_holder_may_lead_itself() -> None:
    walk = at_city(at(9))
    walk.do(rules.Joint(LUO, CITY, CITY, (WATER, INSURANCE), "请核对"), at(9, 1))

    assert (walk.where, walk.stage.taken_by) == (CITY, LUO)
    assert [part.number for part in walk.state.consultations] == [1, 2]


def test_parts_come_back_one_by_one_and_a_late_one_stops_nothing() -> None:
    walk = at_city(at(9), CaseClass.REPAIR)
    walk.do(rules.Joint(LUO, CITY, CITY, (WATER, INSURANCE), "请核对"), at(9, 1))
    due = walk.stage.due_at
    walk.do(rules.ConsultReply(JIANG, 1, "管子是我们的"), at(9, 2))
    [late] = walk.state.consultations
    walk.do(rules.TimeOut(), late.due_at)

    assert walk.events[-1].kind is Kind.CONSULT_LATE
    assert walk.stage.due_at == due
    walk.do(rules.ConsultReply(GU, 2, "与医保无关"), late.due_at)
    assert walk.state.consultations == ()
    assert walk.stage.due_at == due


def test_straight_says_how_sure_one_was() -> None:
    walk = at_village()
    walk.do(rules.Transfer(HE, VILLAGE, WATER, "停水", sure=93), at(9, 2))

    assert walk.where == WATER
    assert walk.events[-1].data["sure"] == 93
    # Sent wrongly, it is settled by the desk above as any transfer.
    walk.do(rules.Contest(JIANG, WATER, "归医保"), at(9, 3))
    assert walk.where != WATER


@pytest.mark.parametrize("kept", [{"confidential": True}, {"about": SHEN}])
def test_nothing_that_is_kept_goes_straight(kept: dict[str, Any]) -> None:
    walk = at_village()
    state = replace(walk.state, **kept)
    straight = rules.Transfer(HE, VILLAGE, WATER, "停水", sure=93)

    with pytest.raises(rules.NotNow):
        rules.decide(state, straight, at(9, 2), walk.setting)
    assert rules.decide(state, replace(straight, sure=None), at(9, 2), walk.setting)
