"""Neighbours' cases in any city, what the clock does to them, and what must hold.

A machine for Hypothesis, without anybody who acts: see desk_lives.py and any_lives.py.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from lianhu.cases import rules
from lianhu.cases.rules import CaseClass, Door, Event, Kind, State, Status
from lianhu.grid.rules import Roster
from lianhu.kernel.worktime import Schedule
from tests.cases import holds
from tests.cases.any_city import (
    ASKERS,
    SCHEDULES,
    START,
    cities,
    minutes,
    rosters,
    well_manned,
    which,
)
from tests.cases.ladders import stored


@dataclass
class Life:
    """One case: its stored events, and the state that was folded along with them."""

    key: int
    asker: int
    state: State
    events: list[Event] = field(default_factory=list)
    # What the asker was told in each answer.
    answers: list[str] = field(default_factory=list)
    # The state that the events were last seen to fold to.
    refolded: State | None = None

    def refold(self) -> None:
        if self.refolded is not self.state:
            assert rules.refold(self.events) == self.state
            # Whoever wrote it down: it is the same case.
            assert rules.refold(rules.entered(self.events, 7)) == self.state
            self.refolded = self.state


Chosen = Callable[[Life], bool]


def at_a_desk(life: Life) -> bool:
    return life.state.stage is not None


def is_waiting(life: Life) -> bool:
    return life.state.status is Status.WAITING


def is_merged(life: Life) -> bool:
    return life.state.merged_into is not None


def is_over(life: Life) -> bool:
    return not life.state.is_open


class Lives(RuleBasedStateMachine):
    """Three cases in a city, what the clock does to them, and what always holds."""

    accepted: Counter[type]
    now: datetime
    setting: rules.Setting

    def __init__(self) -> None:
        super().__init__()
        self.lives: list[Life] = []
        # Desks whose people or hours were changed on the way: their time cannot be checked.
        self.changed: set[int] = set()

    @initialize(
        city=cities(),
        classes=st.tuples(*[st.sampled_from([*CaseClass, CaseClass.MATTER])] * 3),
        door=st.sampled_from(Door),
        straight=st.sampled_from([None, None, 11]),
        about=st.sampled_from([None, None, None, 101]),
        confidential=st.sampled_from([False, False, False, True]),
        after=minutes,
    )
    def begin(
        self,
        city: rules.Setting,
        classes: Sequence[CaseClass],
        door: Door,
        straight: int | None,
        about: int | None,
        confidential: bool,
        after: int,
    ) -> None:
        """The last of the three may have a door, a person or a secret of its own."""
        self.setting = city
        self.now = START + timedelta(minutes=max(0, after))
        plain = [rules.Ask(each, Door.PAGE, "停水了", actor=201) for each in classes[:2]]
        special = rules.Ask(
            classes[2],
            door,
            "停水了",
            straight=straight,
            about=about,
            confidential=confidential,
        )
        for key, (asker, command) in enumerate(zip(ASKERS, [*plain, special], strict=True), 1):
            events = rules.decide(None, command, self.now, city)
            self.accepted[rules.Ask] += 1
            first, *more = map(stored, events)
            life = Life(key, asker, rules.evolve(None, first), [first])
            for event in more:
                self.follow(life, event)
            self.lives.append(life)

    # Acting

    def act(self, life: Life, command: rules.Command) -> bool:
        """As the service does: decided again, nothing changes; whether it was carried out."""
        before = life.state
        try:
            events = rules.decide(before, command, self.now, self.setting)
        except rules.Refused:
            return False
        holds.decided_alike(before, command, self.now, self.setting, events)
        self.accepted[type(command)] += 1
        for event in map(stored, events):
            self.follow(life, event)
        assert life.state == rules.apply(before, events)
        return True

    def follow(self, life: Life, event: Event) -> None:
        before = life.state
        life.state = rules.evolve(before, event)
        self.keep(life, event)
        holds.follows(before, event, life.state, self.setting, self.changed)
        if event.kind is Kind.ANSWERED:
            life.answers.append(event.words)

    def keep(self, life: Life, event: Event) -> None:
        life.events.append(event)

    def pick(self, which: int, chosen: Chosen) -> Life | None:
        """One of the cases for which it holds, by the number drawn."""
        found = [life for life in self.lives if chosen(life)]
        return found[which % len(found)] if found else None

    @staticmethod
    def desk(life: Life) -> int:
        return life.state.stage.desk if life.state.stage else (life.state.answered_by or 1)

    def say(self, life: Life, *, solved: bool) -> None:
        if not solved or not self.act(life, rules.Confirm(life.asker)):
            self.act(life, rules.Reopen(life.asker, "还不行"))

    # Time

    @rule(seconds=st.sampled_from([1, 59, 60, 60, 7 * 60, 3600, 24 * 3600]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.the_worker_looks()

    @rule(early=st.sampled_from([0, 0, 0, 1]), flood=st.sampled_from([False, False, True]))
    def the_next_thing_falls_due(self, early: int, flood: bool) -> None:
        """When it is due, or a second before, when nothing may happen yet."""
        dues = self.dues()
        if not dues:
            return
        if early and min(dues) > self.now:
            self.now = max(self.now, min(dues) - timedelta(seconds=1))
            self.the_worker_looks()
            return
        self.now = max(self.now, min(dues))
        assert self.the_worker_looks(flood=flood)

    def dues(self) -> list[datetime]:
        found = ((life, holds.next_due(life.state)) for life in self.lives)
        # A week is long: as long as something is open, few answers get that old.
        still = any(at_a_desk(life) for life in self.lives)
        return [due for life, due in found if due and not (still and is_over(life))]

    def the_worker_looks(self, *, flood: bool = False) -> bool:
        """Whatever is due by now, as the jobs do it; whether that was anything."""
        done = False
        for life in self.lives:
            while (due := holds.next_due(life.state)) is not None and due <= self.now:
                command = (
                    rules.CloseBySilence()
                    if life.state.status is Status.ANSWERED
                    else rules.TimeOut(flood=flood)
                )
                assert self.act(life, command), f"{command} at {due}, in {life.state.status}"
                done = True
        return self.answers_are_handed_on() or done

    def answers_are_handed_on(self) -> bool:
        done = False
        for life in filter(is_merged, self.lives):
            other = self.lives[(life.state.merged_into or 0) - 1]
            if holds.has_no_answer_to_come(other.state):
                done |= self.act(life, rules.Split())
            elif other.state.status in (Status.ANSWERED, Status.SETTLED) and other.answers:
                desk = other.state.answered_by
                assert desk is not None
                done |= self.act(life, rules.AnswerMerged(101, desk, other.answers[-1]))
                assert life.answers[-1] == other.answers[-1]
        return done

    @rule(lost=st.sampled_from([0, 0, 60, 3600]), which=which)
    def deadlines_are_reckoned_anew(self, lost: int, which: int) -> None:
        life = self.pick(which, at_a_desk)
        if life is not None:
            self.act(life, rules.MoveDeadline(lost))

    @rule(desk=st.integers(1, 7), roster=rosters | well_manned, schedule=st.none() | SCHEDULES)
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
        for life in filter(at_a_desk, self.lives):
            if self.desk(life) == desk:
                self.act(life, rules.MoveDeadline())

    # What always holds

    @invariant()
    def it_holds(self) -> None:
        for life in self.lives:
            life.refold()
            holds.always(life.state, self.setting)
            holds.in_time(life.state, life.events, self.setting, self.changed)
            if is_merged(life):
                other = self.lives[(life.state.merged_into or 0) - 1]
                assert not is_merged(other), "a chain"

    def teardown(self) -> None:
        """From here on nobody acts: what is open still ends in an alert, what is merged with it."""
        for _ in range(200):
            self.the_worker_looks()
            dues = [due for life in self.lives if (due := holds.next_due(life.state)) is not None]
            if not dues:
                break
            self.now = max(self.now, min(dues))
        for life in self.lives:
            state = life.state
            if state.stage is not None:
                assert state.stage.alerted_at is not None, "the case is lost"
            elif is_merged(life):
                other = self.lives[(state.merged_into or 0) - 1]
                assert other.state.stage is not None, "the case is lost behind another"
            elif state.status in (Status.ANSWERED, Status.SETTLED) and state.need is None:
                assert life.answers, "settled without an answer"
