"""Writing, checking, publishing and withdrawing what the book says."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from lianhu.accounts.models import User
from lianhu.grid.models import Desk
from lianhu.kernel.models import JobLock
from lianhu.knowledge import index
from lianhu.knowledge.models import Item, ItemVersion, Topic
from lianhu.knowledge.rules import publishing
from lianhu.knowledge.rules.entry import Entry, problems
from lianhu.knowledge.rules.publishing import Refused, Stage

_LOCK = "book"


class Changed(Exception):
    """Somebody wrote a newer version after the author of this one had read the item."""

    def __init__(self, version: ItemVersion) -> None:
        super().__init__(f"{version.item_id} is at {version.number} now")
        self.version = version


def lock_book() -> None:
    """One at a time changes what is published: the index is shared."""
    JobLock.objects.get_or_create(name=_LOCK)
    JobLock.objects.select_for_update().get(name=_LOCK)


@transaction.atomic
def start(
    topic: Topic,
    code: str,
    entry: Entry,
    *,
    owner: Desk | None,
    by: User | None,
    reason: str,
    now: datetime,
) -> ItemVersion:
    """A new item with its first draft. Raises Refused if its title or code is there already."""
    if Item.objects.filter(title=entry.title, withdrawn_at=None).exists():
        raise Refused("title_taken")
    if Item.objects.filter(code=code).exists():
        raise Refused("code_taken")
    last = Item.objects.filter(topic=topic).aggregate(last=Max("position"))["last"]
    item = Item.objects.create(
        code=code,
        topic=topic,
        position=0 if last is None else last + 1,
        title=entry.title,
        title_en=entry.title_en,
        owner=owner,
    )
    return _write(item, 1, entry, by, reason, now)


@transaction.atomic
def draft(
    item: int, entry: Entry, *, seen: int, by: User | None, reason: str, now: datetime
) -> ItemVersion:
    """Write the open draft of an item anew, or begin one. `seen`: the newest number that its author
    read. Raises Changed, or Refused while a checked text waits to be published.
    """
    row = Item.objects.select_for_update(no_key=True).get(pk=item)
    newest = row.versions.order_by("-number").first()
    assert newest is not None
    if newest.number != seen:
        raise Changed(newest)
    if newest.stage == Stage.REVIEWED.value:
        raise Refused("waits_to_be_published")
    if newest.stage == Stage.DRAFT.value:
        newest.stage = Stage.DROPPED.value
        newest.save(update_fields=["stage"])
    return _write(row, newest.number + 1, entry, by, reason, now)


def _write(
    item: Item, number: int, entry: Entry, by: User | None, reason: str, now: datetime
) -> ItemVersion:
    return ItemVersion.objects.create(
        item=item, number=number, data=entry.as_data(), author=by, reason=reason, written_at=now
    )


@transaction.atomic
def review(version: int, *, by: User, review_on: date, now: datetime) -> ItemVersion:
    """The owner's department stands for this text until `review_on`. Raises Refused."""
    row = _locked(version)
    publishing.ensure_reviewable(row.as_rules(len(problems(row.entry))))
    row.stage, row.reviewed_by, row.reviewed_at = Stage.REVIEWED.value, by, now
    row.save(update_fields=["stage", "reviewed_by", "reviewed_at"])
    item = row.item
    item.checked_by, item.checked_on, item.review_on = by, timezone.localtime(now).date(), review_on
    item.save(update_fields=["checked_by", "checked_on", "review_on"])
    return row


@transaction.atomic
def publish(version: int, *, now: datetime, at: datetime | None = None) -> ItemVersion:
    """Let everybody read a checked text: now, or on its own when `at` has come. Raises Refused."""
    lock_book()
    row = _locked(version)
    publishing.ensure_publishable(row.as_rules(), at, now)
    if at is not None:
        row.publish_at = at
        row.save(update_fields=["publish_at"])
        return row
    _go_live(row, now)
    return row


def _go_live(row: ItemVersion, now: datetime) -> None:
    item, entry = row.item, row.entry
    before = index.tokens_of(item.topic, item.live.entry) if item.live else {}
    row.stage, row.published_at, row.publish_at = Stage.PUBLISHED.value, now, None
    row.save(update_fields=["stage", "published_at", "publish_at"])
    item.show(row)
    item.save()
    index.replace(item.pk, before, index.tokens_of(item.topic, entry))


@transaction.atomic
def withdraw(item: int, *, why: str, now: datetime) -> Item:
    """Nobody finds or reads it any more; its versions stay. Raises Refused."""
    lock_book()
    row = Item.objects.select_for_update(of=("self",)).select_related("live", "topic").get(pk=item)
    if row.live is None:
        raise Refused("not_published")
    index.replace(row.pk, index.tokens_of(row.topic, row.live.entry), {})
    row.live, row.withdrawn_at, row.withdrawn_why = None, now, why
    row.save(update_fields=["live", "withdrawn_at", "withdrawn_why"])
    row.versions.filter(stage__in=[Stage.DRAFT.value, Stage.REVIEWED.value]).update(
        stage=Stage.DROPPED.value
    )
    return row


def publish_due(now: datetime) -> int:
    """Publish what is scheduled; return how many."""
    due = ItemVersion.objects.filter(stage=Stage.REVIEWED.value, publish_at__lte=now)
    keys = list(due.order_by("publish_at").values_list("pk", flat=True)[:20])
    return sum(_publish_if_due(key, now) for key in keys)


@transaction.atomic
def _publish_if_due(version: int, now: datetime) -> bool:
    lock_book()
    row = _locked(version)
    if not publishing.is_due(row.as_rules(), now):
        return False
    _go_live(row, now)
    return True


def _locked(version: int) -> ItemVersion:
    rows: Any = ItemVersion.objects.select_related("item__topic", "item__live")
    found: ItemVersion = rows.select_for_update(of=("self",)).get(pk=version)
    return found
