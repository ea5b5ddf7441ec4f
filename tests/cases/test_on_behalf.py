"""Doing the matter for the resident, and asking some days later how it went."""

from datetime import date

import pytest

from lianhu.cases import rules
from lianhu.cases.rules import Kind, Status
from tests.cases.ladders import BEAT, HE, NEVER, SHEN, VILLAGE, Walk, asked, with_desks
from tests.cast import FRIDAY, MONDAY, SATURDAY, at


def done(walk: Walk, now, follow_up_on: date | None = None) -> None:
    walk.do(rules.OnBehalf(SHEN, BEAT, "材料已代交", follow_up_on), now)


def test_it_takes_an_untaken_case_and_its_clock_runs_on() -> None:
    walk = asked(at(9))
    done(walk, at(9, 5))

    assert walk.kinds() == ["asked", "taken", "on_behalf"]
    assert (walk.state.status, walk.stage.taken_by) == (Status.ON_BEHALF, SHEN)
    assert walk.stage.due_at == at(9, 15)


def test_before_the_answer() -> None:
    walk = asked(at(9))
    done(walk, at(9, 5), MONDAY)
    walk.do(rules.Answer(SHEN, BEAT, "已代办"), at(9, 6))

    assert walk.state.status is Status.ANSWERED
    assert walk.state.follow_up_on == MONDAY


def test_after_the_answer_by_the_desk_that_gave_it() -> None:
    walk = asked(at(9))
    walk.do(rules.Answer(SHEN, BEAT, "可以代办"), at(9, 1))
    done(walk, at(9, 30), MONDAY)

    assert walk.state.status is Status.ANSWERED
    assert walk.state.follow_up_by == BEAT
    with pytest.raises(rules.NotHere):
        walk.do(rules.OnBehalf(HE, VILLAGE, "已代办"), at(9, 31))


def test_a_department_still_within_its_time_shows_first() -> None:
    walk = asked(at(9))
    walk.do(rules.Consult(SHEN, BEAT, 11, "?"), at(9, 1))
    done(walk, at(9, 2))
    waiting = walk.state
    walk.do(rules.ConsultReply(111, 1, "好"), at(9, 3))

    assert (waiting.status, walk.state.status) == (Status.CONSULTING, Status.ON_BEHALF)


def test_the_next_desk_begins_anew() -> None:
    walk = asked(at(9))
    done(walk, at(9, 1))
    walk.do(rules.PassUp(SHEN, BEAT), at(9, 2))

    assert walk.state.status is Status.ASKED


class TestFollowUp:
    @pytest.mark.parametrize(
        ("day", "due_at"),
        [
            (FRIDAY, at(8, 30)),
            (SATURDAY, at(8, 30, day=MONDAY)),
            (MONDAY, at(8, 30, day=MONDAY)),
        ],
    )
    def test_it_is_due_when_the_desk_opens_that_day_or_next(self, day, due_at) -> None:
        walk = asked(at(9))
        done(walk, at(9, 5), day)

        assert walk.state.follow_up_due_at == due_at

    def test_today_is_today_where_the_desk_is(self) -> None:
        """Half past midnight on Friday in Shanghai is still Thursday in UTC."""
        walk = asked(at(0, 30))
        done(walk, at(0, 31), FRIDAY)
        with pytest.raises(rules.DateNeeded):
            done(walk, at(0, 32), FRIDAY.replace(day=14))

    def test_a_desk_that_never_opens_has_no_due_time_for_it(self) -> None:
        walk = asked(at(9))
        walk.setting = with_desks(schedules={BEAT: NEVER})
        done(walk, at(9, 5), MONDAY)

        assert (walk.state.follow_up_on, walk.state.follow_up_due_at) == (MONDAY, None)

    def test_it_is_done_once_even_after_the_case_is_settled(self) -> None:
        walk = asked(at(9))
        done(walk, at(9, 5), MONDAY)
        walk.do(rules.Answer(SHEN, BEAT, "已代办"), at(9, 6))
        walk.do(rules.Confirm(None), at(9, 7))
        [followed] = walk.do(rules.FollowUp(SHEN, BEAT, "一切都好"), at(9, day=MONDAY))

        assert followed.kind is Kind.FOLLOWED_UP
        assert walk.state.status is Status.SETTLED
        assert (walk.state.follow_up_on, walk.state.follow_up_by) == (None, None)
        with pytest.raises(rules.NotNow):
            walk.do(rules.FollowUp(SHEN, BEAT, "再问"), at(10, day=MONDAY))

    def test_it_stays_with_the_desk_that_did_it_when_the_case_moves(self) -> None:
        walk = asked(at(9))
        done(walk, at(9, 5), MONDAY)
        walk.do(rules.PassUp(SHEN, BEAT), at(9, 6))
        with pytest.raises(rules.NotHere):
            walk.do(rules.FollowUp(HE, VILLAGE, "都好"), at(9, 7))
        walk.do(rules.FollowUp(SHEN, BEAT, "都好"), at(9, 8))

        assert walk.where == VILLAGE

    def test_a_later_one_replaces_it_and_one_without_a_date_does_not(self) -> None:
        walk = asked(at(9))
        done(walk, at(9, 5), MONDAY)
        done(walk, at(9, 6))
        assert walk.state.follow_up_on == MONDAY
        done(walk, at(9, 7), MONDAY.replace(day=19))
        assert walk.state.follow_up_on == MONDAY.replace(day=19)
