"""What every command does in every status: carried out (DONE) or refused, and how.

The case is at the village's desk, or was answered there by He; a follow-up is set where it was
done on behalf. `here` is that desk, `elsewhere` the community's. Run by `test_command_table.py` on
the pure rules, and by `test_services.py` on the tables.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lianhu.cases import rules
from tests.cast import FRIDAY, at

DONE = None
Expected = type[rules.Refused] | None

S = rules.Status
STATUSES = (S.ASKED, S.TAKEN, S.CONSULTING, S.ON_BEHALF, S.ANSWERED, S.SETTLED)

NOW = at(9, 4)
IN_TIME = at(9, 4, 59)
# At 9:05 the village's five minutes are over; what it asked at 9:02 is due at 9:22.
STAGE_DUE = at(9, 5)
CONSULTATION_DUE = at(9, 22)


@dataclass(frozen=True, slots=True)
class Who:
    """Keys of people and desks: the table is run with two sets of them."""

    resident: int | None
    shen: int
    he: int
    ma: int
    gu: int
    beat: int
    here: int
    elsewhere: int
    insurance: int
    water: int


Command = Callable[[Who], rules.Command]


Step = tuple[Command, datetime]


def way_to(status: rules.Status) -> list[Step]:
    """How a question that was just asked gets to `status`."""
    to_village: Step = (lambda w: rules.PassUp(w.shen, w.beat), at(9))
    take: Step = (lambda w: rules.Take(w.he, w.here), at(9, 1))
    consult: Step = (lambda w: rules.Consult(w.he, w.here, w.insurance, "如何报销?"), at(9, 2))
    on_behalf: Step = (lambda w: rules.OnBehalf(w.he, w.here, "已代办", FRIDAY), at(9, 2))
    answer: Step = (lambda w: rules.Answer(w.he, w.here, "可以报销"), at(9, 3))
    confirm: Step = (lambda w: rules.Confirm(w.resident), at(9, 3))
    return {
        S.ASKED: [to_village],
        S.TAKEN: [to_village, take],
        S.CONSULTING: [to_village, take, consult],
        S.ON_BEHALF: [to_village, take, on_behalf],
        S.ANSWERED: [to_village, take, on_behalf, answer],
        S.SETTLED: [to_village, take, on_behalf, answer, confirm],
    }[status]


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    command: Command
    # In the order of STATUSES.
    expected: tuple[Expected, Expected, Expected, Expected, Expected, Expected]
    at: datetime = NOW


NOT_NOW, NOT_HERE = rules.NotNow, rules.NotHere
NEVER = (NOT_NOW,) * 6
WHILE_OPEN = (DONE, DONE, DONE, DONE, NOT_NOW, NOT_NOW)
NOT_FROM_THERE = (NOT_HERE, NOT_HERE, NOT_HERE, NOT_HERE, NOT_NOW, NOT_NOW)
NOT_IN_SILENCE = (*(rules.WordsNeeded,) * 4, NOT_NOW, NOT_NOW)


def _row(name: str, command: Command, *expected: Expected, at: datetime = NOW) -> Row:
    assert len(expected) == len(STATUSES)
    return Row(name, command, expected, at)  # type: ignore[arg-type]


TABLE = [
    _row("ask", lambda w: rules.Ask(rules.CaseClass.QUESTION, rules.Door.PAGE, "又一个"), *NEVER),
    _row("take", lambda w: rules.Take(w.he, w.here), DONE, *(NOT_NOW,) * 5),
    _row("take elsewhere", lambda w: rules.Take(w.ma, w.elsewhere), *NOT_FROM_THERE),
    _row("answer", lambda w: rules.Answer(w.he, w.here, "好"), *WHILE_OPEN),
    _row("answer elsewhere", lambda w: rules.Answer(w.ma, w.elsewhere, "好"), *NOT_FROM_THERE),
    _row("answer with blanks", lambda w: rules.Answer(w.he, w.here, " \n"), *NOT_IN_SILENCE),
    _row("pass up", lambda w: rules.PassUp(w.he, w.here), *WHILE_OPEN),
    _row("pass up elsewhere", lambda w: rules.PassUp(w.ma, w.elsewhere), *NOT_FROM_THERE),
    _row("return", lambda w: rules.Return(w.he, w.here, "请核实"), *WHILE_OPEN),
    _row("return elsewhere", lambda w: rules.Return(w.ma, w.elsewhere, "好"), *NOT_FROM_THERE),
    _row("return without a reason", lambda w: rules.Return(w.he, w.here, ""), *NOT_IN_SILENCE),
    _row("consult", lambda w: rules.Consult(w.he, w.here, w.water, "水压?"), *WHILE_OPEN),
    _row(
        "consult the same department again",
        lambda w: rules.Consult(w.he, w.here, w.insurance, "还有"),
        DONE,
        DONE,
        rules.AlreadyAsked,
        DONE,
        NOT_NOW,
        NOT_NOW,
    ),
    _row(
        "consult elsewhere",
        lambda w: rules.Consult(w.ma, w.elsewhere, w.water, "水压?"),
        *NOT_FROM_THERE,
    ),
    _row(
        "consult a place",
        lambda w: rules.Consult(w.he, w.here, w.elsewhere, "?"),
        *(rules.NotADepartment,) * 4,
        NOT_NOW,
        NOT_NOW,
    ),
    _row(
        "consult without a brief",
        lambda w: rules.Consult(w.he, w.here, w.water, ""),
        *NOT_IN_SILENCE,
    ),
    _row(
        "consult reply",
        lambda w: rules.ConsultReply(w.gu, 1, "可以"),
        NOT_NOW,
        NOT_NOW,
        DONE,
        NOT_NOW,
        NOT_NOW,
        NOT_NOW,
    ),
    _row(
        "consult reply without words",
        lambda w: rules.ConsultReply(w.gu, 1, ""),
        NOT_NOW,
        NOT_NOW,
        rules.WordsNeeded,
        NOT_NOW,
        NOT_NOW,
        NOT_NOW,
    ),
    _row(
        "reply to a consultation there never was",
        lambda w: rules.ConsultReply(w.gu, 2, "?"),
        *NEVER,
    ),
    _row("on behalf", lambda w: rules.OnBehalf(w.he, w.here, "已代办"), *(DONE,) * 6),
    _row(
        "on behalf with a follow-up",
        lambda w: rules.OnBehalf(w.he, w.here, "已代办", FRIDAY),
        *(DONE,) * 6,
    ),
    _row(
        "on behalf with a follow-up yesterday",
        lambda w: rules.OnBehalf(w.he, w.here, "已代办", FRIDAY.replace(day=14)),
        *(rules.DateNeeded,) * 6,
    ),
    _row(
        "on behalf without words",
        lambda w: rules.OnBehalf(w.he, w.here, ""),
        *(rules.WordsNeeded,) * 6,
    ),
    _row(
        "on behalf elsewhere", lambda w: rules.OnBehalf(w.ma, w.elsewhere, "好"), *(NOT_HERE,) * 6
    ),
    _row(
        "follow up",
        lambda w: rules.FollowUp(w.he, w.here, "已办妥"),
        NOT_NOW,
        NOT_NOW,
        NOT_NOW,
        DONE,
        DONE,
        DONE,
    ),
    _row(
        "follow up elsewhere",
        lambda w: rules.FollowUp(w.ma, w.elsewhere, "已办妥"),
        NOT_NOW,
        NOT_NOW,
        NOT_NOW,
        NOT_HERE,
        NOT_HERE,
        NOT_HERE,
    ),
    _row("note", lambda w: rules.Note(w.he, w.here, "已电话联系"), *WHILE_OPEN),
    _row("note elsewhere", lambda w: rules.Note(w.ma, w.elsewhere, "好"), *NOT_FROM_THERE),
    _row("note by the asker", lambda w: rules.Note(w.resident, None, "补充一句"), *WHILE_OPEN),
    _row(
        "note without words", lambda w: rules.Note(w.resident, None, ""), *(rules.WordsNeeded,) * 6
    ),
    _row("confirm", lambda w: rules.Confirm(w.resident), *(NOT_NOW,) * 4, DONE, NOT_NOW),
    _row("reopen", lambda w: rules.Reopen(w.resident), *(NOT_NOW,) * 4, DONE, DONE),
    _row(
        "time out a second early",
        lambda w: rules.TimeOut(),
        *(rules.NothingDue,) * 6,
        at=IN_TIME,
    ),
    _row(
        "time out when the stage is due",
        lambda w: rules.TimeOut(),
        DONE,
        DONE,
        rules.NothingDue,
        DONE,
        rules.NothingDue,
        rules.NothingDue,
        at=STAGE_DUE,
    ),
    _row(
        "time out when the consultation is due",
        lambda w: rules.TimeOut(),
        *(DONE,) * 4,
        rules.NothingDue,
        rules.NothingDue,
        at=CONSULTATION_DUE,
    ),
]
