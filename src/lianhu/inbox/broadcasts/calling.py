"""Deciding who hears of a broadcast: those whom it reaches are gone through desk by desk.

Nobody has a row before an interruption or a digest. A page of desks is one transaction with all
that comes of it, and so is how far it has come: whoever dies in the middle leaves the page to be
done, and nobody hears of anything twice. It is gone through again when it is louder for somebody,
and on every further day, for those who have joined since; what has been answered calls nobody.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from lianhu.grid.models import Desk
from lianhu.inbox.broadcasts.audience import aims_of, desks_of, listeners
from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.inbox.broadcasts.reading import answered_by, copy_of
from lianhu.inbox.calling import one_at_a_time
from lianhu.inbox.calls import over
from lianhu.inbox.hearing import Hearing
from lianhu.inbox.people import Listener
from lianhu.inbox.rules import louder_at
from lianhu.inbox.rules.attention import asked_at
from lianhu.inbox.rules.broadcasts import NOTHING, Asks, is_called, is_open, matter_of, next_day

PAGE = 300
A_DAY = timedelta(days=1)


def call_broadcast(now: datetime) -> bool:
    """Go through one page of those whom a broadcast reaches; False if no time has come."""
    if not _waiting(now).exists():
        return False
    with transaction.atomic():
        one_at_a_time()
        found = _waiting(now).order_by("call_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            found = found.select_for_update(no_key=True, skip_locked=True)
        broadcast = found.first()
        if broadcast is not None:
            _call_page(broadcast, now)
    return True


def _waiting(now: datetime) -> QuerySet[Broadcast]:
    return Broadcast.objects.filter(call_at__lte=now)


def _call_page(broadcast: Broadcast, now: datetime) -> None:
    if broadcast.expires_at <= now:
        broadcast.call_at = None
        broadcast.save(update_fields=["call_at"])
        over([broadcast.wording_id], now)
        return
    aims = aims_of(broadcast)
    after = desks_of(aims, sender=broadcast.desk_id).filter(pk__gt=broadcast.called_until)
    desks = list(after[:PAGE])
    there = listeners(aims, desks, now)
    again = _tell(broadcast, [(desk, there[desk.pk]) for desk in desks], now)
    known = [at for at in (broadcast.again_at, again) if at is not None]
    if len(desks) == PAGE:
        broadcast.called_until = desks[-1].pk
        broadcast.again_at = min(known, default=None)
    else:
        broadcast.called_until, broadcast.again_at = 0, None
        # A post that is vacant everywhere may be filled.
        at = min(known, default=now + A_DAY)
        broadcast.call_at = min(at, broadcast.expires_at)
    broadcast.save(update_fields=["call_at", "called_until", "again_at"])


def _tell(
    broadcast: Broadcast, there: Sequence[tuple[Desk, list[Listener]]], now: datetime
) -> datetime | None:
    """Tell those who have not answered; when to ask again, at the earliest."""
    everybody = [listener for _desk, some in there for listener in some]
    answers = answered_by([one.person.pk for one in everybody], broadcast.wording_id)
    hearing = Hearing([broadcast], everybody, now)
    matter = matter_of(Asks(broadcast.asks), broadcast.due_at, now, broadcast.emergency_until)
    copy, again = copy_of(broadcast), []
    for listener in everybody:
        schedule = listener.schedule
        moments = (next_day(now, schedule), louder_at(matter.due_at, now, schedule))
        again += [at for at in moments if at and at > now]
        if not is_open(copy, answers.get(listener.person.pk, NOTHING)):
            continue
        later = asked_at(matter, now, schedule)
        if later > now:
            again.append(later)
        elif is_called(
            matter,
            hearing.ear(broadcast, listener),
            now,
            schedule,
            has_told=hearing.has_told(broadcast, listener.person),
        ):
            hearing.tell(broadcast, matter, listener)
    hearing.write()
    return min(again, default=None)
