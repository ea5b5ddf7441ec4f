"""Whom a broadcast is for at a moment: by the desks and households at the places that it names."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from lianhu.grid.models import Desk, Node, Stay, after
from lianhu.grid.rules import DeskKind
from lianhu.inbox import people
from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.inbox.people import Listener
from lianhu.inbox.rules.broadcasts import POSTS, Aim, Who


def aims_of(broadcast: Broadcast) -> list[Aim]:
    """One query."""
    rows = broadcast.targets.select_related("node").order_by("id")
    return [Aim(row.node.path, Who(row.who), row.depth) for row in rows]


def desks_of(aims: Iterable[Aim], *, sender: int) -> QuerySet[Desk]:
    """Open desks at which somebody is meant, by key, with place and level joined."""
    meant = Q(pk__in=[])
    for aim in aims:
        if aim.who not in POSTS:
            continue
        kind, _role = POSTS[aim.who]
        there = Q(kind=kind, node__path__gte=aim.path, node__path__lt=after(aim.path))
        if kind is DeskKind.NODE:
            there &= Q(node__level__is_beat=aim.who is Who.OFFICER)
        if aim.depth is not None:
            there &= Q(node__depth=aim.depth)
        meant |= there
    found = Desk.objects.filter(meant, closed_at=None, node__closed_at=None).exclude(pk=sender)
    return found.select_related("node__level").order_by("pk")


def listeners(
    aims: Sequence[Aim], desks: Sequence[Desk], now: datetime
) -> Mapping[int, list[Listener]]:
    """Who serves at these desks at `now` in a post that is meant, by desk. Five queries."""
    serving = people.at_desks(desks, now)
    return {
        desk.pk: [
            one
            for one in serving[desk.pk]
            if any(POSTS[who][1] in one.roles for who in _meant_at(desk, aims))
        ]
        for desk in desks
    }


def _meant_at(desk: Desk, aims: Iterable[Aim]) -> set[Who]:
    return {
        aim.who
        for aim in aims
        if aim.who in POSTS
        and POSTS[aim.who][0] == desk.kind
        and desk.node.path.startswith(aim.path)
        and aim.depth in (None, desk.node.depth)
    }


def households_of(aims: Iterable[Aim]) -> int:
    """How many households are meant. One query."""
    meant = Q(pk__in=[])
    for aim in aims:
        if aim.who is Who.HOUSEHOLD:
            meant |= Q(path__gte=aim.path, path__lt=after(aim.path))
    beats = Node.objects.filter(meant, level__is_beat=True).order_by()
    return Stay.objects.open().filter(beat__in=beats.values("pk")).count()
