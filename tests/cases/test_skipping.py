"""Desks without anybody on duty are skipped at once, up to the top."""

import pytest

from lianhu.cases import rules
from tests.cases.ladders import (
    ALWAYS,
    BEAT,
    CITY,
    COMMUNITY,
    HE,
    INSURANCE,
    NEVER,
    SHEN,
    TONG,
    TOWN,
    VILLAGE,
    asked,
    at_city,
    away,
    post,
    unmanned,
    with_desks,
)
from tests.cast import FRIDAY, MONDAY, at

pytestmark = pytest.mark.once


def test_a_beat_without_anybody_is_skipped_when_asking() -> None:
    walk = asked(at(9), setting=unmanned(BEAT))

    assert (walk.where, walk.stage.due_at) == (VILLAGE, at(9, 5))
    assert walk.events[0].data["skipped"] == [BEAT]
    assert walk.state.path == ()
    assert walk.stage.shared_at is None


def test_several_in_a_row_are_skipped_when_passing_up() -> None:
    walk = asked(at(9), setting=unmanned(VILLAGE, COMMUNITY))
    walk.do(rules.PassUp(SHEN, BEAT), at(9, 1))

    assert walk.where == TOWN
    assert walk.events[-1].data["skipped"] == [VILLAGE, COMMUNITY]
    assert walk.state.path == (BEAT,)


def test_the_clock_skips_them_too() -> None:
    walk = asked(at(9), setting=unmanned(VILLAGE))
    walk.do(rules.TimeOut(), at(9, 15))

    assert (walk.where, walk.stage.due_at) == (COMMUNITY, at(9, 20))


def test_where_the_whole_chain_is_unmanned_the_top_keeps_it_and_is_alerted_at_once() -> None:
    walk = asked(at(9), setting=unmanned(BEAT, VILLAGE, COMMUNITY, TOWN, CITY))

    assert walk.kinds() == ["asked", "alerted"]
    assert (walk.where, walk.stage.alerted_at) == (CITY, at(9))
    assert walk.events[-1].data == {"why": "unmanned"}
    assert walk.stage.due_at == at(9, 10)
    with pytest.raises(rules.NothingDue):
        walk.do(rules.TimeOut(), at(9, 10))


def test_climbing_into_an_unmanned_top_alerts_as_well() -> None:
    walk = asked(at(9), setting=unmanned(VILLAGE, COMMUNITY, TOWN, CITY))
    moved, alerted = walk.do(rules.TimeOut(), at(9, 15))

    assert (moved.kind, alerted.kind) == (rules.Kind.MOVED, rules.Kind.ALERTED)
    assert (walk.where, walk.stage.alerted_at) == (CITY, at(9, 15))


def test_a_top_that_never_opens_holds_it_without_a_due_time_but_with_an_alert() -> None:
    setting = with_desks(
        unmanned(VILLAGE, COMMUNITY, TOWN), rosters={BEAT: ()}, schedules={CITY: NEVER}
    )
    walk = asked(at(9), setting=setting)

    assert (walk.where, walk.stage.due_at, walk.stage.alerted_at) == (CITY, None, at(9))


class TestLeave:
    def test_a_backup_is_enough(self) -> None:
        setting = with_desks(rosters={BEAT: [post(SHEN, away(at(8), at(18))), post(TONG)]})
        assert asked(at(9), setting=setting).where == BEAT

    def test_a_stand_in_is_enough(self) -> None:
        setting = with_desks(rosters={BEAT: [post(SHEN, away(at(8), at(18), TONG))]})
        assert asked(at(9), setting=setting).where == BEAT

    def test_leave_without_a_stand_in_is_not(self) -> None:
        setting = with_desks(rosters={BEAT: [post(SHEN, away(at(8), at(18)))]})
        assert asked(at(9), setting=setting).where == VILLAGE

    @pytest.mark.parametrize(("back_at", "where"), [(at(9, 14, 59), BEAT), (at(9, 15), VILLAGE)])
    def test_being_back_before_the_stage_ends_is_enough(self, back_at, where) -> None:
        setting = with_desks(rosters={BEAT: [post(SHEN, away(at(8), back_at))]})
        assert asked(at(9), setting=setting).where == where

    def test_it_counts_when_the_desk_opens_not_when_it_is_asked(self) -> None:
        """On Friday evening nobody has to be there; on Monday morning somebody has."""
        on_monday = away(at(0, day=MONDAY), at(0, day=FRIDAY.replace(day=19)))
        assert asked(at(20)).where == BEAT
        setting = with_desks(rosters={BEAT: [post(SHEN, on_monday)]})
        assert asked(at(20), setting=setting).where == VILLAGE

    def test_a_duty_that_ends_before_the_desk_opens_again(self) -> None:
        setting = with_desks(rosters={BEAT: [post(SHEN, until=at(0, day=MONDAY))]})
        assert asked(at(20), setting=setting).where == VILLAGE


def test_a_desk_that_loses_its_people_keeps_the_case_until_its_time_is_up() -> None:
    walk = asked(at(9))
    walk.setting = unmanned(BEAT)
    with pytest.raises(rules.NothingDue):
        walk.do(rules.TimeOut(), at(9, 14))
    walk.do(rules.TimeOut(), at(9, 15))

    assert walk.where == VILLAGE


class TestConsulting:
    """A department without anybody cannot be asked, so that nobody waits for it in vain."""

    @pytest.mark.parametrize(
        "setting",
        [unmanned(INSURANCE), with_desks(schedules={INSURANCE: NEVER})],
        ids=["nobody", "never open"],
    )
    def test_it_is_refused(self, setting: rules.Setting) -> None:
        walk = asked(at(9), setting=setting)
        with pytest.raises(rules.NobodyOnDuty):
            walk.do(rules.Consult(SHEN, BEAT, INSURANCE, "如何报销?"), at(9, 1))

        assert walk.stage.taken_by is None

    def test_a_roster_from_above_that_never_opens_cannot_take_it(self) -> None:
        walk = asked(at(9), setting=with_desks(schedules={VILLAGE: NEVER}))
        with pytest.raises(rules.NobodyOnDuty):
            walk.do(rules.Take(HE, VILLAGE), at(9, 8))


def test_reopening_skips_a_desk_that_has_lost_its_people() -> None:
    walk = asked(at(9))
    walk.do(rules.Answer(SHEN, BEAT, "可以报销"), at(9, 1))
    walk.setting = unmanned(BEAT)
    walk.do(rules.Reopen(None), at(9, 2))

    assert walk.where == VILLAGE
    assert walk.events[-1].data["skipped"] == [BEAT]


def test_reopening_promises_by_a_desk_that_opens() -> None:
    walk = at_city(at(9))
    walk.do(rules.Return(106, CITY, "请答复"), at(9))
    walk.do(rules.Answer(105, TOWN, "可以报销"), at(9, 1))
    walk.setting = with_desks(schedules={TOWN: NEVER, CITY: ALWAYS})
    walk.do(rules.Reopen(None), at(20))

    assert (walk.where, walk.state.promise_due_at) == (CITY, at(21))
