"""Deciding who hears of an item, and how: one worker at a time, so that budgets hold.

An item says itself when that is to be decided (`Item.call_at`), from the transaction of its cause
on: whoever dies in the middle leaves it to be decided. Done in one transaction with all that comes
of it, so that nobody hears of anything twice.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from lianhu.inbox import people, registry
from lianhu.inbox.hearing import Hearing
from lianhu.inbox.models import Item
from lianhu.inbox.people import Listener
from lianhu.inbox.rules.attention import Matter, asked_at
from lianhu.inbox.rules.loudness import louder_at
from lianhu.kernel.models import JobLock

BATCH = 100
# When nobody serves there at the moment.
LATER = timedelta(minutes=15)
LOCK = "attention"


def call_waiting(now: datetime) -> int:
    """Decide for up to BATCH items whose time has come; return how many."""
    if not _waiting(now).exists():
        return 0
    with transaction.atomic():
        one_at_a_time()
        items = _waiting(now).select_related("desk__node__level").order_by("call_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            items = items.select_for_update(of=("self",), no_key=True, skip_locked=True)
        return _call(list(items[:BATCH]), now)


def one_at_a_time() -> None:
    """Wait for whoever else decides or gathers; inside a transaction."""
    JobLock.objects.get_or_create(name=LOCK)
    # SQLite has locked by BEGIN IMMEDIATE.
    JobLock.objects.select_for_update().get(name=LOCK)


def _waiting(now: datetime) -> QuerySet[Item]:
    return Item.objects.filter(done_at=None, call_at__lte=now)


def listeners_of(items: Sequence[Item], now: datetime) -> dict[int, list[Listener]]:
    """For whom each item is at `now`, by key. Give items with `desk__node__level` joined."""
    at_desks = people.at_desks({item.desk for item in items if item.desk}, now)
    own = people.themselves([item.person_id for item in items if item.person_id], now)
    found = {}
    for item in items:
        there = at_desks.get(item.desk_id or 0, [])
        if item.person_id in own:
            there = [own[item.person_id]]
        found[item.pk] = [one for one in there if one.person.pk != item.hidden_from_id]
    return found


def _call(items: Sequence[Item], now: datetime) -> int:
    there = listeners_of(items, now)
    hearing = Hearing(items, [one for some in there.values() for one in some], now)
    for item in items:
        item.call_at = _decide(item, there[item.pk], hearing, now)
    hearing.write()
    decided = [item.pk for item in items if item.call_at is None]
    Item.objects.filter(pk__in=decided).update(call_at=None)
    Item.objects.bulk_update([item for item in items if item.call_at], ["call_at"])
    return len(items)


def _decide(
    item: Item, listeners: Iterable[Listener], hearing: Hearing, now: datetime
) -> datetime | None:
    """When to decide again, if ever."""
    matter = Matter(registry.kind_of(item).sort, item.due_at)
    again: datetime | None = now + LATER
    for listener in listeners:
        again = asked_at(matter, now, listener.schedule)
        if again > now:
            break
        hearing.tell(item, matter, listener)
        again = louder_at(item.due_at, now, listener.schedule)
    return again
