"""The whole book in and out: from files of Markdown into items, and back."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from importlib.resources import files

from django.db import transaction

from lianhu.grid.models import Desk
from lianhu.knowledge import index
from lianhu.knowledge.models import Item, ItemVersion, Topic
from lianhu.knowledge.rules.entry import Problem, problems
from lianhu.knowledge.rules.markdown import Block, parse
from lianhu.knowledge.rules.publishing import Stage
from lianhu.knowledge.services import lock_book


class Cannot(Enum):
    """Why an item of a file cannot be taken."""

    NO_SUCH_AREA = "no_such_area"
    NO_SUCH_TOPIC = "no_such_topic"
    NO_SUCH_OWNER = "no_such_owner"
    CODE_TWICE = "code_twice"
    TITLE_TWICE = "title_twice"


@dataclass(frozen=True, slots=True)
class Objection:
    block: Block
    what: Cannot | Problem


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


def check(blocks: Iterable[Block]) -> list[Objection]:
    """What keeps these items from being taken."""
    topics, owners = _topics(), _owners()
    found: list[Objection] = []
    codes: set[str] = set()
    titles: set[str] = set()
    for block in blocks:
        if block.area not in {area for area, _ in topics}:
            found.append(Objection(block, Cannot.NO_SUCH_AREA))
        elif (block.area, block.topic) not in topics:
            found.append(Objection(block, Cannot.NO_SUCH_TOPIC))
        if block.owner and block.owner not in owners:
            found.append(Objection(block, Cannot.NO_SUCH_OWNER))
        if block.code in codes:
            found.append(Objection(block, Cannot.CODE_TWICE))
        if block.entry.title in titles:
            found.append(Objection(block, Cannot.TITLE_TWICE))
        codes.add(block.code)
        titles.add(block.entry.title)
        found += [Objection(block, problem) for problem in problems(block.entry)]
    return found


def _topics() -> dict[tuple[str, str], Topic]:
    rows = list(Topic.objects.order_by("path"))
    areas = {row.path: row.name for row in rows if row.depth == 1}
    return {(areas[row.path[: Topic.steplen]], row.name): row for row in rows if row.depth == 2}


def _owners() -> Mapping[str, Desk]:
    return {desk.code: desk for desk in Desk.objects.filter(department__isnull=False)}


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
    items = Item.objects.bulk_create(
        Item(
            code=block.code,
            topic=topic,
            position=position,
            title=block.entry.title,
            title_en=block.entry.title_en,
            owner=owners.get(block.owner),
            is_sample=True,
            review_on=block.review_on,
        )
        for position, (block, topic) in enumerate(kept)
    )
    versions = ItemVersion.objects.bulk_create(
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
    for item, version in zip(items, versions, strict=True):
        item.show(version)
    Item.objects.bulk_update(
        items, ["live", "valid_from", "valid_until", "audiences"], batch_size=200
    )
    index.rebuild()
    return len(items)
