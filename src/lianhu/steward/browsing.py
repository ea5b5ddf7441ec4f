"""Going through the tree of places: the children of one, or those found, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from lianhu.grid.models import Desk, Node, Stay, after
from lianhu.grid.queries import paths_up
from lianhu.grid.rules import DeskKind

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A place in a list: how many open places lie right below it, how many households live in it.

    `above`: what it lies in, where the list does not say so itself.
    """

    node: Node
    below: int
    households: int
    above: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    rows: Sequence[Row]
    next: str


def children(node: Node, start: str = "") -> Rows:
    """Open places right below one, from the path `start` on. Three queries."""
    found = Node.objects.filter(
        path__gt=node.path, path__lt=after(node.path), depth=node.depth + 1, closed_at=None
    )
    return _page(list(found.filter(path__gt=start).select_related("level")[: PAGE + 1]))


def found(words: str, start: str = "") -> Rows:
    """Open places by code, or with these words in their name, in the order of the tree. Four
    queries.
    """
    named = Q(code=words) | Q(name__contains=words) | Q(name_en__icontains=words)
    nodes = Node.objects.filter(named, closed_at=None, path__gt=start).select_related("level")
    rows = _page(list(nodes[: PAGE + 1]))
    ways = {row.node.pk: paths_up(row.node.path)[1:] for row in rows.rows}
    wanted = {path for way in ways.values() for path in way}
    names = {node.path: node.shown_name for node in Node.objects.filter(path__in=wanted)}
    return Rows(
        [
            Row(
                row.node,
                row.below,
                row.households,
                " › ".join(names[path] for path in reversed(ways[row.node.pk])),
            )
            for row in rows.rows
        ],
        rows.next,
    )


def _page(nodes: list[Node]) -> Rows:
    page = nodes[:PAGE]
    below: dict[str, int] = {}
    inside = Q(pk__in=[])
    for node in page:
        inside |= Q(path__gt=node.path, path__lt=after(node.path), depth=node.depth + 1)
    lengths = {len(node.path) for node in page}
    for length in lengths:
        counted = (
            Node.objects.filter(inside, closed_at=None, depth=length // Node.steplen + 1)
            .order_by()
            .annotate(over=Substr("path", 1, length))
            .values_list("over")
            .annotate(Count("pk"))
        )
        below |= dict(counted)
    living = dict(
        Stay.objects.open()
        .filter(beat__in=[node.pk for node in page])
        .values_list("beat")
        .annotate(Count("pk"))
    )
    return Rows(
        [Row(node, below.get(node.path, 0), living.get(node.pk, 0)) for node in page],
        nodes[PAGE - 1].path if len(nodes) > PAGE else "",
    )


def way_to(node: Node) -> list[Node]:
    """What a place lies in, the top first. One query."""
    return list(Node.objects.filter(path__in=paths_up(node.path)[1:]).order_by("path"))


def near(among: QuerySet[Node], node: Node) -> list[dict[str, str]]:
    """Of these places those that lie in the same place as `node` or around that, to be offered by
    name. Two queries at most.
    """
    for path in paths_up(node.path)[1:3]:
        found = among.filter(path__gt=path, path__lt=after(path)).order_by("path")[:PAGE]
        offered = [{"code": place.code, "name": place.shown_name} for place in found]
        if offered:
            return offered
    return []


def desk_at(node: Node) -> Desk | None:
    """The desk of a place, with its hours. One query."""
    desks = Desk.objects.filter(node=node, kind=DeskKind.NODE)
    return desks.select_related("hours", "manned_by").first()
