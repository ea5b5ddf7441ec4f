"""From minute 8 of an officer's stage the roster above sees the question and may take it."""

from datetime import datetime

import pytest

from lianhu.cases import rules
from lianhu.cases.rules import CaseClass, Reason
from tests.cases.ladders import (
    BEAT,
    COMMUNITY,
    HE,
    MA,
    SHEN,
    TOWN,
    VILLAGE,
    asked,
    unmanned,
)
from tests.cast import MONDAY, SATURDAY, at

BY_VILLAGE = rules.Take(HE, VILLAGE)


@pytest.mark.parametrize(
    ("asked_at", "shared_at"),
    [
        (at(9), at(9, 8)),
        (at(7), at(8, 38)),
        (at(11, 52), at(12)),
        (at(11, 55), at(13, 33)),
        (at(17, 25), at(8, 33, day=MONDAY)),
        (at(10, day=SATURDAY), at(8, 38, day=MONDAY)),
    ],
)
def test_minute_eight_is_the_eighth_open_minute(asked_at: datetime, shared_at: datetime) -> None:
    assert asked(asked_at).stage.shared_at == shared_at


def test_not_a_second_before_minute_eight() -> None:
    walk = asked(at(9))
    with pytest.raises(rules.NotHere):
        walk.do(BY_VILLAGE, at(9, 7, 59))

    assert walk.where == BEAT


@pytest.mark.parametrize("now", [at(9, 8), at(9, 14, 59), at(9, 15)])
def test_taking_it_moves_it_there_taken(now: datetime) -> None:
    walk = asked(at(9))
    moved, taken = walk.do(BY_VILLAGE, now)

    assert moved.data["reason"] == Reason.ROSTER_TOOK
    assert (taken.kind, taken.actor) == (rules.Kind.TAKEN, HE)
    assert (walk.where, walk.stage.taken_by, walk.stage.started_at) == (VILLAGE, HE, now)
    assert walk.state.status is rules.Status.TAKEN
    assert walk.state.path == (BEAT,)


def test_it_has_the_minutes_of_the_desk_above() -> None:
    walk = asked(at(9))
    walk.do(BY_VILLAGE, at(9, 8))

    assert walk.stage.due_at == at(9, 13)


def test_what_the_officer_has_taken_is_hers() -> None:
    walk = asked(at(9))
    walk.do(rules.Take(SHEN, BEAT), at(9, 7))
    with pytest.raises(rules.NotHere):
        walk.do(BY_VILLAGE, at(9, 9))


@pytest.mark.parametrize("desk", [COMMUNITY, TOWN])
def test_only_the_desk_directly_above_may(desk: int) -> None:
    walk = asked(at(9))
    with pytest.raises(rules.NotHere):
        walk.do(rules.Take(MA, desk), at(9, 9))


def test_no_other_desk_shares() -> None:
    walk = asked(at(9))
    walk.do(rules.PassUp(SHEN, BEAT), at(9, 1))
    with pytest.raises(rules.NotHere):
        walk.do(rules.Take(MA, COMMUNITY), at(9, 12))


@pytest.mark.parametrize("case_class", sorted(set(CaseClass) - {CaseClass.QUESTION}))
def test_no_other_class_is_shared(case_class: CaseClass) -> None:
    walk = asked(at(9), case_class)
    with pytest.raises(rules.NotHere):
        walk.do(BY_VILLAGE, at(9, 9))


def test_a_question_at_a_skipped_beats_village_is_not_shared_further() -> None:
    walk = asked(at(9), setting=unmanned(BEAT))
    with pytest.raises(rules.NotHere):
        walk.do(rules.Take(MA, COMMUNITY), at(9, 9))


def test_a_question_returned_to_its_officer_is_shared_again() -> None:
    walk = asked(at(9))
    walk.do(BY_VILLAGE, at(9, 8))
    walk.do(rules.Return(HE, VILLAGE, "请上门看看"), at(9, 9))
    with pytest.raises(rules.NotHere):
        walk.do(BY_VILLAGE, at(9, 16, 59))
    walk.do(BY_VILLAGE, at(9, 17))

    assert walk.where == VILLAGE


def test_a_question_reopened_at_its_officer_is_shared_again() -> None:
    walk = asked(at(9))
    walk.do(rules.Answer(SHEN, BEAT, "可以报销"), at(9, 5))
    walk.do(rules.Reopen(None), at(10))
    walk.do(BY_VILLAGE, at(10, 8))

    assert walk.where == VILLAGE
