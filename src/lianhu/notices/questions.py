"""Asking about a notice, and answering: at work. One transaction each."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from lianhu.accounts.models import User
from lianhu.inbox import services as inbox
from lianhu.inbox.rules import Need
from lianhu.inbox.services import Transition
from lianhu.kernel.idempotency import once
from lianhu.notices.models import Notice, Question, Version
from lianhu.notices.rules.attention import answered, asked
from lianhu.notices.rules.sending import Stage

NOBODY: frozenset[Need] = frozenset()


@transaction.atomic
def ask(
    notice: Notice,
    words: str,
    *,
    by: User,
    entered_by: User | None = None,
    key: str,
    now: datetime,
) -> None:
    """It waits for the desk that answers questions. The same form twice asks once."""

    def make() -> str:
        # A correction may name another desk meanwhile.
        row = Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)
        question = Question.objects.create(
            notice=row, person=by, words=words, entered_by=entered_by, asked_at=now
        )
        inbox.settle([Transition(NOBODY, asked(question.pk, row.contact_id))], now=now)
        return str(question.pk)

    once(f"notice questions:{by.pk}", key, f"{notice.pk} {words}", make)


@transaction.atomic
def answer(
    question: int, words: str, *, by: User, entered_by: User | None = None, now: datetime
) -> bool:
    """Whoever asked finds the answer beside the notice; False if somebody was faster."""
    row = Question.objects.select_for_update(no_key=True).get(pk=question)
    if row.answered_at is not None:
        return False
    row.answer, row.answered_by, row.answered_at = words, by, now
    row.answer_entered_by = entered_by
    row.save(update_fields=["answer", "answered_by", "answer_entered_by", "answered_at"])
    notice = Notice.objects.get(pk=row.notice_id)
    before, after = asked(row.pk, notice.contact_id), answered(row.pk, row.person_id)
    inbox.settle([Transition(before, after)], now=now)
    return True


def move(notice: Notice, desk: int, *, now: datetime) -> None:
    """Another desk answers from now on: what is open waits there. The caller has locked the notice.

    None or three statements.
    """
    if desk == notice.contact_id:
        return
    waiting = notice.questions.filter(answered_at=None).order_by("pk")
    keys = list(waiting.select_for_update(no_key=True).values_list("pk", flat=True))
    inbox.settle(
        [Transition(asked(key, notice.contact_id), asked(key, desk)) for key in keys], now=now
    )


def says_today(question: Question) -> Version:
    """What was sent of the notice last. One query."""
    texts = Version.objects.filter(notice=question.notice_id, stage=Stage.SENT)
    found: Version = texts.latest("number")
    return found


def asked_by(notice: Notice, person: User) -> list[Question]:
    """One query."""
    rows = notice.questions.filter(person=person).select_related("entered_by", "answered_by")
    return list(rows.select_related("answer_entered_by").order_by("pk"))


def read(found: Iterable[Question], now: datetime) -> None:
    """Whoever asked reads these answers."""
    rows = [row for row in found if row.answered_at is not None]
    if rows:
        inbox.settle([Transition(answered(row.pk, row.person_id), NOBODY) for row in rows], now=now)
