"""Reading the book: areas, what-to-do's and items."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models.fields.json import KeyTextTransform

from lianhu.knowledge.models import FormerTitle, Item, ItemQuerySet, Topic
from lianhu.knowledge.rules.entry import Audience


@dataclass(slots=True)
class Shelf:
    """A what-to-do with what is published below it."""

    topic: Topic
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Area:
    topic: Topic
    items: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """An item as a list of results shows it."""

    code: str
    title: str
    title_en: str
    sentence: str
    sentence_en: str
    topic: str
    topic_en: str
    review_on: date | None
    valid_from: date | None
    valid_until: date | None


def lines(keys: Sequence[int]) -> list[Line]:
    """In the given order, without those that have been withdrawn meanwhile. One query, which leaves
    the rest of their texts where it is: reading it would take longer than finding them.
    """
    rows = (
        Item.objects.published()
        .filter(pk__in=keys)
        .values_list(
            "pk",
            "code",
            "title",
            "title_en",
            KeyTextTransform("sentence", "live__data"),
            KeyTextTransform("sentence_en", "live__data"),
            "topic__name",
            "topic__name_en",
            "review_on",
            "valid_from",
            "valid_until",
        )
    )
    found = {key: Line(*shown) for key, *shown in rows}
    return [found[key] for key in keys if key in found]


def browsed(area: Topic | None, audience: Audience | None, start: int, most: int) -> list[int]:
    """Keys in the order of the book, from a place on. `audience`: what is for these above all, not
    what is for everybody. One query.
    """
    rows = Item.objects.published() if area is None else published_in(area)
    if audience is not None:
        rows = rows.for_whom(audience)
    ordered = rows.order_by("topic__path", "position", "pk")
    return list(ordered.values_list("pk", flat=True)[start : start + most])


def areas() -> list[Area]:
    """In their order, with how many items each has; areas without any are left out. Two queries."""
    found = {
        topic.path: Area(topic)
        for topic in Topic.objects.filter(depth=1, retired_at=None).order_by("path")
    }
    published = Item.objects.published().values_list("topic__path", flat=True)
    for path in published.order_by():
        area = found.get(path[: Topic.steplen])
        if area:
            area.items += 1
    return [area for area in found.values() if area.items]


def shelves(area: Topic) -> list[Shelf]:
    """The what-to-do's of an area that have anything. One query."""
    items = published_in(area).select_related("topic", "live")
    found: dict[int, Shelf] = {}
    for item in items.order_by("topic__path", "position", "pk"):
        found.setdefault(item.topic_id, Shelf(item.topic)).items.append(item)
    return list(found.values())


def published_in(area: Topic) -> ItemQuerySet:
    """By a range of paths, which an index can follow on both databases."""
    return Item.objects.published().filter(
        topic__path__gte=area.path, topic__path__lt=area.path[:-1] + chr(ord(area.path[-1]) + 1)
    )


def by_titles(titles: Sequence[str]) -> list[Item]:
    """Those that are published, in the given order, also by titles that they had before. One query,
    and one more where a title is nobody's now.
    """
    rows = {item.title: item for item in Item.objects.published().filter(title__in=titles)}
    if missing := [title for title in titles if title not in rows]:
        former = FormerTitle.objects.filter(title__in=missing, item__live__isnull=False)
        rows |= {one.title: one.item for one in former.select_related("item")}
    found = {rows[title].pk: rows[title] for title in titles if title in rows}
    return list(found.values())
