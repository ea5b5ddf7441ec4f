"""Which inbox items the state of a case calls for."""

from datetime import datetime

import pytest

from lianhu.cases import rules
from lianhu.cases.rules.attention import KINDS, needs
from lianhu.inbox.rules import Address, Need
from tests.cases.ladders import (
    BEAT,
    CITY,
    GU,
    INSURANCE,
    LUO,
    SHEN,
    VILLAGE,
    Walk,
    asked,
    at_city,
    unmanned,
)
from tests.cast import MONDAY, at

pytestmark = pytest.mark.once

CASE, ASKER, SUPERVISION = 7, 70, 99

Row = tuple[str, Address, int, datetime | None]


def items(walk: Walk, supervision: int | None = SUPERVISION) -> set[Row]:
    found = needs(CASE, ASKER, walk.state, supervision=supervision)
    assert all(need.ref == CASE and need.kind in KINDS for need in found)
    return {(need.kind, need.address, need.who, need.due_at) for need in found}


def test_an_open_case_waits_at_its_desk_until_the_stage_is_due() -> None:
    walk = asked(at(9))
    assert items(walk) == {("case", Address.DESK, BEAT, at(9, 15))}
    walk.do(rules.PassUp(SHEN, BEAT), at(9, 1))
    assert items(walk) == {("case", Address.DESK, VILLAGE, at(9, 6))}


def test_a_consultation_waits_at_the_department_and_the_case_without_a_due_time() -> None:
    walk = at_city(at(9))
    walk.do(rules.Consult(LUO, CITY, INSURANCE, "?"), at(9, 3))
    assert items(walk) == {
        ("case", Address.DESK, CITY, None),
        ("consultation", Address.DESK, INSURANCE, at(9, 23)),
    }
    walk.do(rules.TimeOut(), at(9, 23))
    assert ("consultation", Address.DESK, INSURANCE, at(9, 23)) in items(walk)
    walk.do(rules.ConsultReply(GU, 1, "好"), at(9, 24))
    assert items(walk) == {("case", Address.DESK, CITY, at(9, 30))}


def test_two_consultations_are_two_items_also_of_one_department() -> None:
    walk = at_city(at(9))
    for number in (1, 2):
        walk.do(rules.Consult(LUO, CITY, INSURANCE, "?"), at(9, 3))
        if number == 1:
            walk.do(rules.ConsultReply(GU, 1, "好"), at(9, 4))
    keys = {need.key for need in needs(CASE, ASKER, walk.state, supervision=None)}

    assert keys == {f"case:{CASE}:stage", f"case:{CASE}:consultation:2"}


def test_an_alert_waits_at_the_supervision_until_the_promise() -> None:
    walk = asked(at(9), setting=unmanned(1, 2, 3, 4, 5))
    case = ("case", Address.DESK, CITY, at(9, 10))

    assert items(walk) == {case, ("alert", Address.DESK, SUPERVISION, at(10))}
    assert items(walk, supervision=None) == {case}


def test_an_answer_waits_at_the_resident_until_confirmed() -> None:
    walk = asked(at(9))
    walk.do(rules.Answer(SHEN, BEAT, "可以"), at(9, 1))
    assert items(walk) == {("answer", Address.RESIDENT, ASKER, None)}
    walk.do(rules.Confirm(None), at(9, 2))
    assert items(walk) == set()


def test_reopening_takes_the_answer_away_and_puts_the_case_back() -> None:
    walk = asked(at(9))
    walk.do(rules.Answer(SHEN, BEAT, "可以"), at(9, 1))
    walk.do(rules.Reopen(None), at(10))

    assert items(walk) == {("case", Address.DESK, BEAT, at(10, 15))}


def test_a_follow_up_waits_even_when_all_else_is_settled() -> None:
    walk = asked(at(9))
    walk.do(rules.OnBehalf(SHEN, BEAT, "已代办", MONDAY), at(9, 1))
    walk.do(rules.Answer(SHEN, BEAT, "可以"), at(9, 2))
    walk.do(rules.Confirm(None), at(9, 3))

    assert items(walk) == {("follow_up", Address.DESK, BEAT, at(8, 30, day=MONDAY))}


def test_each_item_has_an_address_of_its_own() -> None:
    walk = at_city(at(9))
    walk.do(rules.OnBehalf(LUO, CITY, "已代办", MONDAY), at(9, 1))
    walk.do(rules.Consult(LUO, CITY, INSURANCE, "?"), at(9, 3))
    walk.do(rules.TimeOut(), at(9, 23))
    walk.do(rules.TimeOut(), at(9, 31))
    found = needs(CASE, ASKER, walk.state, supervision=SUPERVISION)

    assert {need.kind for need in found} == {"case", "alert", "consultation", "follow_up"}
    assert len({need.place for need in found}) == len(found)
    assert all(isinstance(need, Need) for need in found)
