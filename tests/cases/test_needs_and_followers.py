"""What neighbours may know of a case and do about it, without a name: follow it, help."""

import pytest

from lianhu.cases import rules
from lianhu.cases.rules import CaseClass, Status
from tests.cases.ladders import BEAT, BO, COMMUNITY, HE, HEXI, MA, SHEN, VILLAGE, Walk, asked
from tests.cast import at

WU, ZHENG = 201, 202


def a_need() -> Walk:
    walk = asked(at(9), CaseClass.MATTER)
    walk.do(rules.PublishNeed(SHEN, BEAT, "一位老人需要人买菜", agreed=True), at(9, 1))
    return walk


def test_a_summary_makes_it_public_and_neighbours_follow_it_once() -> None:
    walk = asked(at(9))
    with pytest.raises(rules.NotNow):
        walk.do(rules.Follow(ZHENG, ZHENG), at(9, 1))
    walk.do(rules.Summarise(SHEN, BEAT, "村口路灯,已报修"), at(9, 1))
    walk.do(rules.Follow(ZHENG, ZHENG), at(9, 2))

    assert walk.state.followers == (ZHENG,)
    for command in (rules.Follow(ZHENG, ZHENG), rules.Follow(WU, WU, own=True)):
        with pytest.raises(rules.AlreadyFollowed):
            walk.do(command, at(9, 3))


def test_kept_in_confidence_it_is_public_no_more() -> None:
    walk = asked(at(9))
    walk.do(rules.Summarise(SHEN, BEAT, "村口路灯"), at(9, 1))
    walk.do(rules.Follow(ZHENG, ZHENG), at(9, 2))
    walk.do(rules.MarkConfidential(WU), at(9, 3))

    assert (walk.state.is_public, walk.state.followers) == (False, ())
    for command in (rules.Follow(ZHENG, ZHENG), rules.Summarise(SHEN, BEAT, "路灯")):
        with pytest.raises(rules.NotNow):
            walk.do(command, at(9, 4))


def test_a_need_is_made_known_only_if_the_household_agrees() -> None:
    walk = asked(at(9), CaseClass.MATTER)
    with pytest.raises(rules.NotAgreed):
        walk.do(rules.PublishNeed(SHEN, BEAT, "需要人买菜", agreed=False), at(9, 1))
    kept = asked(at(9), CaseClass.MATTER)
    kept.do(rules.MarkConfidential(WU), at(9, 1))
    with pytest.raises(rules.NotNow):
        kept.do(rules.PublishNeed(SHEN, BEAT, "需要人买菜", agreed=True), at(9, 2))


def test_one_takes_it_up_visits_and_the_household_confirms() -> None:
    walk = a_need()
    walk.do(rules.TakeUp(BO, HEXI), at(9, 2))
    with pytest.raises(rules.NotNow):
        walk.do(rules.TakeUp(MA, COMMUNITY), at(9, 3))
    with pytest.raises(rules.NotHere):
        walk.do(rules.Visited(MA, "去了"), at(9, 4))
    with pytest.raises(rules.NotNow):
        walk.do(rules.ConfirmNeed(WU), at(9, 5))
    walk.do(rules.Visited(BO, "买了一周的菜"), at(10))
    with pytest.raises(rules.NotNow):
        walk.do(rules.Visited(BO, "又去了"), at(10, 1))
    walk.do(rules.ConfirmNeed(WU), at(10, 30))

    assert walk.state.status is Status.SETTLED
    assert (walk.state.answered_by, walk.state.answered_at) == (BEAT, at(10, 30))


def test_who_cannot_come_gives_way_to_another() -> None:
    walk = a_need()
    walk.do(rules.TakeUp(BO, HEXI), at(9, 2))
    walk.do(rules.PublishNeed(SHEN, BEAT, "还需要人买菜", agreed=True), at(9, 3))
    walk.do(rules.TakeUp(MA, COMMUNITY), at(9, 4))

    assert walk.state.need is not None
    assert walk.state.need.taken_up_by == MA
    walk.do(rules.Visited(MA, "买了"), at(9, 5))
    with pytest.raises(rules.NotNow):
        walk.do(rules.PublishNeed(SHEN, BEAT, "又需要", agreed=True), at(9, 6))


def test_help_that_came_and_was_not_enough_opens_it_where_it_was() -> None:
    walk = a_need()
    walk.do(rules.TakeUp(BO, HEXI), at(9, 2))
    walk.do(rules.Visited(BO, "买了"), at(9, 3))
    walk.do(rules.ConfirmNeed(WU), at(9, 4))
    walk.do(rules.Reopen(WU, "明天还要"), at(9, 5))

    assert (walk.where, walk.state.need) == (BEAT, None)


def test_the_need_goes_with_the_case_and_its_holder_still_answers_for_it() -> None:
    walk = a_need()
    walk.do(rules.PassUp(SHEN, BEAT), at(9, 2))
    assert walk.where == VILLAGE
    walk.do(rules.TakeUp(BO, HEXI), at(9, 3))
    walk.do(rules.Answer(HE, VILLAGE, "有人来"), at(9, 4))
    with pytest.raises(rules.NotNow):
        walk.do(rules.Visited(BO, "去了"), at(9, 5))
