"""Keeping inboxes in step with the book: what waits for the desk that answers for an item."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from lianhu.inbox import services as inbox
from lianhu.inbox.models import Item as InboxItem
from lianhu.inbox.rules import Address, Need
from lianhu.knowledge.models import Item, ItemVersion
from lianhu.knowledge.rules.attention import KINDS, Standing, needs
from lianhu.knowledge.rules.publishing import Stage

_AT_ONCE = 200


def settle(items: Iterable[int], now: datetime) -> None:
    """Put and clear what these items need. Call in the transaction of its cause, the items locked.
    Four statements, and two where something changes.
    """
    keys = list(items)
    today = timezone.localtime(now).date()
    waiting = dict(
        ItemVersion.objects.filter(
            item__in=keys, stage__in=[Stage.DRAFT.value, Stage.REVIEWED.value]
        ).values_list("item", "stage")
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
    inbox.settle(transitions, now=now)


@transaction.atomic
def bring_to_review(now: datetime) -> int:
    """Put before their owners what has come past its review date; return how many items that is,
    some hundred at most.
    """
    today = timezone.localtime(now).date()
    told = InboxItem.objects.filter(ref=OuterRef("pk"), kind__in=KINDS, done_at=None)
    worked_on = ItemVersion.objects.filter(
        item=OuterRef("pk"), stage__in=[Stage.DRAFT.value, Stage.REVIEWED.value]
    )
    due = (
        Item.objects.filter(live__isnull=False, review_on__lt=today)
        .filter(owner__isnull=False, owner__closed_at=None)
        .exclude(Exists(told))
        .exclude(Exists(worked_on))
        .select_for_update(of=("self",), no_key=True, skip_locked=True)
        .order_by("pk")
    )
    keys = list(due.values_list("pk", flat=True)[:_AT_ONCE])
    if keys:
        settle(keys, now)
    return len(keys)
