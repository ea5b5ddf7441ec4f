"""A case in each status, whoever has to do with it, and the way there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lianhu.cases import rules
from tests.cast import FRIDAY, at

S = rules.Status
STATUSES = (
    S.ASKED,
    S.TAKEN,
    S.CONSULTING,
    S.WAITING,
    S.ON_BEHALF,
    S.MERGED,
    S.ANSWERED,
    S.SETTLED,
    S.WITHDRAWN,
)


@dataclass(frozen=True, slots=True)
class Who:
    """Keys of people, desks and another case: the table is run with two sets of them."""

    resident: int
    neighbour: int
    shen: int
    he: int
    ma: int
    gu: int
    beat: int
    here: int
    elsewhere: int
    insurance: int
    water: int
    case: int

    @property
    def other(self) -> rules.Other:
        return rules.Other(case=self.case, desk=self.here, promise_due_at=at(10))

    @property
    def other_elsewhere(self) -> rules.Other:
        return rules.Other(case=self.case, desk=self.elsewhere, promise_due_at=at(10))


Command = Callable[[Who], rules.Command]


Step = tuple[Command, datetime]


def way_to(status: rules.Status) -> list[Step]:
    """How a question that was just asked gets to `status`."""
    to_village: Step = (lambda w: rules.PassUp(w.shen, w.beat), at(9))
    take: Step = (lambda w: rules.Take(w.he, w.here), at(9, 1))
    consult: Step = (lambda w: rules.Consult(w.he, w.here, w.insurance, "如何报销?"), at(9, 2))
    ask_back: Step = (lambda w: rules.AskResident(w.he, w.here, "在哪住院?"), at(9, 2))
    on_behalf: Step = (lambda w: rules.OnBehalf(w.he, w.here, "已代办", FRIDAY), at(9, 2))
    merge: Step = (lambda w: rules.Merge(w.he, w.here, w.other), at(9, 2))
    answer: Step = (lambda w: rules.Answer(w.he, w.here, "可以报销"), at(9, 3))
    confirm: Step = (lambda w: rules.Confirm(w.resident), at(9, 3))
    withdraw: Step = (lambda w: rules.Withdraw(w.resident), at(9, 3))
    return {
        S.ASKED: [to_village],
        S.TAKEN: [to_village, take],
        S.CONSULTING: [to_village, take, consult],
        S.WAITING: [to_village, take, ask_back],
        S.ON_BEHALF: [to_village, take, on_behalf],
        S.MERGED: [to_village, take, merge],
        S.ANSWERED: [to_village, take, on_behalf, answer],
        S.SETTLED: [to_village, take, on_behalf, answer, confirm],
        S.WITHDRAWN: [to_village, take, withdraw],
    }[status]
