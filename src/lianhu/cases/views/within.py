"""Which of the places that one supervises a page is about: all, or one that `?in=` names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest

from lianhu.cases.access import Viewer
from lianhu.grid.models import Node
from lianhu.kernel import text


@dataclass(frozen=True, slots=True)
class Within:
    """`places`: what the page is about. `here`: the one that was named, if one was. `steps`: the
    smaller ones to choose next; a beat is none, being one person's.
    """

    places: Sequence[Node]
    here: Node | None
    steps: Sequence[Node]

    @property
    def query(self) -> str:
        """What an address says of it."""
        return f"in={self.here.code}&" if self.here else ""


def outermost(nodes: Iterable[Node]) -> list[Node]:
    """Each once, without what lies within another of them."""
    by_path = {node.path: node for node in nodes}
    return [
        node
        for path, node in by_path.items()
        if not any(path != one and path.startswith(one) for one in by_path)
    ]


def within(request: HttpRequest, viewer: Viewer) -> Within:
    """One query, two if a place is named. Raises Http404 outside what `viewer` supervises."""
    mine = list({desk.node.path: desk.node for desk in viewer.supervision}.values())
    code = text.clean(request.GET.get("in", ""), limit=40)
    here = None
    if code:
        here = Node.objects.filter(code=code, closed_at=None).first()
        if here is None or not any(here.path.startswith(node.path) for node in mine):
            raise Http404
    above = here or (mine[0] if len(mine) == 1 else None)
    if above is None:
        return Within(mine, None, mine)
    steps = Node.objects.within(above).filter(
        depth=above.depth + 1, closed_at=None, level__is_beat=False
    )
    return Within([above], here, list(steps.order_by("path")))
