"""Matters: what a token has asked for somebody, and what that person says of it."""

from collections.abc import Callable
from typing import Annotated, Literal

from ninja import Router

from lianhu.cases import rules, services
from lianhu.cases.access import locked_filed
from lianhu.cases.api.asking import (
    WHOM,
    asker_by_phone,
    asker_of_household,
    place_of,
    topic_of,
)
from lianhu.cases.api.attaching import Attaching, along
from lianhu.cases.api.doing import Done, MaybeSaid, Seen, ask_about_numbers, once
from lianhu.cases.api.fields import MaybeWords, Number
from lianhu.cases.asking_forms import NAME_LIMIT
from lianhu.cases.models import Case, Filing
from lianhu.cases.personal_numbers import UNWISE
from lianhu.cases.rules import CaseClass, Door
from lianhu.cases.views.attached import Attached
from lianhu.grid.models import Resident
from lianhu.kernel.api.fields import Clean, Code, Flag, Sent
from lianhu.kernel.api.problems import wrong
from lianhu.kernel.store import insert_later
from lianhu.signin.api import INTAKE, ApiRequest, Caller

router = Router(auth=INTAKE, tags=["matters"])


class MatterIn(Attaching, Sent):
    """For whom: either by `phone` or, an officer, by `household` (its code). `name` is what to
    call whoever has the number, or which member of the household it is: without, its contact.

    `place`: where within the desk's own place. `door`: how it came to the one who asks.
    `numbers_meant`: that an identity or bank card number is among the words is meant.
    """

    phone: Annotated[str, Clean(40)] | None = None
    household: Annotated[str, Clean(40)] | None = None
    name: Annotated[str, Clean(NAME_LIMIT, empty=True)] = ""
    place: Code | None = None
    case_class: CaseClass = CaseClass.QUESTION
    topic: Code | None = None
    door: Literal["api", "phone", "officer"] = "api"
    confidential: Flag = False
    numbers_meant: Flag = False


@router.post("/matters", response=Done)
def ask(request: ApiRequest, sent: MatterIn) -> Done:
    """Ask for somebody. It goes where a question from there goes, and is answered as any other."""
    caller = request.auth

    def work() -> Case:
        ask_about_numbers(sent.words, meant=sent.numbers_meant, kinds=UNWISE)
        came = along(sent)
        question = services.Question(
            asker=_asker(caller, sent),
            beat=place_of(caller, sent.place),
            words=sent.words,
            case_class=sent.case_class,
            topic=topic_of(sent.topic),
            photos=came.photos,
            voice=came.voice,
            door=Door(sent.door),
            actor=caller.person.pk,
            confidential=sent.confidential,
        )
        case = services.ask_within(question, now=caller.now)
        insert_later([Filing(case_id=case.pk, token_id=caller.token.pk)])
        return case

    return once(request, sent, work)


def _asker(caller: Caller, sent: MatterIn) -> Resident:
    if (sent.phone is None) is (sent.household is None):
        raise wrong("phone", "whom", WHOM)
    if sent.phone is not None:
        return asker_by_phone(sent.phone, sent.name)
    assert sent.household is not None
    return asker_of_household(caller, sent.household, sent.name)


class ToldIn(Attaching, Seen):
    """What the asker says."""


class MaybeToldIn(Attaching, Seen):
    """The same, or nothing."""

    words: MaybeWords = ""

    may_be_silent = True


def _say(
    request: ApiRequest, number: str, sent: Seen, command: Callable[[int], rules.Command]
) -> Done:
    """What the asker says, whom the caller has asked for."""
    return _tell(request, number, sent, lambda who, _came: command(who))


def _tell(
    request: ApiRequest, number: str, sent: Seen, command: Callable[[int, Attached], rules.Command]
) -> Done:
    """The same with what comes along."""
    caller = request.auth

    def work() -> Case:
        loaded = locked_filed(caller.token, number, caller.now)
        came = along(sent) if isinstance(sent, Attaching) else Attached()
        made = command(caller.person.pk, came)
        return services.act_on(loaded, made, seq=sent.seq, now=caller.now, attached=came.received)

    return once(request, sent, work)


@router.post("/matters/{number}/confirm", response=Done)
def confirm(request: ApiRequest, number: Number, sent: Seen) -> Done:
    """The answer has solved it."""
    return _say(request, number, sent, rules.Confirm)


@router.post("/matters/{number}/reopen", response=Done)
def reopen(request: ApiRequest, number: Number, sent: MaybeToldIn) -> Done:
    """The answer has not solved it."""
    return _tell(
        request, number, sent, lambda who, came: rules.Reopen(who, sent.words, **came.counts)
    )


@router.post("/matters/{number}/reply", response=Done)
def reply(request: ApiRequest, number: Number, sent: ToldIn) -> Done:
    """To what a desk has asked."""
    return _tell(
        request, number, sent, lambda who, came: rules.ResidentReply(who, sent.words, **came.counts)
    )


@router.post("/matters/{number}/note", response=Done)
def note(request: ApiRequest, number: Number, sent: ToldIn) -> Done:
    """A word more about it."""
    return _tell(
        request, number, sent, lambda who, came: rules.Note(who, None, sent.words, **came.counts)
    )


@router.post("/matters/{number}/withdraw", response=Done)
def withdraw(request: ApiRequest, number: Number, sent: MaybeSaid) -> Done:
    """The asker does not want it any more."""
    return _say(request, number, sent, lambda who: rules.Withdraw(who, sent.words))


@router.post("/matters/{number}/confidential", response=Done)
def confidential(request: ApiRequest, number: Number, sent: Seen) -> Done:
    """Only whoever handles it reads it from now on. This cannot be taken back."""
    return _say(request, number, sent, rules.MarkConfidential)


@router.post("/matters/{number}/helped", response=Done)
def helped(request: ApiRequest, number: Number, sent: Seen) -> Done:
    """The help that was asked around for has come."""
    return _say(request, number, sent, rules.ConfirmNeed)
