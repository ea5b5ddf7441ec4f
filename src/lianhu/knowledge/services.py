"""Writing, checking, publishing and withdrawing what the book says."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from lianhu.accounts.models import User
from lianhu.files.attaching import Attached
from lianhu.grid.models import Desk, Node
from lianhu.kernel.models import JobLock
from lianhu.kernel.text import clean, mask
from lianhu.knowledge import attached, attention, index
from lianhu.knowledge.models import Helped, Item, ItemVersion, NotFound, Topic
from lianhu.knowledge.rules import publishing
from lianhu.knowledge.rules.entry import Entry, problems
from lianhu.knowledge.rules.publishing import Refused, Stage

_LOCK = "book"
# How much is kept of a question that the book does not answer, and for how long.
LONGEST_ASKED = 80
ASKED_KEPT = timedelta(days=365)


class Changed(Exception):
    """Somebody wrote a newer version after the author of this one had read the item."""

    def __init__(self, version: ItemVersion) -> None:
        super().__init__(f"{version.item_id} is at {version.number} now")
        self.version = version


def lock_book() -> None:
    """One at a time changes what is published: the index is shared. Taken before any item."""
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
    files: Sequence[Attached] = (),
) -> ItemVersion:
    """A new item with its first draft. Raises Refused if its title or code is there already, Gone
    if a file is not there any more.
    """
    _ensure_free(entry.title)
    if Item.objects.filter(code=code).exists():
        raise Refused("code_taken")
    item = Item.objects.create(
        code=code,
        topic=topic,
        position=_last(topic),
        title=entry.title,
        title_en=entry.title_en,
        owner=owner,
    )
    version = _write(item, 1, entry, by, reason, now, files)
    attention.settle([item.pk], now)
    return version


def _ensure_free(title: str, item: int | None = None) -> None:
    named = Item.objects.filter(title=title, withdrawn_at=None)
    if named.exclude(pk__in=[item] if item else []).exists():
        raise Refused("title_taken")


@transaction.atomic
def draft(
    item: int,
    entry: Entry,
    *,
    seen: int,
    by: User | None,
    reason: str,
    now: datetime,
    files: Sequence[Attached] | None = None,
) -> ItemVersion:
    """A newer draft of an item, in place of one that is open, checked or not. `seen`: the newest
    number that its author read; `files`: None for those of the text that it starts from. Raises
    Changed, Refused for an item that is withdrawn, or Gone.
    """
    row = _locked(item)
    newest = _newest(row, seen)
    if row.withdrawn_at is not None:
        raise Refused("withdrawn")
    if row.live_id is None:  # nobody has read it yet under another title
        _ensure_free(entry.title, row.pk)
        row.title, row.title_en = entry.title, entry.title_en
        row.save(update_fields=["title", "title_en"])
    kept = attached.of_version(row.continued(newest).pk) if files is None else files
    drop_open(row)
    version = _write(row, newest.number + 1, entry, by, reason, now, kept)
    attention.settle([row.pk], now)
    return version


def _write(
    item: Item,
    number: int,
    entry: Entry,
    by: User | None,
    reason: str,
    now: datetime,
    files: Sequence[Attached],
) -> ItemVersion:
    version = ItemVersion.objects.create(
        item=item, number=number, data=entry.as_data(), author=by, reason=reason, written_at=now
    )
    attached.put(item.pk, version.pk, files)
    return version


def drop_open(item: Item) -> bool:
    """Set aside the text that is worked on, if there is one; say whether. Call with it locked."""
    worked_on = item.versions.filter(stage__in=publishing.OPEN)
    return worked_on.update(stage=Stage.DROPPED.value, publish_at=None) > 0


@transaction.atomic
def review(
    item: int, *, seen: int, by: User, review_on: date, now: datetime, about: Stage = Stage.DRAFT
) -> ItemVersion:
    """The owner's department stands for a text until `review_on`: for the draft, or for what is
    published (`about`), which then holds on. Raises Refused, Changed.
    """
    row = _locked(item)
    newest = _newest(row, seen)
    today = timezone.localtime(now).date()
    publishing.ensure_held_until(review_on, today)
    if about is Stage.PUBLISHED:
        if row.live is None:
            raise Refused("not_published")
        row.checked_by, row.checked_on, row.review_on = by, today, review_on
        row.save(update_fields=["checked_by", "checked_on", "review_on"])
        newest = row.live
    else:
        publishing.ensure_reviewable(newest.as_rules(len(problems(newest.entry))))
        attached.ensure_read(newest.pk)
        newest.stage, newest.reviewed_by, newest.reviewed_at = Stage.REVIEWED.value, by, now
        newest.review_on = review_on
        newest.save(update_fields=["stage", "reviewed_by", "reviewed_at", "review_on"])
    attention.settle([row.pk], now)
    return newest


@transaction.atomic
def publish(
    item: int, *, seen: int, by: User, now: datetime, at: datetime | None = None
) -> ItemVersion:
    """Let everybody read a checked text: now, or on its own when `at` has come. Raises Refused,
    Changed.
    """
    lock_book()
    row = _locked(item)
    newest = _newest(row, seen)
    publishing.ensure_publishable(newest.as_rules(), at, now)
    _ensure_free(newest.entry.title, row.pk)
    newest.published_by = by
    if at is None:
        _go_live(row, newest, now)
    else:
        newest.publish_at = at
        newest.save(update_fields=["publish_at", "published_by"])
    return newest


def _go_live(item: Item, version: ItemVersion, now: datetime) -> None:
    entry = version.entry
    before = index.tokens_of(item.topic, item.live.entry) if item.live else {}
    version.stage, version.published_at, version.publish_at = Stage.PUBLISHED.value, now, None
    version.save(update_fields=["stage", "published_at", "publish_at", "published_by"])
    item.show(version)
    assert version.reviewed_at is not None
    item.checked_by, item.review_on = version.reviewed_by, version.review_on
    item.checked_on = timezone.localtime(version.reviewed_at).date()
    item.save()
    index.replace(item.pk, before, index.tokens_of(item.topic, entry))
    attention.settle([item.pk], now)


@transaction.atomic
def give_up(item: int, *, seen: int, now: datetime) -> Item:
    """Drop the text that is worked on; what is published stays. Raises Refused, Changed."""
    row = _locked(item)
    _newest(row, seen)
    if row.live_id is None:
        raise Refused("not_published")
    if not drop_open(row):
        raise Refused("not_a_draft")
    attention.settle([row.pk], now)
    return row


@transaction.atomic
def withdraw(item: int, *, by: User | None, why: str, now: datetime) -> Item:
    """Nobody finds or reads it any more; its versions stay. Raises Refused."""
    lock_book()
    row = _locked(item)
    if row.withdrawn_at is not None:
        raise Refused("withdrawn")
    if row.live is not None:
        index.replace(row.pk, index.tokens_of(row.topic, row.live.entry), {})
        row.keep_title()
    row.live, row.withdrawn_at, row.withdrawn_why, row.withdrawn_by = None, now, why, by
    row.save(update_fields=["live", "withdrawn_at", "withdrawn_why", "withdrawn_by"])
    drop_open(row)
    attention.settle([row.pk], now)
    return row


@transaction.atomic
def restore(item: int, *, by: User, reason: str, now: datetime) -> ItemVersion:
    """Take it back into use: its newest text is a draft again, to be checked and published. Raises
    Refused.
    """
    row = _locked(item)
    if row.withdrawn_at is None:
        raise Refused("not_withdrawn")
    newest = row.versions.order_by("number").last()
    assert newest is not None
    _ensure_free(row.title, row.pk)
    row.withdrawn_at, row.withdrawn_why, row.withdrawn_by = None, "", None
    row.save(update_fields=["withdrawn_at", "withdrawn_why", "withdrawn_by"])
    kept = attached.of_version(newest.pk)
    version = _write(row, newest.number + 1, newest.entry, by, reason, now, kept)
    attention.settle([row.pk], now)
    return version


@transaction.atomic
def assign(item: int, owner: Desk | None, *, now: datetime) -> Item:
    """Another desk answers for it: what waits for the one waits for the other."""
    row = _locked(item)
    row.owner = owner
    row.save(update_fields=["owner"])
    attention.settle([row.pk], now)
    return row


@transaction.atomic
def move(item: int, topic: Topic) -> Item:
    """It stands last below another what-to-do, and is found by the name of that one too."""
    lock_book()
    row = _locked(item)
    if row.topic_id == topic.pk:
        return row
    before = index.tokens_of(row.topic, row.live.entry) if row.live else {}
    row.topic, row.position = topic, _last(topic)
    row.save(update_fields=["topic", "position"])
    if row.live is not None:
        index.replace(row.pk, before, index.tokens_of(topic, row.live.entry))
    return row


def _last(topic: Topic) -> int:
    """The place after all others of a what-to-do."""
    last: int | None = Item.objects.filter(topic=topic).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


@transaction.atomic
def note_helped(item: Item, *, now: datetime) -> None:
    """It answered somebody, who asks nobody now."""
    day = timezone.localtime(now).date()
    row, _ = Helped.objects.get_or_create(item=item, day=day)
    Helped.objects.filter(pk=row.pk).update(count=F("count") + 1)


def publish_due(now: datetime) -> int:
    """Publish what is scheduled; return how many."""
    due = ItemVersion.objects.filter(stage=Stage.REVIEWED.value, publish_at__lte=now)
    keys = list(due.order_by("publish_at").values_list("item", flat=True)[:20])
    return sum(_publish_if_due(key, now) for key in keys)


@transaction.atomic
def _publish_if_due(item: int, now: datetime) -> bool:
    lock_book()
    row = _locked(item)
    version = row.versions.filter(stage=Stage.REVIEWED.value).first()
    if version is None or not publishing.is_due(version.as_rules(), now):
        return False
    try:
        _ensure_free(version.entry.title, row.pk)
    except Refused:
        # Another item has taken its title meanwhile: it waits for an editor again.
        version.publish_at = None
        version.save(update_fields=["publish_at"])
        return False
    _go_live(row, version, now)
    return True


def _locked(item: int) -> Item:
    rows = Item.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("topic", "live", "owner").get(pk=item)


def _newest(item: Item, seen: int) -> ItemVersion:
    """Raises Changed."""
    newest = item.versions.order_by("number").last()
    assert newest is not None
    if newest.number != seen:
        raise Changed(newest)
    return newest


@transaction.atomic
def note_not_found(text: str, node: Node | None, today: date) -> None:
    """Count a question that the book had no good answer to. Its personal numbers are starred out;
    a beat, which is one person's, counts for the place above.
    """
    asked = clean(mask(clean(text)), limit=LONGEST_ASKED)
    if not asked:
        return
    if node is not None and node.level.is_beat:
        node = Node.objects.get_parent(node)
    row, is_new = NotFound.objects.get_or_create(day=today, text=asked, node=node)
    if not is_new:
        NotFound.objects.filter(pk=row.pk).update(count=F("count") + 1)


def forget_asked(text: str) -> int:
    """Take a question off the list: the book answers it now, or never will."""
    return NotFound.objects.filter(text=text).delete()[0]


def sweep_asked(today: date) -> int:
    """What was asked longer ago than a year says little about the book of today."""
    return NotFound.objects.filter(day__lt=today - ASKED_KEPT).delete()[0]
