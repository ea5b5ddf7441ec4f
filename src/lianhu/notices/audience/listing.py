"""Lists of households and desks: read from what a sender gives, kept with the text."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Q

from lianhu.grid.models import Desk, Household, Node, after
from lianhu.grid.rules import DeskKind
from lianhu.kernel.sheets.limits import PAGE
from lianhu.kernel.sheets.reading import open_rows, put_down
from lianhu.kernel.store import insert
from lianhu.notices.audience.models import ListRow
from lianhu.notices.rules import sending as rules
from lianhu.notices.rules.listing import LONGEST, Listed, Wrong, from_cells, judge

if TYPE_CHECKING:
    from lianhu.notices.models import Version

CAPS = replace(PAGE, rows=LONGEST + 1, cpu_seconds=10)


def read(chunks: Iterable[bytes]) -> list[str]:
    """The codes of a file. Raises kernel.sheets.limits.Refused."""
    with put_down(chunks, CAPS) as file, open_rows(file, CAPS) as batches:
        return from_cells(row.cells for batch in batches for row in batch)


def look_up(codes: Sequence[str], within: Node) -> tuple[Listed, list[Wrong]]:
    """Whom they mean at or below a place. Three queries."""
    path = within.path
    wanted = set(codes)
    homes = Household.objects.filter(
        code__in=wanted,
        stays__ends_on=None,
        stays__beat__path__gte=path,
        stays__beat__path__lt=after(path),
    )
    # People know places by their codes; those of their desks are rarely seen.
    called = Q(code__in=wanted) | Q(node__code__in=wanted)
    there = Desk.objects.filter(called, node__path__gte=path, node__path__lt=after(path))
    desks, departments, closed = dict[str, int](), set[str](), set[str]()
    for desk in there.select_related("node").order_by("pk"):
        if desk.kind != DeskKind.NODE:
            departments.add(desk.code)
            continue
        for code in (desk.code, desk.node.code):
            if desk.closed_at is not None or desk.node.closed_at is not None:
                closed.add(code)
            else:
                desks[code] = desk.pk
    return judge(
        codes,
        dict(homes.values_list("code", "pk")),
        desks,
        departments=departments - desks.keys(),
        closed=closed - desks.keys(),
    )


def keep(version: "Version", listed: Listed | None) -> None:
    """In the place of what was kept. Call inside a transaction."""
    ListRow.objects.filter(version=version).delete()
    if listed is None:
        return
    rows = [ListRow(version=version, household_id=key) for key in listed.households]
    insert(rows + [ListRow(version=version, desk_id=key) for key in listed.desks])


def copy(version: "Version", to: "Version") -> None:
    """The same list for another text. Call inside a transaction."""
    listed = kept(version)
    keep(to, listed if listed.households or listed.desks else None)


def kept(version: "Version") -> Listed:
    """One query."""
    rows = list(ListRow.objects.filter(version=version).order_by("pk"))
    return Listed(
        tuple(row.household_id for row in rows if row.household_id is not None),
        tuple(row.desk_id for row in rows if row.desk_id is not None),
    )


def to_send(version: "Version") -> None:
    """Raises Refused where the list was forgotten, or somebody on it. No query without a list."""
    meant = version.meant_for.listed
    if meant is not None and ListRow.objects.filter(version=version).count() < sum(meant):
        raise rules.Refused(rules.Code.LIST_GONE)


def codes(version: "Version", most: int | None = None) -> list[str]:
    """As they stand in the list. One query."""
    rows = ListRow.objects.filter(version=version).order_by("pk")
    found = rows.values_list("household__code", "desk__code")[:most]
    return [household or desk or "" for household, desk in found]
