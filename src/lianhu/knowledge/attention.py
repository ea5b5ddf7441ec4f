"""Keeping inboxes in step with the book: what waits for the desk that answers for an item."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from lianhu.grid.models import Desk
from lianhu.grid.rules import DeskKind
from lianhu.inbox import services as inbox
from lianhu.inbox.models import Item as InboxItem
from lianhu.inbox.rules import Address, Need
from lianhu.knowledge.models import UNATTENDED_ITEMS, Item, ItemVersion
from lianhu.knowledge.rules.attention import KINDS, UNATTENDED, Standing, needs, unattended
from lianhu.knowledge.rules.publishing import OPEN, Stage

_AT_ONCE = 200


def settle(items: Iterable[int], now: datetime) -> None:
    """Put and clear what these items need. Call in the transaction of its cause, the items locked.
    Seven statements, and two where something changes.
    """
    keys = list(items)
    today = timezone.localtime(now).date()
    waiting = dict(
        ItemVersion.objects.filter(item__in=keys, stage__in=OPEN).values_list("item", "stage")
    )
    before = defaultdict[int, set[Need]](set)
    for open_item in InboxItem.objects.filter(ref__in=keys, kind__in=KINDS, done_at=None):
        assert open_item.desk_id is not None
        before[open_item.ref].add(
            Need(Address.DESK, open_item.desk_id, open_item.kind, open_item.key, open_item.ref)
        )
    transitions = []
    for row in Item.objects.filter(pk__in=keys).select_related("owner"):
        standing = Standing(
            item=row.pk,
            owner=row.owner_id if row.owner and row.owner.closed_at is None else None,
            is_live=row.live_id is not None,
            waiting=Stage(waiting[row.pk]) if row.pk in waiting else None,
            review_on=row.review_on,
        )
        after = needs(standing, today)
        transitions.append(inbox.Transition(frozenset(before[row.pk]), after))
    inbox.settle([*transitions, _unattended(now)], now=now)


def _unattended(now: datetime) -> inbox.Transition:
    """Of the city office. Three queries."""
    offices = Desk.objects.filter(kind=DeskKind.NODE, node__depth=1)
    closed_at = dict(offices.values_list("pk", "closed_at"))
    # By their desks: the worker asks every few seconds, and inboxes are large.
    told = InboxItem.objects.filter(desk__in=closed_at, key=UNATTENDED, done_at=None)
    items = Item.objects.filter(UNATTENDED_ITEMS).past_review(timezone.localtime(now).date())
    there = [desk for desk, at in closed_at.items() if at is None] if items.exists() else []
    return inbox.Transition(unattended(told.values_list("ref", flat=True)), unattended(there))


@transaction.atomic
def bring_to_review(now: datetime) -> int:
    """Put before their owners what has come past its review date, and before the city office that
    there is some of which nobody is; return how many items that is, some hundred at most.
    """
    today = timezone.localtime(now).date()
    told = InboxItem.objects.filter(ref=OuterRef("pk"), kind__in=KINDS, done_at=None)
    worked_on = ItemVersion.objects.filter(item=OuterRef("pk"), stage__in=OPEN)
    due = (
        Item.objects.past_review(today)
        .filter(owner__isnull=False, owner__closed_at=None)
        .exclude(Exists(told))
        .exclude(Exists(worked_on))
        .select_for_update(of=("self",), no_key=True, skip_locked=True)
        .order_by("pk")
    )
    keys = list(due.values_list("pk", flat=True)[:_AT_ONCE])
    if keys:
        settle(keys, now)
    elif (office := _unattended(now)).before != office.after:
        inbox.settle([office], now=now)
    return len(keys)
