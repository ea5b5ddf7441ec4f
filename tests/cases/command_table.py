"""What every command does in every status: carried out (did) or refused, and how.

The case is a question at the village's desk, or was answered there by He; a follow-up is set where
it was done on behalf; merged, it is handled with `other`. `here` is that desk, `elsewhere` the
community's. Run by `test_command_table.py` on the pure rules, by `test_services.py` on the tables.
"""

from dataclasses import dataclass
from datetime import date, datetime

from lianhu.cases import rules
from tests.cases.statuses import STATUSES, Command
from tests.cast import FRIDAY, MONDAY, SATURDAY, at

DONE = None
Expected = type[rules.Refused] | None

NOW = at(9, 4)
IN_TIME = at(9, 4, 59)
# At 9:05 the village's five minutes are over; what it asked at 9:02 is due at 9:22, a reply of the
# resident three days later, and an answer of 9:03 has waited for a word long enough after a week.
STAGE_DUE = at(9, 5)
CONSULTATION_DUE = at(9, 22)
REPLY_DUE = at(9, 2, day=MONDAY)
SILENCE_OVER = at(9, 3, day=date(2026, 5, 22))


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    command: Command
    # In the order of STATUSES.
    expected: tuple[Expected, ...]
    at: datetime = NOW


_CELLS: dict[str, Expected] = {
    "did": DONE,
    "now": rules.NotNow,
    "here": rules.NotHere,
    "words": rules.WordsNeeded,
    "asked": rules.AlreadyAsked,
    "due": rules.NothingDue,
    "date": rules.DateNeeded,
    "later": rules.NotLater,
    "far": rules.TooFar,
    "desk": rules.NoSuchDesk,
    "dept": rules.NotADepartment,
    "tog": rules.NotTogether,
}
# asked taken consulting waiting on_behalf merged answered settled withdrawn
OPEN = "did did did did did now now now now"
ELSEWHERE = "here here here here here now now now now"
SILENT = "words words words words words now now now now"
NEVER = "now now now now now now now now now"


def _row(name: str, command: Command, cells: str, at: datetime = NOW) -> Row:
    expected = tuple(_CELLS[cell] for cell in cells.split())
    assert len(expected) == len(STATUSES)
    return Row(name, command, expected, at)


TABLE = [
    _row("ask", lambda w: rules.Ask(rules.CaseClass.QUESTION, rules.Door.PAGE, "又一个"), NEVER),
    _row("take", lambda w: rules.Take(w.he, w.here), "did now now now now now now now now"),
    _row("take elsewhere", lambda w: rules.Take(w.ma, w.elsewhere), ELSEWHERE),
    _row("answer", lambda w: rules.Answer(w.he, w.here, "好"), OPEN),
    _row("answer elsewhere", lambda w: rules.Answer(w.ma, w.elsewhere, "好"), ELSEWHERE),
    _row("answer with blanks", lambda w: rules.Answer(w.he, w.here, " \n"), SILENT),
    _row("pass up", lambda w: rules.PassUp(w.he, w.here), OPEN),
    _row("pass up elsewhere", lambda w: rules.PassUp(w.ma, w.elsewhere), ELSEWHERE),
    _row("return", lambda w: rules.Return(w.he, w.here, "请核实"), OPEN),
    _row("return elsewhere", lambda w: rules.Return(w.ma, w.elsewhere, "好"), ELSEWHERE),
    _row("return without a reason", lambda w: rules.Return(w.he, w.here, ""), SILENT),
    _row("consult", lambda w: rules.Consult(w.he, w.here, w.water, "水压?"), OPEN),
    _row(
        "consult the same department again",
        lambda w: rules.Consult(w.he, w.here, w.insurance, "还有"),
        "did did asked did did now now now now",
    ),
    _row(
        "consult elsewhere", lambda w: rules.Consult(w.ma, w.elsewhere, w.water, "水压?"), ELSEWHERE
    ),
    _row(
        "consult a place",
        lambda w: rules.Consult(w.he, w.here, w.elsewhere, "?"),
        "dept dept dept dept dept now now now now",
    ),
    _row("consult without a brief", lambda w: rules.Consult(w.he, w.here, w.water, ""), SILENT),
    _row(
        "consult reply",
        lambda w: rules.ConsultReply(w.gu, 1, "可以"),
        "now now did now now now now now now",
    ),
    _row(
        "consult reply without words",
        lambda w: rules.ConsultReply(w.gu, 1, ""),
        "now now words now now now now now now",
    ),
    _row(
        "pass a consultation on",
        lambda w: rules.ConsultTransfer(w.gu, 1, w.water, "归供水", "如何报销?"),
        "now now did now now now now now now",
    ),
    _row(
        "pass a consultation on to a place",
        lambda w: rules.ConsultTransfer(w.gu, 1, w.elsewhere, "不归我们", "如何报销?"),
        "now now dept now now now now now now",
    ),
    _row(
        "pass a consultation on to oneself",
        lambda w: rules.ConsultTransfer(w.gu, 1, w.insurance, "不归我们", "如何报销?"),
        "now now desk now now now now now now",
    ),
    _row(
        "pass a consultation on without a reason",
        lambda w: rules.ConsultTransfer(w.gu, 1, w.water, " ", "如何报销?"),
        "now now words now now now now now now",
    ),
    _row("reply to no consultation", lambda w: rules.ConsultReply(w.gu, 2, "?"), NEVER),
    _row(
        "on behalf",
        lambda w: rules.OnBehalf(w.he, w.here, "已代办"),
        "did did did did did here did did here",
    ),
    _row(
        "on behalf with a follow-up",
        lambda w: rules.OnBehalf(w.he, w.here, "已代办", FRIDAY),
        "did did did did did here did did here",
    ),
    _row(
        "on behalf with a follow-up yesterday",
        lambda w: rules.OnBehalf(w.he, w.here, "已代办", FRIDAY.replace(day=14)),
        "date date date date date date date date date",
    ),
    _row(
        "on behalf without words",
        lambda w: rules.OnBehalf(w.he, w.here, ""),
        "words words words words words words words words words",
    ),
    _row(
        "on behalf elsewhere",
        lambda w: rules.OnBehalf(w.ma, w.elsewhere, "好"),
        "here here here here here here here here here",
    ),
    *(
        _row(
            f"follow up, solved {solved}",
            lambda w, solved=solved: rules.FollowUp(w.he, w.here, "已办妥", solved),  # type: ignore[misc]
            "now now now now did now did did now"
            if solved is not False
            else "now now now now now now did did now",
        )
        for solved in (None, True, False)
    ),
    _row(
        "follow up elsewhere",
        lambda w: rules.FollowUp(w.ma, w.elsewhere, "已办妥"),
        "now now now now here now here here now",
    ),
    _row("note", lambda w: rules.Note(w.he, w.here, "已电话联系"), OPEN),
    _row("note elsewhere", lambda w: rules.Note(w.ma, w.elsewhere, "好"), ELSEWHERE),
    _row(
        "note by the asker",
        lambda w: rules.Note(w.resident, None, "补充一句"),
        "did did did did did did now now now",
    ),
    _row(
        "note without words",
        lambda w: rules.Note(w.resident, None, ""),
        "words words words words words words words words words",
    ),
    _row("confirm", lambda w: rules.Confirm(w.resident), "now now now now now now did now now"),
    _row("reopen", lambda w: rules.Reopen(w.resident), "now now now now now now did did now"),
    _row("transfer", lambda w: rules.Transfer(w.he, w.here, w.water, "归供水"), OPEN),
    _row("transfer up", lambda w: rules.Transfer(w.he, w.here, w.elsewhere, "归社区"), OPEN),
    _row(
        "transfer from elsewhere",
        lambda w: rules.Transfer(w.ma, w.elsewhere, w.water, "好"),
        ELSEWHERE,
    ),
    _row(
        "transfer to oneself",
        lambda w: rules.Transfer(w.he, w.here, w.here, "好"),
        "desk desk desk desk desk now now now now",
    ),
    _row("transfer in silence", lambda w: rules.Transfer(w.he, w.here, w.water, ""), SILENT),
    _row("contest what came otherwise", lambda w: rules.Contest(w.he, w.here, "不是"), NEVER),
    _row(
        "joint",
        lambda w: rules.Joint(w.he, w.here, w.here, (w.insurance, w.water), "请核对"),
        "did did asked did did now now now now",
    ),
    _row(
        "joint, led by a department",
        lambda w: rules.Joint(w.he, w.here, w.water, (w.insurance,), "请核对"),
        OPEN,
    ),
    _row(
        "joint, led by a place",
        lambda w: rules.Joint(w.he, w.here, w.elsewhere, (w.water,), "请核对"),
        "dept dept dept dept dept now now now now",
    ),
    _row(
        "joint with nobody",
        lambda w: rules.Joint(w.he, w.here, w.water, (), "请核对"),
        "desk desk desk desk desk now now now now",
    ),
    _row(
        "ask the resident",
        lambda w: rules.AskResident(w.he, w.here, "哪天?"),
        "did did did asked did now now now now",
    ),
    _row("ask the resident nothing", lambda w: rules.AskResident(w.he, w.here, ""), SILENT),
    _row(
        "resident's reply",
        lambda w: rules.ResidentReply(w.resident, "五号"),
        "now now now did now now now now now",
    ),
    _row(
        "resident's reply without words",
        lambda w: rules.ResidentReply(w.resident, ""),
        "now now now words now now now now now",
    ),
    _row(
        "resident's reply, told to the desk",
        lambda w: rules.ResidentReply(w.he, "五号", desk=w.here),
        "now now now did now now now now now",
    ),
    _row(
        "resident's reply, told to another desk",
        lambda w: rules.ResidentReply(w.he, "五号", desk=w.water),
        "now now now here now now now now now",
    ),
    _row("extend", lambda w: rules.Extend(w.he, w.here, MONDAY, "要查档案"), OPEN),
    _row("extend in silence", lambda w: rules.Extend(w.he, w.here, MONDAY, ""), SILENT),
    _row(
        "extend to a day off",
        lambda w: rules.Extend(w.he, w.here, SATURDAY, "要查档案"),
        "later later later later later now now now now",
    ),
    _row(
        "extend by weeks",
        lambda w: rules.Extend(w.he, w.here, date(2026, 6, 1), "要查档案"),
        "far far far far far now now now now",
    ),
    _row(
        "hand to the roster",
        lambda w: rules.HandToRoster(w.he, w.here),
        "now did did did did now now now now",
    ),
    _row(
        "withdraw",
        lambda w: rules.Withdraw(w.resident),
        "did did did did did did now now now",
    ),
    _row(
        "mark confidential",
        lambda w: rules.MarkConfidential(w.resident),
        "did did did did did did did did did",
    ),
    _row("mark confidential by the desk", lambda w: rules.MarkConfidential(w.he, w.here), OPEN),
    _row("merge", lambda w: rules.Merge(w.he, w.here, w.other), OPEN),
    _row(
        "merge with one elsewhere",
        lambda w: rules.Merge(w.he, w.here, w.other_elsewhere),
        "tog tog tog tog tog now now now now",
    ),
    _row("join", lambda w: rules.Join(w.he, w.here, w.other), OPEN),
    _row("split", lambda w: rules.Split(w.he, w.here), "now now now now now did now now now"),
    _row(
        "split elsewhere",
        lambda w: rules.Split(w.ma, w.elsewhere),
        "now now now now now here now now now",
    ),
    _row(
        "answer of the other case",
        lambda w: rules.AnswerMerged(w.he, w.here, "十点来水"),
        "now now now now now did now now now",
    ),
    _row("summarise", lambda w: rules.Summarise(w.he, w.here, "停水,已报修"), OPEN),
    _row("summarise nothing", lambda w: rules.Summarise(w.he, w.here, ""), SILENT),
    _row("follow what is not public", lambda w: rules.Follow(w.resident, w.neighbour), NEVER),
    _row(
        "publish a need that is a question",
        lambda w: rules.PublishNeed(w.he, w.here, "需要人买菜", agreed=True),
        NEVER,
    ),
    _row("take up no need", lambda w: rules.TakeUp(w.ma, w.elsewhere), NEVER),
    _row("visit without a need", lambda w: rules.Visited(w.ma, "去了"), NEVER),
    _row("confirm no need", lambda w: rules.ConfirmNeed(w.resident), NEVER),
    _row(
        "time out a second early",
        lambda w: rules.TimeOut(),
        "due due due due due due due due due",
        at=IN_TIME,
    ),
    _row(
        "time out when the stage is due",
        lambda w: rules.TimeOut(),
        "did did due due did due due due due",
        at=STAGE_DUE,
    ),
    _row(
        "time out in a flood",
        lambda w: rules.TimeOut(flood=True),
        "did did due due did due due due due",
        at=STAGE_DUE,
    ),
    _row(
        "time out when the consultation is due",
        lambda w: rules.TimeOut(),
        "did did did due did due due due due",
        at=CONSULTATION_DUE,
    ),
    _row(
        "time out when the reply is due",
        lambda w: rules.TimeOut(),
        "did did did did did due due due due",
        at=REPLY_DUE,
    ),
    _row(
        "close by silence",
        lambda w: rules.CloseBySilence(),
        "due due due due due due did due due",
        at=SILENCE_OVER,
    ),
    _row(
        "close by silence too early",
        lambda w: rules.CloseBySilence(),
        "due due due due due due due due due",
    ),
    _row(
        "move the deadline by a lost minute",
        lambda w: rules.MoveDeadline(lost_s=60),
        "did did due due did due due due due",
    ),
    _row(
        "move no deadline",
        lambda w: rules.MoveDeadline(),
        "due due due due due due due due due",
    ),
]
