"""Places: new ones, other names, and a place that moves below another.

Nothing else keeps the path of a place, so what follows from where it lies follows at once: ladders,
who supervises, what is shared with the roster above. Deadlines stay: hours, calendar and people of
its desks are what they were.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lianhu.accounts.models import User
from lianhu.grid.models import Desk, Level, Node, after
from lianhu.grid.rules import DeskKind
from lianhu.steward.services import note_change
from lianhu.steward.services.seen import Facts, Impossible, ensure_seen


def facts_of(node: Node) -> Facts:
    return {
        "name": node.name,
        "name_en": node.name_en,
        "path": node.path,
        "closed_at": node.closed_at,
    }


def locked(*codes: str) -> dict[str, Node]:
    """Places by code, locked in the order of their keys."""
    found = Node.objects.filter(code__in=codes).select_for_update(no_key=True, of=("self",))
    return {node.code: node for node in found.order_by("pk")}


def level_below(node: Node) -> Level | None:
    return Level.objects.filter(depth=node.depth + 1).first()


@transaction.atomic
def add_place(parent: str, values: Mapping[str, Any], *, by: User, now: datetime) -> Node:
    """A place with a desk. Raises Impossible: below the lowest level, or in a closed place."""
    above = locked(parent)[parent]
    level = level_below(above)
    if level is None or above.closed_at is not None:
        raise Impossible(_("No place can be added here."))
    node: Node = Node.objects.add_child(
        above,
        {
            "code": _free_code(above),
            "name": values["name"],
            "name_en": values["name_en"],
            "level": level,
        },
    )
    Desk.objects.create(
        code=node.code,
        node=node,
        name=values["desk_name"] or node.name,
        name_en=values["desk_name_en"] or node.name_en,
        hours=values["hours"],
        phone=values["phone"],
    )
    note_change(
        by,
        "place.added",
        node.name,
        after={"code": node.code, "above": above.name, "level": level.name},
        now=now,
    )
    return node


def _free_code(above: Node) -> str:
    """The first free number below the place above, as the codes of a city are usually made."""
    n = above.numchild + 1
    while True:
        code = f"{above.code}.{n}"
        taken = Node.objects.filter(code=code).exists() or Desk.objects.filter(code=code).exists()
        if not taken:
            return code
        n += 1


def named_after(node: Node) -> QuerySet[Desk]:
    """Desks of a place and below it whose Chinese name begins with the place's."""
    return Desk.objects.filter(
        kind=DeskKind.NODE,
        node__path__gte=node.path,
        node__path__lt=after(node.path),
        name__startswith=node.name,
    )


@transaction.atomic
def rename_place(
    code: str, values: Mapping[str, str], *, seen: str, by: User, now: datetime
) -> int:
    """The place, and the desks that carry its name; return how many. Raises Changed."""
    node = locked(code)[code]
    ensure_seen(seen, facts_of(node))
    before = {"name": node.name, "name_en": node.name_en}
    if before == dict(values):
        return 0
    desks = list(named_after(node))
    for desk in desks:
        desk.name = (values["name"] + desk.name.removeprefix(node.name))[:60]
        if desk.name_en.endswith(node.name_en):
            kept = desk.name_en.removesuffix(node.name_en)
            desk.name_en = (kept + values["name_en"])[:90]
    Desk.objects.bulk_update(desks, ["name", "name_en"])
    node.name, node.name_en = values["name"], values["name_en"]
    node.save(update_fields=["name", "name_en"])
    note_change(
        by,
        "place.renamed",
        before["name"],
        before=before,
        after={**values, "desks": len(desks)},
        now=now,
    )
    return len(desks)


def may_lie_below(node: Node) -> QuerySet[Node]:
    """The open places of the level above, but for the one that it lies in."""
    here = node.path[: -Node.steplen]
    found: QuerySet[Node] = Node.objects.filter(depth=node.depth - 1, closed_at=None)
    return found.exclude(path=here)


@transaction.atomic
def move_place(code: str, to: str, *, seen: str, by: User, now: datetime) -> Node:
    """Below another place of the level above, with all that is in it.

    What waits at its desks stays there and climbs by way of the new place above. What waits at the
    old place above stays there too, and goes up from there to where both ways meet. Raises
    Impossible, Changed.
    """
    # Both parents change too: how many places are below them.
    inner = Node.objects.get(code=code)
    above = Node.objects.filter(path=inner.path[: -Node.steplen]).values_list("code", flat=True)
    found = locked(code, to, *above)
    node, target = found[code], found[to]
    ensure_seen(seen, facts_of(node))
    if not may_lie_below(node).filter(pk=target.pk).exists():
        raise Impossible(_("Please choose another place of the level above."))
    before = Node.objects.get_parent(node)
    assert before is not None
    Node.objects.move(node, target, pos="last-child")
    note_change(
        by,
        "place.moved",
        node.name,
        before={"above": before.name},
        after={"above": target.name},
        now=now,
    )
    return node


def called(name: str, among: QuerySet[Node]) -> list[Node]:
    """Places meant by a code or a name: one if that is clear, several if it is not."""
    by_code = list(among.filter(code=name))
    if by_code:
        return by_code
    just_that = list(among.filter(Q(name=name) | Q(name_en__iexact=name))[:20])
    return just_that or list(among.filter(Q(name__contains=name) | Q(name_en__icontains=name))[:20])
