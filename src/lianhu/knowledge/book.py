"""The whole book in and out: from files into items, and back."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from lianhu.accounts.models import User
from lianhu.grid.models import Desk
from lianhu.knowledge import attached, attention, index
from lianhu.knowledge.models import Item, ItemVersion, Topic
from lianhu.knowledge.rules.entry import Entry, Problem, problems
from lianhu.knowledge.rules.lines import Block
from lianhu.knowledge.rules.markdown import parse
from lianhu.knowledge.rules.publishing import Refused, Stage
from lianhu.knowledge.services import drop_open, lock_book

# From so many changed items on, the index is made anew rather than changed item by item.
_MANY = 40


class Cannot(Enum):
    """Why an item of a file cannot be taken."""

    NO_SUCH_AREA = "no_such_area"
    NO_SUCH_TOPIC = "no_such_topic"
    NO_SUCH_OWNER = "no_such_owner"
    CODE_TWICE = "code_twice"
    TITLE_TWICE = "title_twice"
    TITLE_TAKEN = "title_taken"
    WITHDRAWN = "withdrawn"
    # These keep it from being published, not from being taken as a draft.
    NO_OWNER = "no_owner"
    REVIEW_PAST = "review_past"


# The field of a block that each of them is about.
ABOUT: Mapping[Cannot, str] = {
    Cannot.NO_SUCH_AREA: "area",
    Cannot.NO_SUCH_TOPIC: "topic",
    Cannot.NO_SUCH_OWNER: "owner",
    Cannot.CODE_TWICE: "code",
    Cannot.TITLE_TWICE: "title",
    Cannot.TITLE_TAKEN: "title",
    Cannot.WITHDRAWN: "code",
    Cannot.NO_OWNER: "owner",
    Cannot.REVIEW_PAST: "review_on",
}


@dataclass(frozen=True, slots=True)
class Objection:
    block: Block
    what: Cannot | Problem


class Outcome(Enum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Taken:
    """How many items of the files are new, changed and the same."""

    new: int
    changed: int
    same: int


def sample() -> Iterator[str]:
    """The files of the sample book, an area each."""
    folder = files("lianhu.knowledge") / "sample"
    for name in sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".md")):
        yield (folder / name).read_text(encoding="utf-8")


def sample_blocks() -> list[Block]:
    found: list[Block] = []
    for text in sample():
        blocks, mistakes = parse(text)
        assert not mistakes, mistakes
        found += blocks
    return found


def as_data(block: Block) -> list[Any]:
    """For a JSON column; `from_data` reads it again."""
    review = block.review_on.isoformat() if block.review_on else None
    head = [block.area, block.topic, block.code, block.owner, review]
    return [*head, block.entry.as_data(), block.line]


def from_data(data: list[Any]) -> Block:
    area, topic, code, owner, review, entry, line = data
    review_on = date.fromisoformat(review) if review else None
    return Block(area, topic, code, owner, review_on, Entry.from_data(entry), line)


def blocks() -> list[Block]:
    """All that is published, in the order of the book. Two queries."""
    areas = {row.path: row.name for row in Topic.objects.filter(depth=1)}
    rows = Item.objects.published().select_related("topic", "owner", "live")
    found = []
    for item in rows.order_by("topic__path", "position", "pk"):
        assert item.live is not None
        found.append(
            Block(
                areas.get(item.topic.path[: Topic.steplen], ""),
                item.topic.name,
                item.code,
                item.owner.code if item.owner else "",
                item.review_on,
                item.live.entry,
                0,
            )
        )
    return found


def check(blocks: Iterable[Block]) -> list[Objection]:
    """What keeps these items from being taken."""
    rows = list(blocks)
    topics, owners = _topics(), _owners()
    items = _items(rows)
    named = Item.objects.filter(withdrawn_at=None).values_list("title", "code")
    taken = dict(named.filter(title__in=[block.entry.title for block in rows]))
    found: list[Objection] = []
    codes: set[str] = set()
    titles: set[str] = set()
    for block in rows:
        title = block.entry.title
        if block.area not in {area for area, _ in topics}:
            found.append(Objection(block, Cannot.NO_SUCH_AREA))
        elif (block.area, block.topic) not in topics:
            found.append(Objection(block, Cannot.NO_SUCH_TOPIC))
        if block.owner and block.owner not in owners:
            found.append(Objection(block, Cannot.NO_SUCH_OWNER))
        if block.code in codes:
            found.append(Objection(block, Cannot.CODE_TWICE))
        if title in titles:
            found.append(Objection(block, Cannot.TITLE_TWICE))
        if taken.get(title, block.code) != block.code:
            found.append(Objection(block, Cannot.TITLE_TAKEN))
        if block.code in items and items[block.code].withdrawn_at is not None:
            found.append(Objection(block, Cannot.WITHDRAWN))
        codes.add(block.code)
        titles.add(title)
        found += [Objection(block, problem) for problem in problems(block.entry)]
    return found


def check_publishable(blocks: Iterable[Block], today: date) -> list[Objection]:
    """What besides keeps them from being published at once: nobody would answer for them."""
    found = []
    for block in blocks:
        if not block.owner:
            found.append(Objection(block, Cannot.NO_OWNER))
        if block.review_on is None or block.review_on <= today:
            found.append(Objection(block, Cannot.REVIEW_PAST))
    return found


def _topics() -> dict[tuple[str, str], Topic]:
    rows = list(Topic.objects.order_by("path"))
    areas = {row.path: row.name for row in rows if row.depth == 1}
    return {(areas[row.path[: Topic.steplen]], row.name): row for row in rows if row.depth == 2}


def _owners() -> Mapping[str, Desk]:
    return {desk.code: desk for desk in Desk.objects.filter(department__isnull=False)}


def _items(blocks: Iterable[Block]) -> dict[str, Item]:
    rows = Item.objects.select_related("topic", "owner", "live")
    return {item.code: item for item in rows.filter(code__in=[block.code for block in blocks])}


def compare(blocks: Iterable[Block]) -> list[tuple[Block, Outcome]]:
    """What would come of each, against what is published or, where nothing is, the newest draft.
    When it is to be checked again counts for nothing: the checker says it anew.
    """
    rows = list(blocks)
    items, topics = _items(rows), _topics()
    newest = _newest(items.values())
    return [(block, _outcome(block, items.get(block.code), newest, topics)) for block in rows]


def _newest(items: Iterable[Item]) -> dict[int, ItemVersion]:
    rows = ItemVersion.objects.filter(item__in=[item.pk for item in items])
    return {row.item_id: row for row in rows.order_by("number")}


def _outcome(
    block: Block,
    item: Item | None,
    newest: Mapping[int, ItemVersion],
    topics: Mapping[tuple[str, str], Topic],
) -> Outcome:
    if item is None:
        return Outcome.NEW
    owner = item.owner.code if item.owner else ""
    place = topics.get((block.area, block.topic))
    now = (item.live or newest[item.pk]).entry
    is_same = now == block.entry and owner == block.owner and place == item.topic
    return Outcome.SAME if is_same else Outcome.CHANGED


@transaction.atomic
def take(
    blocks: Iterable[Block], *, publish: bool, by: User | None, reason: str, now: datetime
) -> Taken:
    """Take what is new or changed, as drafts that wait for their owners' check, or published: then
    `by` says that the owners have checked it outside: the texts, which the files hold, and of
    forms to fill in those that everybody reads already. Raises Refused if anything is in the way.
    """
    lock_book()
    rows = list(blocks)
    today = timezone.localtime(now).date()
    if check(rows) or (publish and check_publishable(rows, today)):
        raise Refused("faults")
    outcomes = compare(rows)
    topics, owners, items = _topics(), _owners(), _items(rows)
    list(Item.objects.filter(pk__in=[i.pk for i in items.values()]).select_for_update(of=("self",)))
    newest = _newest(items.values())
    todo = [block for block, outcome in outcomes if outcome is not Outcome.SAME]
    reindex: list[tuple[Item, dict[str, int], dict[str, int]]] = []
    is_many = len(todo) > _MANY
    for position, block in enumerate(todo):
        topic, owner = topics[block.area, block.topic], owners.get(block.owner)
        item = items.get(block.code) or Item(code=block.code, position=position)
        was_live = item.live
        before = index.tokens_of(item.topic, was_live.entry) if was_live and not is_many else {}
        item.topic, item.owner = topic, owner
        if was_live is None:
            item.title, item.title_en = block.entry.title, block.entry.title_en
        item.save()
        version = newest.get(item.pk)
        begun = item.continued(version) if version else None
        if begun is None or begun.entry != block.entry or publish:
            drop_open(item)
            version = ItemVersion(
                item=item,
                number=version.number + 1 if version else 1,
                data=block.entry.as_data(),
                author=by,
                reason=reason,
                written_at=now,
            )
            if publish:
                version.stage = Stage.PUBLISHED.value
                version.reviewed_by, version.reviewed_at = by, now
                version.published_by, version.published_at = by, now
                version.review_on = block.review_on
            # Forms that only a draft has, nobody has checked.
            kept_from = was_live if publish else begun
            kept = attached.of_version(kept_from.pk) if kept_from else []
            version.save()
            attached.put(item.pk, version.pk, kept)
            if publish:
                attached.ensure_read(version.pk)
                item.show(version)
                item.checked_by, item.checked_on, item.review_on = by, today, block.review_on
                item.save()
        if item.live is not None and not is_many:
            reindex.append((item, before, index.tokens_of(topic, item.live.entry)))
        items[block.code] = item
    for item, before, after in reindex:
        index.replace(item.pk, before, after)
    if is_many:
        index.rebuild()
    attention.settle([items[block.code].pk for block in todo], now)
    count = [outcome for _, outcome in outcomes].count
    return Taken(count(Outcome.NEW), count(Outcome.CHANGED), count(Outcome.SAME))


@transaction.atomic
def take_sample(blocks: Iterable[Block], now: datetime) -> int:
    """Publish the sample book in a city without one. Everything in it is marked as a sample: no
    office of this city has checked it. What names an office that is not here has no owner.
    """
    lock_book()
    topics, owners = _topics(), _owners()
    rows = list(blocks)
    places = [topics.get((block.area, block.topic)) for block in rows]
    kept = [(block, topic) for block, topic in zip(rows, places, strict=True) if topic]
    items = []
    for position, (block, topic) in enumerate(kept):
        item = Item(
            code=block.code,
            topic=topic,
            position=position,
            owner=owners.get(block.owner),
            is_sample=True,
            review_on=block.review_on,
        )
        item.describe(block.entry)
        items.append(item)
    Item.objects.bulk_create(items)
    ItemVersion.objects.bulk_create(
        ItemVersion(
            item=item,
            number=1,
            data=block.entry.as_data(),
            stage=Stage.PUBLISHED.value,
            written_at=now,
            published_at=now,
        )
        for item, (block, _) in zip(items, kept, strict=True)
    )
    texts = ItemVersion.objects.filter(item=OuterRef("pk")).values("pk")
    Item.objects.filter(is_sample=True, live=None).update(live=Subquery(texts[:1]))
    index.rebuild()
    return len(items)
