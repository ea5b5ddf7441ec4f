"""From a body to a command, once, and back: what every endpoint that writes shares."""

import re
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from lianhu.cases import rules, services
from lianhu.cases.access import Access, Viewer, locked_to_act_on
from lianhu.cases.api.attaching import gone
from lianhu.cases.api.fields import MaybeWords, Words
from lianhu.cases.models import Case
from lianhu.cases.personal_numbers import has_numbers
from lianhu.cases.refusals import REFUSALS
from lianhu.cases.rules import Status
from lianhu.files.rules import Kind
from lianhu.files.services import Gone
from lianhu.kernel import idempotency
from lianhu.kernel.api.fields import Sent, Seq
from lianhu.kernel.api.problems import Problem, wrong
from lianhu.kernel.text import Kind as NumberKind
from lianhu.signin.api import ApiRequest, Caller

EPOCH, _TICK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_KEY = re.compile(r"[\x21-\x7e]{1,60}")

# Why a command is not carried out.
REFUSED = (services.Conflict, rules.Refused, Problem, Http404, Gone)
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


class Said(Seen):
    words: Words


class MaybeSaid(Seen):
    words: MaybeWords = ""


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
    # Keys outlive an update: without files a body is what it was before any could come along.
    unnamed = {name for name in ("photos", "voice") if not getattr(sent, name, None)}
    said = f"{request.path_info}\n{sent.model_dump_json(exclude=unnamed)}"

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
        case Gone():
            return gone("voice" if why.kind is Kind.VOICE else "photos")
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


def may_act(access: Access, seq: int) -> None:
    """Raises a conflict if whoever may not act on it could have before it went on; else that it is
    only to be read.
    """
    if access.may_act:
        return
    if access.sees_words and seq < access.case.seq:
        raise stale(access.case)
    raise Problem(HTTPStatus.FORBIDDEN, "read_only")


Command = Callable[[int, Access], rules.Command]


def act(request: ApiRequest, number: str, sent: Seen, command: Command) -> Done:
    """`command` is made of who acts and of the case as that person has it."""
    caller = request.auth

    def work() -> Case:
        loaded, access = locked_to_act_on(viewer_of(caller), number)
        may_act(access, sent.seq)
        made = command(caller.person.pk, access)
        return services.act_on(loaded, made, seq=sent.seq, now=caller.now)

    return once(request, sent, work)


def say(
    request: ApiRequest,
    number: str,
    sent: Said | MaybeSaid,
    command: Callable[[int, int, str], rules.Command],
) -> Done:
    """`command` is made of who acts, at which desk, and the words alone."""
    return act(request, number, sent, lambda who, access: command(who, access.desk.pk, sent.words))


def ask_about_numbers(
    words: str, *, meant: bool, kinds: Collection[NumberKind] = frozenset(NumberKind)
) -> None:
    """Refuse words with personal numbers of these kinds, unless they are meant."""
    if not meant and has_numbers(words, kinds):
        raise wrong("words", "personal_numbers", NUMBERS)
