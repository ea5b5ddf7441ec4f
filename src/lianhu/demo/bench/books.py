"""A book as large as wanted, written in a city: the sample's parts, put together anew under other
titles.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import islice

from django.db import transaction
from django.db.models import OuterRef, Subquery

from lianhu.demo.dice import Dice
from lianhu.knowledge.book import sample_blocks
from lianhu.knowledge.models import Item, ItemVersion, Topic
from lianhu.knowledge.rules.entry import Entry
from lianhu.knowledge.rules.publishing import Stage

_AT_ONCE = 2000


def entries(count: int, first: int) -> Iterator[tuple[str, Entry]]:
    """With the name of the what-to-do that each stands under; the same in every run."""
    blocks = sample_blocks()
    for number in range(first, first + count):
        dice = Dice(number, "book")
        head, other, papers, steps, returns = (dice.pick(blocks) for _ in range(5))
        title = f"{head.entry.title[:24]}与{other.entry.title[:10]}{number}"
        alike = (*head.entry.aliases[:3], *other.entry.aliases[:2])
        yield (
            head.topic,
            replace(
                head.entry,
                title=title,
                title_en=f"{head.entry.title_en[:60]} {number}",
                aliases=tuple(f"{alias}{number}" for alias in alike),
                suits=other.entry.suits,
                papers=papers.entry.papers,
                steps=steps.entry.steps,
                returns=returns.entry.returns,
                related=(),
            ),
        )


@transaction.atomic
def write(rows: Iterable[tuple[str, Entry]], *, review_on: date, now: datetime) -> None:
    """Publish them all; the index is another matter."""
    topics = {topic.name: topic for topic in Topic.objects.filter(depth=2)}
    position = Item.objects.count()
    waiting = iter(rows)
    while batch := list(islice(waiting, _AT_ONCE)):
        items = Item.objects.bulk_create(
            Item(
                code=f"bench.{position + at}",
                topic=topics[topic],
                position=position + at,
                title=entry.title,
                title_en=entry.title_en,
                audiences=f"|{'|'.join(one.value for one in entry.audiences)}|",
                review_on=review_on,
            )
            for at, (topic, entry) in enumerate(batch)
        )
        ItemVersion.objects.bulk_create(
            ItemVersion(
                item=item,
                number=1,
                data=entry.as_data(),
                stage=Stage.PUBLISHED.value,
                written_at=now,
                published_at=now,
            )
            for item, (_, entry) in zip(items, batch, strict=True)
        )
        position += len(batch)
    only = ItemVersion.objects.filter(item=OuterRef("pk")).values("pk")[:1]
    Item.objects.filter(live=None).update(live=Subquery(only))
