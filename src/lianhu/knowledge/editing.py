"""What editors read of the book: items by how far they are, and what was asked and not found."""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum

from lianhu.grid.models import Node, after
from lianhu.knowledge.models import UNATTENDED_ITEMS, Item, ItemVersion, NotFound, Topic
from lianhu.knowledge.rules.publishing import OPEN, Stage

PAGE = 50


class State(Enum):
    """What an item is found by; one may be in several."""

    DRAFT = "draft"
    WAITING = "waiting"
    PUBLISHED = "published"
    REVIEW = "review"
    UNATTENDED = "unattended"
    WITHDRAWN = "withdrawn"


def _in_state(state: State, today: date) -> Q:
    open_versions = ItemVersion.objects.filter(item=OuterRef("pk"))
    match state:
        case State.DRAFT:
            return Q(Exists(open_versions.filter(stage=Stage.DRAFT.value)))
        case State.WAITING:
            return Q(Exists(open_versions.filter(stage=Stage.REVIEWED.value)))
        case State.PUBLISHED:
            return Q(live__isnull=False)
        case State.REVIEW:
            return Q(live__isnull=False, review_on__lt=today)
        case State.UNATTENDED:
            return Q(live__isnull=False) & UNATTENDED_ITEMS
    return Q(withdrawn_at__isnull=False)


def counts(items: QuerySet[Item], today: date) -> dict[State, int]:
    """How many are in each state. One query."""
    found = items.aggregate(
        **{state.value: Count("pk", filter=_in_state(state, today)) for state in State}
    )
    return {state: found[state.value] for state in State}


@dataclass(frozen=True, slots=True)
class Row:
    item: Item
    open: ItemVersion | None


@dataclass(frozen=True, slots=True)
class Rows:
    rows: list[Row]
    next: str


def listed(
    items: QuerySet[Item],
    *,
    state: State | None,
    area: Topic | None,
    words: str,
    start: str,
    today: date,
) -> Rows:
    """Items by code, from `start` on. Two queries."""
    if state is not None:
        items = items.filter(_in_state(state, today))
    if area is not None:
        items = items.filter(topic__path__gte=area.path, topic__path__lt=after(area.path))
    if words:
        named = Q(title__contains=words) | Q(title_en__icontains=words)
        items = items.filter(named | Q(code__contains=words))
    found = items.filter(code__gt=start).order_by("code").select_related("topic", "owner")
    page = list(found[: PAGE + 1])
    versions = ItemVersion.objects.filter(item__in=[i.pk for i in page], stage__in=OPEN)
    by_item = {version.item_id: version for version in versions.defer("data")}
    return Rows(
        [Row(item, by_item.get(item.pk)) for item in page[:PAGE]],
        page[PAGE - 1].code if len(page) > PAGE else "",
    )


def versions(item: Item) -> list[ItemVersion]:
    """The newest first, with the people who had a part. One query."""
    rows = item.versions.select_related("author", "reviewed_by", "published_by")
    return list(rows.order_by("-number"))


@dataclass(slots=True)
class Asked:
    """A question without an answer. `places`: how often in which place right below."""

    text: str
    times: int
    last: date
    places: list[tuple[Node, int]] = field(default_factory=list)


def asked(within: Node | None, start: int = 0) -> tuple[list[Asked], bool]:
    """The most often asked first, and whether there are more. Three queries."""
    rows = NotFound.objects.all()
    if within is not None:
        rows = rows.filter(node__path__gte=within.path, node__path__lt=after(within.path))
    grouped = rows.values("text").annotate(times=Sum("count"), last=Max("day"))
    page = list(grouped.order_by("-times", "text")[start : start + PAGE + 1])
    found = {row["text"]: Asked(row["text"], row["times"], row["last"]) for row in page[:PAGE]}
    _add_places(found, rows.filter(text__in=found), within)
    return list(found.values()), len(page) > PAGE


def _add_places(found: dict[str, Asked], rows: QuerySet[NotFound], within: Node | None) -> None:
    depth = within.depth + 1 if within else 2
    told: dict[tuple[str, str], int] = {}
    paths = rows.filter(node__isnull=False).values_list("text", "node__path")
    for text, path, count in paths.annotate(total=Sum("count")).order_by():
        below = path[: depth * Node.steplen]
        told[text, below] = told.get((text, below), 0) + count
    nodes = {node.path: node for node in Node.objects.filter(path__in={path for _, path in told})}
    for (text, path), count in sorted(told.items(), key=lambda one: -one[1]):
        if path in nodes:
            found[text].places.append((nodes[path], count))
