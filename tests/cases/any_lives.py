"""Neighbours' cases in any city, with whatever people and the clock do to them, and what must hold.

A machine for Hypothesis. Three cases share a city whose hours and people change on the way. A rule
may go on at once with what usually follows (`then`), so that long ways – a need that is published,
taken up, visited and confirmed – come about as often as short ones.
"""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from lianhu.cases import rules
from lianhu.cases.rules import CaseClass
from tests.cases.any_city import ASKERS, PEOPLE, then, which, words
from tests.cases.desk_lives import DeskLives
from tests.cases.life import at_a_desk, is_over, is_waiting


class AnyLives(DeskLives):
    """With everybody who acts: desks, and askers, neighbours and helpers."""

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
        agreed=st.integers(0, 9).map(bool),
        steps=st.sampled_from([2, 4, 4, 4]),
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
