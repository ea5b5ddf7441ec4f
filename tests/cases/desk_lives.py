"""What desks do to cases of any life."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from lianhu.cases import rules
from tests.cases.any_city import DEPARTMENTS, PEOPLE, then, which, words
from tests.cases.life import Life, Lives, at_a_desk, is_merged


class DeskLives(Lives):
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
