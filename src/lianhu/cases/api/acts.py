"""What a desk does with a case every day: take, answer, ask a department, pass on."""

from typing import Annotated

from ninja import Router
from pydantic import Field

from lianhu.cases import rules, together
from lianhu.cases.access import Access
from lianhu.cases.api.desks import department
from lianhu.cases.api.doing import Done, MaybeSaid, Said, Seen, act, ask_about_numbers, say
from lianhu.cases.api.fields import Number
from lianhu.kernel.api.fields import Clean, Code, Day, Flag, Sent
from lianhu.kernel.text import find_personal_numbers
from lianhu.signin.api import ACTORS, ApiRequest

router = Router(auth=ACTORS, tags=["acts"])


class Paper(Sent):
    title: Annotated[str, Clean(200)]
    note: Annotated[str, Clean(200, empty=True)] = ""


class AnswerIn(Said):
    """`numbers_meant`: that others read a phone or other personal number in it is meant."""

    papers: Annotated[list[Paper], Field(max_length=30)] = []
    numbers_meant: Flag = False


class ConsultIn(Said):
    """`words` is all that the department gets to see."""

    department: Code


class OnBehalfIn(Said):
    follow_up_on: Day | None = None


class FollowUpIn(Said):
    """`solved`: what the resident said of an answer; null if that was not the question."""

    solved: Flag | None = None


@router.post("/cases/{number}/take", response=Done)
def take(request: ApiRequest, number: Number, sent: Seen) -> Done:
    """It is yours from now on."""
    return act(request, number, sent, lambda who, access: rules.Take(who, access.desk.pk))


@router.post("/cases/{number}/answer", response=Done)
def answer(request: ApiRequest, number: Number, sent: AnswerIn) -> Done:
    """Answer the resident. Whoever answers an untaken case takes it by that."""

    def command(who: int, access: Access) -> rules.Command:
        if find_personal_numbers(sent.words) and together.askers(access.case) > 1:
            ask_about_numbers(sent.words, meant=sent.numbers_meant)
        papers = tuple(paper.model_dump() for paper in sent.papers)
        return rules.Answer(who, access.desk.pk, sent.words, papers)

    return act(request, number, sent, command)


@router.post("/cases/{number}/consult", response=Done)
def consult(request: ApiRequest, number: Number, sent: ConsultIn) -> Done:
    """Ask a department and keep the case; the desk's clock stands still meanwhile."""

    def command(who: int, access: Access) -> rules.Command:
        asked = department(sent.department, "department")
        return rules.Consult(who, access.desk.pk, asked.pk, sent.words)

    return act(request, number, sent, command)


@router.post("/cases/{number}/pass-up", response=Done)
def pass_up(request: ApiRequest, number: Number, sent: MaybeSaid) -> Done:
    """To the desk above."""
    return say(request, number, sent, rules.PassUp)


@router.post("/cases/{number}/return", response=Done)
def send_back(request: ApiRequest, number: Number, sent: Said) -> Done:
    """To the desk that it came from, with the reason."""
    return say(request, number, sent, rules.Return)


@router.post("/cases/{number}/on-behalf", response=Done)
def on_behalf(request: ApiRequest, number: Number, sent: OnBehalfIn) -> Done:
    """The matter is done for the resident."""
    return act(
        request,
        number,
        sent,
        lambda who, access: rules.OnBehalf(who, access.desk.pk, sent.words, sent.follow_up_on),
    )


@router.post("/cases/{number}/follow-up", response=Done)
def follow_up(request: ApiRequest, number: Number, sent: FollowUpIn) -> Done:
    """How it went, as the resident said when asked."""
    return act(
        request,
        number,
        sent,
        lambda who, access: rules.FollowUp(who, access.desk.pk, sent.words, sent.solved),
    )


@router.post("/cases/{number}/note", response=Done)
def note(request: ApiRequest, number: Number, sent: Said) -> Done:
    """For other desks to read."""
    return say(request, number, sent, rules.Note)


@router.post("/cases/{number}/ask-resident", response=Done)
def ask_resident(request: ApiRequest, number: Number, sent: Said) -> Done:
    """Something is missing; the time stands still until the reply, three days at most."""
    return say(request, number, sent, rules.AskResident)


@router.post("/cases/{number}/reply", response=Done)
def reply(request: ApiRequest, number: Number, sent: Said) -> Done:
    """Write down what the resident replied to that."""
    return act(
        request,
        number,
        sent,
        lambda who, access: rules.ResidentReply(who, sent.words, desk=access.desk.pk),
    )
