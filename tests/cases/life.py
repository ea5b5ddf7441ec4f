"""Neighbours' cases in any city, with whatever people and the clock do to them, and what must hold.

A machine for Hypothesis. Three cases share a city whose hours and people change on the way. A rule
may go on at once with what usually follows (`then`), so that long ways – a need that is published,
taken up, visited and confirmed – come about as often as short ones.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from lianhu.cases import rules
from lianhu.cases.rules import CaseClass, Door, Event, Kind, State, Status
from lianhu.grid.rules import Absence, Place, Post, Roster, Span
from lianhu.kernel.worktime import Calendar, Schedule
from tests.cases import holds
from tests.cases.ladders import ALWAYS, CALENDAR, NEVER, WORKING_DAYS, hours, place, stored
from tests.cast import LONG_AGO, at

# Before lunch on the Friday before a Saturday that is worked.
START = at(11, 40, day=date(2026, 5, 8))
BRIEFLY = Schedule(hours(*[[["10:00", "10:03"], ["11:45", "11:46"]]] * 5), CALENDAR)
AT_WEEKENDS = Schedule(hours([], [], [], [], [], [["09:00", "12:00"]]), Calendar())
SCHEDULES = st.sampled_from([WORKING_DAYS] * 5 + [ALWAYS, BRIEFLY, AT_WEEKENDS, NEVER])
BESIDE = (11, 12, 13)  # two departments and a place elsewhere
DEPARTMENTS = BESIDE[:2]
PEOPLE = st.integers(101, 104)
ASKERS = (201, 202, 203)

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
which = st.integers(0, len(ASKERS) - 1)
then = st.booleans()


@st.composite
def cities(draw: st.DrawFn) -> rules.Setting:
    def desk(pk: int, level: str) -> Place:
        found = place(pk, level, draw(st.integers(1, 30)))
        people = well_manned if level == "department" else rosters | well_manned
        return replace(found, schedule=draw(SCHEDULES), roster=draw(people))

    levels = ["beat", *(f"level {n}" for n in range(2, draw(st.integers(1, 7)) + 1))]
    ladder = [desk(n, level) for n, level in enumerate(levels, 1)]
    if all(found.schedule is NEVER for found in ladder):  # there nobody can ask
        ladder[-1] = replace(ladder[-1], schedule=WORKING_DAYS)
    top = len(ladder) - 1
    return rules.Setting(
        ladder=tuple(ladder),
        promises=rules.PROMISES,
        beside={pk: desk(pk, "department" if pk in DEPARTMENTS else "level 2") for pk in BESIDE},
        above={pk: top if pk in DEPARTMENTS else min(2, top) for pk in BESIDE},
    )


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


class AnyLives(RuleBasedStateMachine):
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

    # What desks do

    @rule(which=which, actor=PEOPLE, hand_over=st.sampled_from([0, 1, 1, 2]))
    def take_and_hand_over(self, which: int, actor: int, hand_over: int) -> None:
        life = self.pick(which, at_a_desk)
        if life is None:
            return
        self.act(life, rules.Take(actor, self.desk(life)))
        for _ in range(hand_over):
            self.act(life, rules.HandToRoster(actor, self.desk(life)))
            self.act(life, rules.Take(actor, self.desk(life)))

    @rule(which=which, actor=PEOPLE)
    def the_roster_above_takes(self, which: int, actor: int) -> None:
        life = self.pick(which, lambda life: bool(life.state.stage and life.state.stage.shared_at))
        if life is not None and life.state.stage is not None:
            shared_at = life.state.stage.shared_at
            if shared_at is not None and shared_at > self.now:
                self.now = shared_at
                self.the_worker_looks()
            self.act(life, rules.Take(actor, self.desk(life) + 1))

    @rule(which=which, actor=PEOPLE, words=words, then=then, solved=st.booleans())
    def answer(self, which: int, actor: int, words: str, then: bool, solved: bool) -> None:
        """Rather what others wait for as well."""
        life = self.pick(which, self.leads) or self.pick(which, at_a_desk)
        if life is None:
            return
        paper = ({"title": "身份证"},)
        if self.act(life, rules.Answer(actor, self.desk(life), words, paper)) and then:
            self.say(life, solved=solved)

    @rule(which=which, actor=PEOPLE, then=then, words=words)
    def up_and_back(self, which: int, actor: int, then: bool, words: str) -> None:
        life = self.pick(which, at_a_desk)
        if life is None:
            return
        self.act(life, rules.PassUp(actor, self.desk(life), words))
        if then:
            self.act(life, rules.Return(actor, self.desk(life), words))

    @rule(which=which, actor=PEOPLE, to=st.sampled_from([1, 2, 3, 11, 12, 13, 14]), then=then)
    def across(self, which: int, actor: int, to: int, then: bool) -> None:
        """A transfer, and what may come of it."""
        life = self.pick(which, at_a_desk)
        if life is None:
            return
        self.act(life, rules.Transfer(actor, self.desk(life), to, "归别处"))
        if then:
            self.act(life, rules.Contest(actor, self.desk(life), "不归这里"))

    @rule(which=which, actor=PEOPLE, department=st.sampled_from(DEPARTMENTS), then=then)
    def consult(self, which: int, actor: int, department: int, then: bool) -> None:
        life = self.pick(which, at_a_desk)
        if life is None:
            return
        consult = rules.Consult(actor, self.desk(life), department, "能否报销?")
        if self.act(life, consult) and then:
            other = DEPARTMENTS[department == DEPARTMENTS[0]]
            number = life.state.consulted
            self.act(life, rules.ConsultTransfer(actor, number, other, "归那边", "能否报销?"))
            self.act(life, rules.ConsultReply(actor, life.state.consulted, "可以"))

    @rule(which=which, actor=PEOPLE, leads=st.booleans(), words=words)
    def together(self, which: int, actor: int, leads: bool, words: str) -> None:
        life = self.pick(which, at_a_desk)
        if life is not None:
            desk = self.desk(life)
            lead = DEPARTMENTS[0] if leads else desk
            self.act(life, rules.Joint(actor, desk, lead, DEPARTMENTS[1:], words))

    @rule(which=which, actor=PEOPLE, nth=st.integers(0, 1), words=words)
    def consult_reply(self, which: int, actor: int, nth: int, words: str) -> None:
        life = self.pick(which, lambda life: bool(life.state.consultations))
        if life is not None:
            number = life.state.consultations[-nth].number
            self.act(life, rules.ConsultReply(actor, number, words))

    @rule(which=which, actor=PEOPLE, to=st.sampled_from(DEPARTMENTS), words=words)
    def consult_transfer(self, which: int, actor: int, to: int, words: str) -> None:
        life = self.pick(which, lambda life: bool(life.state.consultations))
        if life is not None:
            number = life.state.consultations[-1].number
            self.act(life, rules.ConsultTransfer(actor, number, to, words, "能否报销?"))

    @rule(which=which, actor=PEOPLE, words=words, days=st.none() | st.integers(-1, 9), then=then)
    def on_behalf(self, which: int, actor: int, words: str, days: int | None, then: bool) -> None:
        life = self.lives[which]
        day = None if days is None else (self.now + timedelta(days=days)).date()
        self.act(life, rules.OnBehalf(actor, self.desk(life), words, day))
        if then:
            self.follow_up(which, actor, words, None)

    @rule(which=which, actor=PEOPLE, words=words, solved=st.sampled_from([None, True, False]))
    def follow_up(self, which: int, actor: int, words: str, solved: bool | None) -> None:
        life = self.pick(which, lambda life: life.state.follow_up_by is not None)
        if life is not None and life.state.follow_up_by is not None:
            self.act(life, rules.FollowUp(actor, life.state.follow_up_by, words, solved))

    @rule(which=which, actor=PEOPLE, days=st.integers(0, 6), words=words)
    def extend(self, which: int, actor: int, days: int, words: str) -> None:
        life = self.pick(which, at_a_desk)
        if life is not None:
            until = (self.now + timedelta(days=days)).date()
            self.act(life, rules.Extend(actor, self.desk(life), until, words))

    @rule(
        which=which,
        other=which,
        actor=PEOPLE,
        apart=st.integers(0, 2),
        answered=st.integers(0, 4).map(bool),
    )
    def merge(self, which: int, other: int, actor: int, apart: int, answered: bool) -> None:
        """Two that are at one desk; a case that is somewhere else is sent there first."""
        if which == other:
            which, other = 0, 1
        life, into = self.lives[which], self.lives[other]
        if not at_a_desk(life) or not at_a_desk(into):
            return
        desk = self.desk(into)
        if self.desk(life) != desk:
            self.act(life, rules.Transfer(actor, self.desk(life), desk, "同一件事"))
        if not self.join(life, into, actor, desk):
            return
        for _ in range(apart):
            self.act(life, rules.Split(actor, desk))
            self.join(life, into, actor, self.desk(life))
        if answered:
            self.act(into, rules.Answer(actor, self.desk(into), "十点来水"))
            self.answers_are_handed_on()

    def join(self, life: Life, into: Life, actor: int, desk: int) -> bool:
        """Both halves or neither, as the service does it."""
        first = rules.Merge(actor, desk, self.seen(into), leads=self.leads(life))
        second = rules.Join(actor, desk, self.seen(life))
        try:
            rules.decide(into.state, second, self.now, self.setting)
        except rules.Refused:
            return False
        if not self.act(life, first):
            return False
        assert self.act(into, second)
        return True

    def leads(self, life: Life) -> bool:
        return any(other.state.merged_into == life.key for other in self.lives)

    def seen(self, life: Life) -> rules.Other:
        state = life.state
        return rules.Other(
            case=life.key,
            desk=state.stage.desk if state.stage else None,
            promise_due_at=state.promise_due_at,
            confidential=state.confidential or state.about is not None,
            merged=is_merged(life),
            leads=self.leads(life),
        )

    # What askers, neighbours and helpers do

    @rule(which=which, actor=PEOPLE, words=words, then=then)
    def ask_the_resident(self, which: int, actor: int, words: str, then: bool) -> None:
        life = self.pick(which, is_waiting) or self.pick(which, at_a_desk)
        if life is None:
            return
        self.act(life, rules.AskResident(actor, self.desk(life), words))
        if then:
            self.act(life, rules.ResidentReply(life.asker, words))

    @rule(which=which, by_desk=st.booleans(), actor=PEOPLE, words=words)
    def note(self, which: int, by_desk: bool, actor: int, words: str) -> None:
        life = self.lives[which]
        desk = self.desk(life) if by_desk else None
        self.act(life, rules.Note(actor if by_desk else life.asker, desk, words))

    @rule(which=which, solved=st.booleans())
    def say_how_it_was(self, which: int, solved: bool) -> None:
        life = self.pick(which, is_over)
        if life is not None:
            self.say(life, solved=solved)

    def say(self, life: Life, *, solved: bool) -> None:
        if not solved or not self.act(life, rules.Confirm(life.asker)):
            self.act(life, rules.Reopen(life.asker, "还不行"))

    @rule(which=which, dice=st.integers(0, 1))
    def withdraw(self, which: int, dice: int) -> None:
        if dice == 0:
            self.act(self.lives[which], rules.Withdraw(self.lives[which].asker))

    @rule(which=which, dice=st.integers(0, 2))
    def mark_confidential(self, which: int, dice: int) -> None:
        if dice == 0:
            life = self.lives[which]
            self.act(life, rules.MarkConfidential(life.asker))

    @rule(which=which, actor=PEOPLE)
    def summarise_and_follow(self, which: int, actor: int) -> None:
        life = self.lives[which]
        if at_a_desk(life):
            self.act(life, rules.Summarise(actor, self.desk(life), "村口停水,已报修"))
        for neighbour in ASKERS:
            self.act(life, rules.Follow(neighbour, neighbour, own=neighbour == life.asker))

    @rule(
        which=which,
        actor=PEOPLE,
        agreed=st.integers(0, 4).map(bool),
        steps=st.sampled_from([2, 4, 4]),
    )
    def help_with_a_need(self, which: int, actor: int, agreed: bool, steps: int) -> None:
        """Some steps further: published, taken up, visited, confirmed."""
        life = self.pick(
            which, lambda life: at_a_desk(life) and life.state.case_class is CaseClass.MATTER
        )
        if life is None:
            return
        for _ in range(steps):
            need = life.state.need
            if need is None or (need.taken_up_by is not None and not agreed):
                command: rules.Command = rules.PublishNeed(actor, self.desk(life), "买菜", agreed)
            elif need.taken_up_by is None:
                command = rules.TakeUp(actor, self.desk(life))
            elif need.visited_at is None:
                command = rules.Visited(need.taken_up_by, "买了")
            else:
                command = rules.ConfirmNeed(life.asker)
            if not self.act(life, command) or life.state.need is None:
                return

    @rule(which=which, actor=PEOPLE)
    def two_at_once(self, which: int, actor: int) -> None:
        """Both decided on what they saw; the second is carried out only if the first was quiet."""
        life = self.lives[which]
        seen = life.state.seq
        first = rules.Take(actor, self.desk(life))
        second = rules.Answer(actor + 1, self.desk(life), "好")
        if self.act(life, first):
            since = life.events[seen:]
            assert any(event.kind not in rules.QUIET for event in since), "a conflict goes unseen"
        else:
            self.act(life, second)

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
