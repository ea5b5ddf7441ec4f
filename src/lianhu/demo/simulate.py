"""Simulated people at real desks: they act on cases through the services, in simulated time."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from lianhu.cases import rules, services
from lianhu.cases.jobs import move_overdue, overdue
from lianhu.cases.models import Case, Consultation, Stage
from lianhu.demo import policy
from lianhu.demo.policy import Act, Turn
from lianhu.grid.queries import ladders, places, with_setting
from lianhu.grid.rules import DeskKind, Place, on_duty


@dataclass(order=True, slots=True)
class Moment:
    at: datetime
    order: int
    run: Callable[[datetime], None] = field(compare=False)


class City:
    """A city whose people act by `policy` on whatever is asked.

    Time is a queue of moments: `run()` jumps from one to the next and calls the worker's job at
    every minute in which something falls due, so that days pass in seconds.
    """

    def __init__(self, seed: int, start: datetime) -> None:
        self.dice = Random(seed)
        self.now = start
        self._moments: list[Moment] = []
        self._order = count()
        desks = list(with_setting().filter(kind__in=(DeskKind.NODE, DeskKind.DEPARTMENT)))
        self._places: dict[int, Place] = places(desks, start)
        self._departments = [d.pk for d in desks if d.kind == DeskKind.DEPARTMENT]
        self._ladders: dict[int, list[int]] = {}
        self._answers: dict[int, str] = {}
        self._ticks: set[datetime] = set()

    def later(self, at: datetime, run: Callable[[datetime], None]) -> None:
        heapq.heappush(self._moments, Moment(max(at, self.now), next(self._order), run))

    def run(self) -> None:
        while self._moments:
            moment = heapq.heappop(self._moments)
            self.now = moment.at
            moment.run(moment.at)

    def ask(self, question: services.Question, *, key: str, answer: str, now: datetime) -> Case:
        """Ask, and let people see to it that it is settled; `answer` is what they will say."""
        case = services.ask(question, key=key, now=now)
        self._answers[case.pk] = answer
        self._follow(case)
        return case

    # -- what happens next to a case ------------------------------------------------------------

    def _follow(self, case: Case) -> None:
        """Plan the next turn of whoever has the case, and the minute its time runs out."""
        stage = Stage.objects.filter(case=case, closed_at=None).first()
        if stage is None:
            return
        if stage.due_at is None:
            asked = list(Consultation.objects.filter(case=case, closed_at=None))
            for consultation in asked:
                self._tick(consultation.due_at)
            return
        if stage.alerted_at is None:
            self._tick(stage.due_at)
        self._plan(case, stage, self._turn(case, stage))

    def _turn(self, case: Case, stage: Stage) -> Turn:
        seconds = stage.budget_s - stage.used_s
        replied = Consultation.objects.filter(case=case).exists()
        ladder = self._ladder(case)
        rung = ladder.index(stage.desk_id)
        if replied and rung == len(ladder) - 1:
            return policy.after_consulting(self.dice, seconds)
        if stage.alerted_at is not None:
            return Turn(Act.ANSWER, seconds)
        return policy.at_desk(
            self.dice,
            rung=rung,
            top=len(ladder) - 1,
            seconds=seconds,
            may_return=bool(stage.path) and case.reopened == 0,
        )

    def _plan(self, case: Case, stage: Stage, turn: Turn) -> None:
        if turn.act is Act.NOTHING:
            return
        place = self._places[stage.desk_id]
        at = place.schedule.add(self.now, turn.after_s)
        if at is not None:
            self.later(at, lambda now: self._act(case.pk, case.seq, stage.desk_id, turn.act, now))

    def _act(self, pk: int, seq: int, desk: int, act: Act, now: datetime) -> None:
        place = self._places[desk]
        # The very second of closing belongs to the time before it.
        people = on_duty(place.roster, place.schedule, now - timedelta(seconds=1))
        if not people:
            return
        command = self._command(pk, desk, people[0], act)
        try:
            case = services.act(pk, command, seq=seq, now=now)
        except services.Conflict:  # the clock was faster
            return
        except rules.NobodyOnDuty:
            case = services.act(
                pk, rules.Answer(people[0], desk, self._answer(pk)), seq=seq, now=now
            )
        self._after(case, now)

    def _command(self, pk: int, desk: int, person: int, act: Act) -> rules.Command:
        if act is Act.PASS_UP:
            return rules.PassUp(person, desk)
        if act is Act.RETURN:
            return rules.Return(person, desk, "请再核实一下具体情况。")
        if act is Act.CONSULT:
            department = self.dice.choice(self._departments)
            return rules.Consult(person, desk, department, "请就此事给出办理口径。")
        return rules.Answer(person, desk, self._answer(pk))

    def _answer(self, pk: int) -> str:
        return self._answers[pk] or "已了解并办理，详情请到便民服务窗口咨询。"

    def _after(self, case: Case, now: datetime) -> None:
        if case.status == rules.Status.ANSWERED:
            wait = timedelta(seconds=policy.reads_after_s(self.dice))
            self.later(now + wait, lambda at: self._read(case.pk, case.seq, at))
        elif case.status == rules.Status.CONSULTING:
            asked = Consultation.objects.filter(case=case, closed_at=None).latest("number")
            place = self._places[asked.desk_id]
            seconds = place.schedule.open_seconds(now, asked.due_at)
            turn = policy.at_department(self.dice, seconds)
            at = place.schedule.add(now, turn.after_s) or asked.due_at
            self._tick(asked.due_at)
            self.later(at, lambda when: self._reply(case.pk, asked.number, asked.desk_id, when))
        else:
            self._follow(case)

    def _reply(self, pk: int, number: int, desk: int, now: datetime) -> None:
        place = self._places[desk]
        people = on_duty(place.roster, place.schedule, now - timedelta(seconds=1))
        if not people:
            return
        reply = rules.ConsultReply(people[0], number, "按现行规定办理，口径已核对。")
        try:
            case = services.act(pk, reply, seq=None, now=now)
        except rules.NotNow:  # the desk has answered without waiting any longer
            return
        self._follow(case)

    def _read(self, pk: int, seq: int, now: datetime) -> None:
        case = Case.objects.get(pk=pk)
        if case.reopened < 2 and not policy.is_helped(self.dice):
            self._follow(services.act(pk, rules.Reopen(None, "还没有解决。"), seq=seq, now=now))
        else:
            services.act(pk, rules.Confirm(None), seq=seq, now=now)

    # -- the worker -----------------------------------------------------------------------------

    def _tick(self, at: datetime) -> None:
        """Let the worker look at `at`, once however many cases fall due then."""
        if at not in self._ticks:
            self._ticks.add(at)
            self.later(at, self._work)

    def _work(self, now: datetime) -> None:
        self._ticks.discard(now)
        while (due := overdue(now)) and move_overdue(now):
            for case in Case.objects.filter(pk__in=due).select_related("beat"):
                self._follow(case)

    def _ladder(self, case: Case) -> list[int]:
        if case.beat_id not in self._ladders:
            [desks] = ladders([case.beat]).values()
            self._ladders[case.beat_id] = [desk.pk for desk in desks]
        return self._ladders[case.beat_id]
