"""Choosing a place: one list where it fits on a phone, else step by step."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from lianhu.grid.models import Node
from lianhu.grid.queries import Region, below, regions
from lianhu.kernel import text

# More than this is not one list on a phone.
MOST_PLACES = 300


@dataclass(frozen=True, slots=True)
class Where:
    """`within`: what is known. `regions`: the places in it; None as long as they are too many."""

    within: Node
    regions: list[Region] | None

    @property
    def steps(self) -> list[Node]:
        return below(self.within)


def where(request: HttpRequest, top: Node) -> tuple[Where, bool]:
    """How far it has been narrowed down, and whether that is enough. Raises Http404 outside `top`.

    The address says it: `?in=` a place, and `here` where one cannot say more.
    """
    code = text.clean(request.GET.get("in", ""), limit=40)
    within = Node.objects.filter(code=code, closed_at=None).first() if code else top
    if within is None or not within.path.startswith(top.path):
        raise Http404
    found = Where(within, regions(within, MOST_PLACES))
    return found, found.regions is not None or "here" in request.GET
