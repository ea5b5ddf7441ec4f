"""From a body to a command, once, and back: what every endpoint that writes shares."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from django.db import transaction
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from lianhu.cases import rules, services
from lianhu.cases.access import Access, Viewer, case_to_act_on
from lianhu.cases.models import Case
from lianhu.cases.rules import Status
from lianhu.kernel import idempotency
from lianhu.kernel.api.fields import Sent, Seq
from lianhu.kernel.api.problems import Problem, wrong
from lianhu.kernel.text import Kind as NumberKind
from lianhu.kernel.text import find_personal_numbers
from lianhu.signin.api import ApiRequest, Caller

EPOCH, _TICK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_KEY = re.compile(r"[\x21-\x7e]{1,60}")

# A refusal's code is its name; the case is as it was.
REFUSALS: Mapping[type[rules.Refused], tuple[str, Promise]] = {
    rules.NotNow: ("not_now", _("This cannot be done in the present state.")),
    rules.NotHere: ("not_here", _("It is at another desk.")),
    rules.NobodyOnDuty: ("nobody_on_duty", _("Nobody is on duty there in time.")),
    rules.NoWayUp: ("no_way_up", _("There is no desk above this one.")),
    rules.NoWayBack: (
        "no_way_back",
        _("It came straight here: there is no desk to return it to."),
    ),
    rules.NotADepartment: ("not_a_department", _("Only departments can be consulted.")),
    rules.NoSuchDesk: ("no_such_desk", _("It cannot go there.")),
    rules.ContestIt: ("contest_it", _("It was transferred here: contest it, with the reason.")),
    rules.AlreadyContested: (
        "already_contested",
        _("Your desk has contested it before. What was decided then holds."),
    ),
    rules.AlreadyExtended: (
        "already_extended",
        _("A promise is extended once, and that has been done."),
    ),
    rules.TooFar: ("too_far", _("That is too late. Please choose an earlier day.")),
    rules.NotTogether: ("not_together", _("These two cannot be handled as one.")),
    rules.AlreadyFollowed: ("already_followed", _("This resident hears of it already.")),
    rules.NotAgreed: (
        "not_agreed",
        _("Ask the household first whether it agrees to these words."),
    ),
    rules.AlreadyAsked: (
        "already_asked",
        _("This department has been asked and has not replied yet."),
    ),
    rules.WordsNeeded: ("words_needed", _("This cannot be done without words.")),
    rules.DateNeeded: ("date_needed", _("The date must be today or later.")),
    rules.NotLater: (
        "not_later",
        _("Please choose a later day, one on which the desk is open."),
    ),
}
# Why a command is not carried out.
REFUSED = (services.Conflict, rules.Refused, Problem, Http404)
STALE = _("Somebody was faster. Please read it again.")
NUMBERS = _("There is a phone, identity or bank card number in it, and others read this.")


class Done(BaseModel):
    """The case as it was left. The same answer comes to the same request sent again."""

    number: str
    seq: int
    status: Status
    promise_due_at: datetime


class Seen(Sent):
    """`seq` is that of the case when it was read: what happened since then is a conflict."""

    seq: Seq


def viewer_of(caller: Caller) -> Viewer:
    viewer = Viewer(caller.person, caller.now)
    viewer.serves = [caller.serves]
    return viewer


def once(request: ApiRequest, sent: Sent, work: Callable[[], Case]) -> Done:
    """Do it once for this caller's key, in one transaction with the answer that it gets.

    What cannot be done, or not any more, may be so because it is done: then the answer is that of
    the first time.
    """
    caller, key = f"token:{request.auth.token.pk}", key_of(request)
    said = f"{request.path_info}\n{sent.model_dump_json()}"

    @transaction.atomic
    def whole() -> str:
        ref = _ref(work())
        idempotency.keep(caller, key, said, ref)
        return ref

    try:
        return _done(idempotency.once_more(key, whole))
    except (*REFUSED, idempotency.Known) as why:
        try:
            first = idempotency.kept(caller, key, said)
        except idempotency.OtherBody:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "other_body") from None
        if first is None:
            raise _told(why) from None
        return _done(first)


def _told(why: Exception) -> Exception:
    match why:
        case services.Conflict():
            return stale(why.case)
        case rules.Refused():
            code, title = REFUSALS[type(why)]
            return Problem(HTTPStatus.CONFLICT, code, title)
    return why


def _done(ref: str) -> Done:
    number, seq, status, due = ref.split()
    promise_due_at = EPOCH + int(due) * _TICK
    return Done(number=number, seq=int(seq), status=Status(status), promise_due_at=promise_due_at)


def _ref(case: Case) -> str:
    """All of the answer, for whoever asks for it again."""
    return f"{case.number} {case.seq} {case.status} {(case.promise_due_at - EPOCH) // _TICK}"


def key_of(request: ApiRequest) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key):
        raise Problem(HTTPStatus.BAD_REQUEST, "no_key")
    return key


def stale(case: Case) -> Problem:
    return Problem(HTTPStatus.CONFLICT, "stale", STALE, number=case.number, seq=case.seq)


def acted_on(request: ApiRequest, number: str, seq: int) -> Access:
    """The case, if the caller may act on it. Raises Http404 if it is hidden; a conflict if it has
    gone on since it was read; else that it is only to be read.
    """
    access = case_to_act_on(viewer_of(request.auth), number)
    if access.may_act:
        return access
    if access.sees_words and seq < access.case.seq:
        raise stale(access.case)
    raise Problem(HTTPStatus.FORBIDDEN, "read_only")


Command = Callable[[int, Access], rules.Command]


def act(request: ApiRequest, number: str, sent: Seen, command: Command) -> Done:
    """`command` is made of who acts and of the case as that person has it."""
    caller = request.auth

    def work() -> Case:
        access = acted_on(request, number, sent.seq)
        made = command(caller.person.pk, access)
        return services.act_within(access.case.pk, made, seq=sent.seq, now=caller.now)

    return once(request, sent, work)


def ask_about_numbers(
    words: str, *, meant: bool, kinds: Collection[NumberKind] = frozenset(NumberKind)
) -> None:
    """Refuse words with personal numbers of these kinds, unless they are meant."""
    if not meant and any(found.kind in kinds for found in find_personal_numbers(words)):
        raise wrong("words", "personal_numbers", NUMBERS)
