"""Asking, and acting on a case. Nothing is sent from here; everything is written or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from lianhu.cases import rules, store
from lianhu.cases.models import Case
from lianhu.files.models import Blob
from lianhu.grid.models import Node, Resident
from lianhu.inbox.services import settle, tell
from lianhu.kernel import idempotency
from lianhu.kernel.ids import new_number
from lianhu.knowledge.models import Topic


class Conflict(Exception):
    """Somebody changed the case after the author of this command had read it."""

    def __init__(self, case: Case) -> None:
        super().__init__(f"{case.number} is at {case.seq} now")
        self.case = case


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `asker` lives in `beat` or is asked for there; `words` are cleaned text.

    `photos` were received before and are nobody's yet.
    """

    asker: Resident
    beat: Node
    words: str
    case_class: rules.CaseClass = rules.CaseClass.QUESTION
    topic: Topic | None = None
    door: rules.Door = rules.Door.PAGE
    actor: int | None = None
    photos: Sequence[Blob] = ()


@transaction.atomic
def ask(question: Question, *, key: str, now: datetime) -> Case:
    """Open a case at the first manned desk from the beat up; the same `key` opens it once.

    Raises a `rules.Refused` (no words, no desk that ever opens) or `idempotency.OtherBody`.
    """
    number = idempotency.once(
        f"resident:{question.asker.pk}",
        key,
        "\n".join([question.case_class, question.words, *(b.digest for b in question.photos)]),
        lambda: _ask(question, now).number,
    )
    return Case.objects.get(number=number)


def _ask(question: Question, now: datetime) -> Case:
    case = Case(
        number=_free_number(),
        asker=question.asker,
        beat=question.beat,
        topic=question.topic,
        case_class=question.case_class,
        door=question.door,
        asked_at=now,
    )
    setting = store.settings([case], {}, now)[None]
    command = rules.Ask(
        question.case_class,
        question.door,
        question.words,
        question.actor,
        len(question.photos),
    )
    events = rules.decide(None, command, now, setting)
    after = rules.apply(None, events)
    case.status, case.seq, case.promise_due_at = after.status, after.seq, after.promise_due_at
    case.save(force_insert=True)
    change = store.Change(store.Loaded(case, None, [], None), events, after, question.photos)
    settle(store.save([change], now), now=now)
    return case


def _free_number() -> str:
    """Numbers are drawn by chance: among a million cases, some eighteen draws were taken before."""
    number = new_number()
    while Case.objects.filter(number=number).exists():
        number = new_number()
    return number


@transaction.atomic
def act(
    case: int,
    command: rules.Command,
    *,
    seq: int | None,
    now: datetime,
    photos: Sequence[Blob] = (),
) -> Case:
    """Let `command` change the case with this key, or nothing. `photos` are those it counts.

    `seq` is what its author saw; None is for the clock, which always looks now. Raises Conflict
    if the case has moved on since, or a `rules.Refused` if the rules do not allow it.
    """
    row = locked().get(pk=case)
    if seq is not None and row.seq != seq:
        raise Conflict(row)
    [loaded] = store.load([row])
    assert loaded.state is not None
    setting = store.settings([row], {row.pk: _departments(loaded.state, command)}, now)[row.pk]
    events = rules.decide(loaded.state, command, now, setting)
    after = rules.apply(loaded.state, events)
    settle(store.save([store.Change(loaded, events, after, photos)], now), now=now)
    if after.status is rules.Status.ANSWERED and loaded.state.is_open:
        _tell_asker(row)
    return row


def locked() -> QuerySet[Case]:
    """Cases locked for writing, with what deciding needs. SQLite locks by BEGIN IMMEDIATE."""
    cases = Case.objects.select_related("beat", "asker", "asker__user")
    if connection.vendor == "sqlite":
        return cases
    return cases.select_for_update(no_key=True, of=("self",))


def _departments(state: rules.State, command: rules.Command) -> set[int]:
    found = {row.desk for row in state.consultations}
    if isinstance(command, rules.Consult):
        found.add(command.department)
    return found


def _tell_asker(case: Case) -> None:
    user = case.asker.user
    with translation.override((user.language if user else "") or settings.LANGUAGE_CODE):
        body = _("There is an answer to your question %(number)s. Please have a look.")
        tell(
            case.asker,
            body % {"number": case.number},
            source=f"case:{case.pk}:{case.seq}",
        )
