"""Whatever people and the clock do to a case, in any city: its events tell its whole state."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lianhu.cases import rules
from lianhu.cases.rules import CaseClass, Event, Kind, Status
from lianhu.cases.rules.attention import needs
from lianhu.cases.rules.promises import MIN_STAGE_S
from lianhu.grid.rules import Absence, Place, Post, Roster, Span
from lianhu.kernel.worktime import Calendar, Schedule
from tests.cases.ladders import (
    ALWAYS,
    CALENDAR,
    NEVER,
    WORKING_DAYS,
    hours,
    place,
    stored,
)
from tests.cast import LONG_AGO, at

# Before lunch on the Friday before a Saturday that is worked.
START = at(11, 40, day=date(2026, 5, 8))
BRIEFLY = Schedule(hours(*[[["10:00", "10:03"], ["11:45", "11:46"]]] * 5), CALENDAR)
AT_WEEKENDS = Schedule(hours([], [], [], [], [], [["09:00", "12:00"]]), Calendar())
SCHEDULES = st.sampled_from([WORKING_DAYS] * 5 + [ALWAYS, BRIEFLY, AT_WEEKENDS, NEVER])
DEPARTMENTS = (11, 12)
PEOPLE = st.integers(101, 104)

minutes = st.integers(-60, 3 * 24 * 60)
spans = st.tuples(minutes, st.none() | st.integers(1, 24 * 60)).map(
    lambda at: Span(
        START + timedelta(minutes=at[0]),
        None if at[1] is None else START + timedelta(minutes=at[0] + at[1]),
    )
)
absences = st.lists(st.builds(Absence, spans, st.none() | PEOPLE), max_size=2).map(tuple)
posts = st.builds(Post, PEOPLE, st.one_of(st.just(Span(LONG_AGO)), spans), absences)
rosters = st.builds(Roster, st.lists(posts, max_size=3).map(tuple))
well_manned = st.builds(Post, PEOPLE, st.just(Span(LONG_AGO))).map(lambda post: Roster((post,)))
words = st.sampled_from(["好", "好", "好", "😀 <b>", " "])

accepted: Counter[type] = Counter()


@st.composite
def settings_of_cities(draw: st.DrawFn) -> rules.Setting:
    def desk(pk: int, level: str) -> Place:
        found = place(pk, level, draw(st.integers(1, 30)))
        people = well_manned if level == "department" else rosters | well_manned
        return replace(found, schedule=draw(SCHEDULES), roster=draw(people))

    levels = ["beat", *(f"level {n}" for n in range(2, draw(st.integers(1, 7)) + 1))]
    ladder = [desk(n, level) for n, level in enumerate(levels, 1)]
    if all(found.schedule is NEVER for found in ladder):  # there nobody can ask
        ladder[-1] = replace(ladder[-1], schedule=WORKING_DAYS)
    return rules.Setting(
        ladder=tuple(ladder),
        promises=rules.PROMISES,
        beside={pk: desk(pk, "department") for pk in DEPARTMENTS},
    )


def is_open(machine: "AnyCase") -> bool:
    return machine.state.stage is not None


def is_untaken(machine: "AnyCase") -> bool:
    stage = machine.state.stage
    return stage is not None and stage.taken_by is None


class AnyCase(RuleBasedStateMachine):
    """Commands in any order, mostly from the desk that holds the case."""

    @initialize(city=settings_of_cities(), case_class=st.sampled_from(CaseClass), after=minutes)
    def begin(self, city: rules.Setting, case_class: CaseClass, after: int) -> None:
        self.setting = city
        # Desks whose people or hours were changed on the way: their time cannot be checked.
        self.changed: set[int] = set()
        self.now = START + timedelta(minutes=max(0, after))
        self.events: list[Event] = []
        self.begun: rules.State | None = None
        self.act(rules.Ask(case_class, rules.Door.PAGE, "回去怎么报销?"))

    @property
    def state(self) -> rules.State:
        assert self.begun is not None
        return self.begun

    # What happens

    def act(self, command: rules.Command) -> None:
        before = self.begun
        try:
            events = rules.decide(before, command, self.now, self.setting)
        except rules.Refused as refusal:
            with pytest.raises(type(refusal)):
                rules.decide(before, command, self.now, self.setting)
            return
        accepted[type(command)] += 1
        assert events == rules.decide(before, command, self.now, self.setting)
        assert all(event.at == self.now for event in events)
        for event in map(stored, events):
            self.follow(event)
        assert self.state == rules.apply(before, events)

    def follow(self, event: Event) -> None:
        before = self.begun
        self.begun = after = rules.evolve(before, event)
        self.events.append(event)
        if before is None:
            return
        assert after.seq == before.seq + 1
        if before.promise_due_at != after.promise_due_at:
            assert event.kind is Kind.REOPENED
        if before.stage is not None:
            self.check_time(before, event)

    def check_time(self, before: rules.State, event: Event) -> None:
        """What an event says that a stage has used is the open time in which its clock ran."""
        stage = before.stage
        assert stage is not None
        desk = self.setting.ladder[stage.desk - 1]
        elapsed = event.data.get("clock", event.data).get("used_s")
        if event.kind in (Kind.CONSULT_REPLIED, Kind.CONSULT_LATE) and "clock" not in event.data:
            elapsed = None  # the department's time
        if elapsed is None:
            return
        assert 0 <= elapsed <= (event.at - stage.started_at).total_seconds()
        if stage.desk in self.changed:
            return
        since = stage.running_since
        expected = stage.used_s + (desk.schedule.open_seconds(since, event.at) if since else 0)
        assert elapsed == expected
        assert elapsed <= desk.schedule.open_seconds(stage.started_at, event.at)

    @rule(seconds=st.sampled_from([1, 59, 60, 7 * 60, 3600, 24 * 3600]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(early=st.sampled_from([0, 0, 0, 1]))
    def the_clock_looks(self, early: int) -> None:
        """When the next thing is due, or a second before."""
        dues = [row.due_at for row in self.state.awaited]
        stage = self.state.stage
        if stage is not None and stage.due_at is not None and stage.alerted_at is None:
            dues.append(stage.due_at)
        due = min(dues, default=self.now)
        if early and due > self.now:
            self.now = max(self.now, due - timedelta(seconds=1))
            with pytest.raises(rules.NothingDue):
                rules.decide(self.state, rules.TimeOut(), self.now, self.setting)
        else:
            self.now = max(self.now, due)
            events_before = len(self.events)
            self.act(rules.TimeOut())
            assert (len(self.events) > events_before) == bool(dues)

    @rule(desk=st.integers(1, 7), roster=rosters, schedule=st.none() | SCHEDULES)
    def the_city_changes(self, desk: int, roster: Roster, schedule: Schedule | None) -> None:
        ladder = list(self.setting.ladder)
        if desk > len(ladder):
            return
        ladder[desk - 1] = replace(
            ladder[desk - 1], roster=roster, schedule=schedule or ladder[desk - 1].schedule
        )
        if schedule:
            self.changed.add(desk)
        self.setting = replace(self.setting, ladder=tuple(ladder))

    @property
    def holder(self) -> int:
        return self.state.stage.desk if self.state.stage else (self.state.answered_by or 1)

    @precondition(is_untaken)
    @rule(actor=PEOPLE)
    def take(self, actor: int) -> None:
        self.act(rules.Take(actor, self.holder))

    @precondition(lambda self: is_untaken(self) and self.state.stage.shared_at)
    @rule(actor=PEOPLE)
    def the_roster_above_takes(self, actor: int) -> None:
        assert self.state.stage is not None and self.state.stage.shared_at is not None
        self.now = max(self.now, self.state.stage.shared_at)
        self.act(rules.Take(actor, self.holder + 1))

    @precondition(is_open)
    @rule(actor=PEOPLE, words=words)
    def answer(self, actor: int, words: str) -> None:
        self.act(rules.Answer(actor, self.holder, words, ({"title": "身份证"},)))

    @precondition(is_open)
    @rule(actor=PEOPLE)
    def pass_up(self, actor: int) -> None:
        self.act(rules.PassUp(actor, self.holder))

    @precondition(lambda self: is_open(self) and self.state.path)
    @rule(actor=PEOPLE, words=words)
    def send_back(self, actor: int, words: str) -> None:
        self.act(rules.Return(actor, self.holder, words))

    @precondition(is_open)
    @rule(actor=PEOPLE, department=st.sampled_from(DEPARTMENTS), words=words)
    def consult(self, actor: int, department: int, words: str) -> None:
        self.act(rules.Consult(actor, self.holder, department, words))

    @precondition(lambda self: self.state.consultations)
    @rule(actor=PEOPLE, which=st.integers(0, 1), words=words)
    def consult_reply(self, actor: int, which: int, words: str) -> None:
        number = self.state.consultations[-which].number
        self.act(rules.ConsultReply(actor, number, words))

    @rule(actor=PEOPLE, words=words, days=st.none() | st.integers(-1, 9))
    def on_behalf(self, actor: int, words: str, days: int | None) -> None:
        day = None if days is None else (self.now + timedelta(days=days)).date()
        self.act(rules.OnBehalf(actor, self.holder, words, day))

    @precondition(lambda self: self.state.follow_up_by)
    @rule(actor=PEOPLE, words=words)
    def follow_up(self, actor: int, words: str) -> None:
        assert self.state.follow_up_by is not None
        self.act(rules.FollowUp(actor, self.state.follow_up_by, words))

    @precondition(is_open)
    @rule(actor=PEOPLE, by_desk=st.booleans(), words=words)
    def note(self, actor: int, by_desk: bool, words: str) -> None:
        self.act(rules.Note(actor, self.holder if by_desk else None, words))

    @precondition(lambda self: self.state.status is Status.ANSWERED)
    @rule()
    def confirm(self) -> None:
        self.act(rules.Confirm(None))

    @precondition(lambda self: not is_open(self))
    @rule(words=words)
    def reopen(self, words: str) -> None:
        self.act(rules.Reopen(None, words))

    @rule(
        command=st.sampled_from(
            [
                rules.Ask(CaseClass.QUESTION, rules.Door.PAGE, "又一个"),
                rules.Confirm(None),
                rules.Reopen(None),
                rules.ConsultReply(101, 1, "好"),
                *(
                    command
                    for desk in (1, 3)
                    for command in (
                        rules.Take(101, desk),
                        rules.Answer(101, desk, "好"),
                        rules.PassUp(101, desk),
                        rules.Return(101, desk, "请核实"),
                        rules.Consult(101, desk, 2, "?"),
                        rules.FollowUp(101, desk, "好"),
                        rules.Note(101, desk, "好"),
                    )
                ),
            ]
        )
    )
    def somebody_does_what_may_not_be_their_turn(self, command: rules.Command) -> None:
        self.act(command)

    def teardown(self) -> None:
        """From here on nobody acts: an open case still ends in an alert."""
        if not hasattr(self, "setting"):
            return
        for _ in range(len(self.setting.ladder) + 2 * len(DEPARTMENTS) + 1):
            stage = self.state.stage
            if stage is None or stage.alerted_at is not None:
                return
            dues = [row.due_at for row in self.state.awaited]
            self.now = max(self.now, min([*dues, *([stage.due_at] if stage.due_at else [])]))
            self.act(rules.TimeOut())
        raise AssertionError("the case is lost")

    # What always holds

    @invariant()
    def the_events_tell_the_state(self) -> None:
        assert rules.refold(self.events) == self.state

    @invariant()
    def it_is_at_one_desk_while_it_is_open(self) -> None:
        state = self.state
        assert state.is_open == (state.stage is not None)
        assert (state.status is Status.SETTLED) == (state.settled_at is not None)
        if state.stage is None:
            assert state.consultations == ()
            assert state.answered_by is not None
        else:
            assert self.setting.rung(state.stage.desk) is not None
            assert state.stage.desk not in state.path
            assert len(set(state.path)) == len(state.path)

    @invariant()
    def its_clock_runs_to_a_due_time_or_waits_for_a_department_or_has_alerted(self) -> None:
        state = self.state
        if state.stage is None:
            return
        stage = state.stage
        assert (state.status is Status.CONSULTING) == bool(state.awaited)
        assert (stage.due_at is None) == (stage.running_since is None)
        if state.awaited:
            assert stage.due_at is None
        else:
            assert stage.due_at is not None or stage.alerted_at is not None
        assert stage.used_s >= 0
        assert stage.budget_s >= MIN_STAGE_S

    @invariant()
    def it_is_due_while_the_desk_is_open_and_not_after_the_promise(self) -> None:
        state = self.state
        if state.stage is None or state.stage.due_at is None:
            return
        stage, due = state.stage, state.stage.due_at
        since = stage.running_since
        assert since is not None and due is not None
        assert due - since >= timedelta(seconds=MIN_STAGE_S)
        schedule = self.setting.ladder[stage.desk - 1].schedule
        if stage.desk in self.changed or schedule is NEVER:
            return
        assert schedule.is_open(due) or schedule.is_open(due - timedelta(microseconds=1))
        promised = schedule.open_seconds(since, state.promise_due_at)
        assert schedule.open_seconds(since, due) <= max(MIN_STAGE_S, promised)

    @invariant()
    def somebody_hears_of_it(self) -> None:
        found = needs(7, 70, self.state, supervision=99)
        assert len({need.place for need in found}) == len(found)
        here = {need.who for need in found if need.kind == "case"}
        assert here == ({self.state.stage.desk} if self.state.stage else set())
        asked = sorted(need.who for need in found if need.kind == "consultation")
        assert asked == sorted(row.desk for row in self.state.consultations)
        assert len(set(asked)) == len(asked)


def test_whatever_happens() -> None:
    accepted.clear()
    run_state_machine_as_test(
        AnyCase, settings=settings(max_examples=80, stateful_step_count=40, deadline=None)
    )

    assert set(get_args(rules.Command)) - accepted.keys() == set()
