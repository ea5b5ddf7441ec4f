"""Keeping the index of the book in step with what is published."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from django.db import transaction

from lianhu.kernel import store
from lianhu.knowledge.fields import weights
from lianhu.knowledge.models import Item, Posting, Topic
from lianhu.knowledge.rules.entry import Entry
from lianhu.knowledge.rules.postings import BUCKET, EVERY, pack, pack_joined, unpack

_AT_ONCE = 500  # tokens in a statement
Progress = Callable[[int, int], None]


def tokens_of(topic: Topic, entry: Entry) -> dict[str, int]:
    area = Topic.objects.get_parent(topic)
    return weights(entry, area.name if area else "", topic.name)


def replace(item: int, before: Iterable[str], after: Mapping[str, int]) -> None:
    """Let the index say of one item what it weighs now. Call under the lock of the book."""
    bucket, place = divmod(item, BUCKET)
    tokens = sorted({*before, *after})
    for start in range(0, len(tokens), _AT_ONCE):
        some = tokens[start : start + _AT_ONCE]
        rows = {row.token: row for row in Posting.objects.filter(token__in=some, bucket=bucket)}
        new, changed, gone = [], [], []
        for token in some:
            row = rows.get(token)
            weighed = unpack(bytes(row.packed)) if row else {}
            weighed.pop(place, None)
            if token in after:
                weighed[place] = after[token]
            if row is None and weighed:
                new.append(_row(token, bucket, weighed))
            elif row is not None and not weighed:
                gone.append(row.pk)
            elif row is not None:
                row.packed, row.count = pack(weighed), len(weighed)
                changed.append(row)
        Posting.objects.bulk_create(new)
        Posting.objects.bulk_update(changed, ["packed", "count"], batch_size=100)
        Posting.objects.filter(pk__in=gone).delete()


def _row(token: str, bucket: int, weighed: Mapping[int, int]) -> Posting:
    return Posting(token=token, bucket=bucket, count=len(weighed), packed=pack(weighed))


def is_old() -> bool:
    """Whether it was written by a version that weighed in another way."""
    holds_all = Posting.objects.filter(token=EVERY)
    return not holds_all.exists() and Item.objects.filter(live__isnull=False).exists()


@transaction.atomic
def rebuild(progress: Progress = lambda done, total: None) -> int:
    """Index all that is published from nothing; return how many items that is.

    A bucket at a time, so that memory holds for any number of items.
    """
    Posting.objects.all().delete()
    topics = {topic.pk: topic for topic in Topic.objects.all()}
    areas = {topic.path: topic.name for topic in topics.values() if topic.depth == 1}
    rows = Item.objects.filter(live__isnull=False)
    total = rows.count()
    bucket, found = 0, _nothing()
    read = rows.order_by("pk").values_list("pk", "topic", "live__data")
    for done, (item, topic, data) in enumerate(read.iterator(chunk_size=1000), 1):
        if item // BUCKET != bucket:
            _write(bucket, found)
            bucket, found = item // BUCKET, _nothing()
        place = topics[topic]
        area = areas.get(place.path[: Topic.steplen], "")
        joined = item % BUCKET << 8
        for token, weight in weights(Entry.from_data(data), area, place.name).items():
            found[token].append(joined | weight)
        progress(done, total)
    _write(bucket, found)
    return total


def _nothing() -> "defaultdict[str, array[int]]":
    return defaultdict(lambda: array("I"))


def _write(bucket: int, found: Mapping[str, "array[int]"]) -> None:
    rows = ((token, bucket, len(held), pack_joined(held)) for token, held in found.items())
    store.fill(Posting, "token bucket count packed", rows)
