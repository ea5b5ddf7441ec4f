"""Doing what can be undone for a while, and undoing it. One transaction each."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from lianhu.accounts.models import User
from lianhu.grid.models import Desk
from lianhu.inbox import calls
from lianhu.inbox.broadcasts import reading
from lianhu.inbox.broadcasts.models import Broadcast, Receipt
from lianhu.inbox.broadcasts.reading import Reader
from lianhu.inbox.models import Item
from lianhu.inbox.rules.broadcasts import Asks, Copy, is_open
from lianhu.inbox.rules.undoing import Code, Done, Refused, check
from lianhu.inbox.undoing.models import Act


@transaction.atomic
def answer(
    reader: Reader, wording: int, done: Asks, now: datetime, *, by: User, for_another: bool = False
) -> int | None:
    """As `reading.answer`; the key of the act, None where it waits no more. `for_another`: `by`
    writes it down for them.
    """
    # Of two taps at once the second reads what the first has done.
    before = reading.locked_receipt(reader, wording)
    if not any(each.card.is_open for each in reading.reached(reader, now, wording=wording)):
        return None
    called: list[int] = []
    if reader.person is not None:
        called += calls.waiting_about(wording, reader.person).values_list("pk", flat=True)
    reading.answer(reader, wording, done, now, entered_by=by if for_another else None)
    act = Act.objects.create(
        kind=Act.Kind.ANSWER,
        by=by,
        receipt=before,
        acked_before=before.acked_at,
        acted_before=before.acted_at,
        entered_before_id=before.entered_by_id,
        calls=called,
        at=now,
    )
    return act.pk


@transaction.atomic
def told(person: User, desks: Iterable[Desk], now: datetime, *, by: User) -> int | None:
    """As `calls.told`; the key of the act, None if there was nothing to tell."""
    desks = list(desks)
    waiting = Item.objects.filter(kind__in=calls.KINDS, ref=person.pk, done_at=None, desk__in=desks)
    called = list(waiting.values_list("pk", flat=True))
    if not calls.told(person, desks, now):
        return None
    return Act.objects.create(kind=Act.Kind.TOLD, by=by, calls=called, at=now).pk


@transaction.atomic
def undo(act: int, person: User, now: datetime) -> Act:
    """What waited waits again. Raises Refused, changing nothing; also for what never was."""
    row = Act.objects.select_for_update(no_key=True, of=("self",)).filter(pk=act).first()
    if row is None:
        raise Refused(Code.NOT_YOURS)
    receipt = _receipt(row)
    again = _waiting_again(row, receipt, now)
    as_left = _is_as_left(row, receipt, now) if row.kind == Act.Kind.ANSWER else bool(again)
    done = Done(row.by_id, row.at, row.undone_at is not None)
    check(done, person.pk, now, is_as_left=as_left)
    if receipt is not None:
        receipt.acked_at, receipt.acted_at = row.acked_before, row.acted_before
        receipt.entered_by_id = row.entered_before_id
        receipt.save(update_fields=["acked_at", "acted_at", "entered_by"])
    try:
        with transaction.atomic():
            Item.objects.filter(pk__in=again).update(done_at=None)
    except IntegrityError:  # the worker has put one of them meanwhile
        raise Refused(Code.CHANGED) from None
    row.undone_at = now
    row.save(update_fields=["undone_at"])
    return row


def _receipt(row: Act) -> Receipt | None:
    if row.receipt_id is None:
        return None
    return Receipt.objects.select_for_update(no_key=True, of=("self",)).get(pk=row.receipt_id)


def _is_as_left(row: Act, receipt: Receipt | None, now: datetime) -> bool:
    """Whether it is the last that was answered, to something that lasts as it was."""
    if receipt is None or row.at != reading.answer_of(receipt).to(Asks.ACKNOWLEDGE):
        return False
    lasting = Broadcast.objects.filter(
        wording=receipt.wording_id, ended_at=None, expires_at__gt=now, starts_at__lte=row.at
    )
    return lasting.exists()


def _waiting_again(row: Act, receipt: Receipt | None, now: datetime) -> list[int]:
    """The calls that are to be made again: what they are about is not done otherwise, and nobody
    has put them once more.
    """
    found = Item.objects.filter(pk__in=row.calls, done_at=row.at).select_related("about")
    open_now = set(
        Item.objects.filter(done_at=None, key__in=[call.key for call in found]).values_list(
            "desk", "key"
        )
    )
    return [
        call.pk
        for call in found
        if (call.desk_id, call.key) not in open_now and _is_to_tell(call, receipt, now)
    ]


def _is_to_tell(call: Item, receipt: Receipt | None, now: datetime) -> bool:
    if call.about is not None:
        return call.about.done_at is None
    wording = calls.wording_of(call)
    lasting = list(calls.called_for([wording], now))
    if receipt is not None:  # it is being taken back
        return bool(lasting)
    answered = reading.answered_by([call.ref], wording).get(call.ref)
    copies: list[Copy] = [reading.copy_of(each) for each in lasting]
    return any(answered is None or is_open(copy, answered) for copy in copies)
