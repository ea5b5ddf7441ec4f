"""Whom a broadcast is for at a moment: by the desks and households at the places that it names."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from lianhu.grid.facts.queries import holders
from lianhu.grid.facts.rules import Fact, told
from lianhu.grid.models import Desk, Node, Stay, after
from lianhu.grid.naming import is_beat
from lianhu.grid.queries import paths_up
from lianhu.grid.rules import DeskKind, Role
from lianhu.inbox import people
from lianhu.inbox.broadcasts.models import Broadcast, Target
from lianhu.inbox.people import Listener
from lianhu.inbox.rules.broadcasts import POSTS, Aim, Spot, Who, who_serves


def aim_of(target: Target) -> Aim:
    """Needs `node` joined."""
    fact = Fact(target.fact) if target.fact else None
    return Aim(target.node.path, Who(target.who), target.depth, fact, target.household_id)


def aims_of(broadcast: Broadcast) -> list[Aim]:
    """But for households that are meant one by one. One query."""
    rows = broadcast.targets.filter(household=None).select_related("node").order_by("id")
    return [aim_of(row) for row in rows]


def spots_of(held: Iterable[tuple[Desk, Role]]) -> tuple[Spot, ...]:
    """Of whoever has these roles, where that is a post that can be meant. Give desks with
    `node__level` joined.
    """
    spots = []
    for desk, role in held:
        who = who_serves(DeskKind(desk.kind), role)
        # Officers are of beats, clerks of what is above them: as `desks_of` has it.
        is_meant = who not in (Who.OFFICER, Who.CLERK) or (who is Who.OFFICER) == is_beat(desk)
        if who is not None and is_meant:
            spots.append(Spot(desk.node.path, who, desk.node.depth, desk.pk))
    return tuple(spots)


def above(spots: Collection[Spot]) -> Q:
    """The targets that may mean whoever is at one of these spots: of a list of thousands of places
    a few. Without households that are meant one by one.
    """
    paths = {path for spot in spots for path in paths_up(spot.path)}
    posts = {spot.who.value for spot in spots}
    return Q(household=None, node__path__in=paths, who__in=posts)


def desks_of(aims: Iterable[Aim], *, sender: int) -> QuerySet[Desk]:
    """Open desks at which somebody is meant, by key, with place and level joined."""
    meant = Q(pk__in=[])
    # Of a list of places each is one: together they are a condition, not thousands.
    listed: dict[Who, set[str]] = defaultdict(set)
    for aim in aims:
        if aim.who not in POSTS:
            continue
        if _is_place(aim):
            listed[aim.who].add(aim.path)
            continue
        kind, _role = POSTS[aim.who]
        there = Q(kind=kind, node__path__gte=aim.path, node__path__lt=after(aim.path))
        if kind is DeskKind.NODE:
            there &= Q(node__level__is_beat=aim.who is Who.OFFICER)
        if aim.depth is not None:
            there &= Q(node__depth=aim.depth)
        meant |= there
    for who, paths in listed.items():
        is_beat = who is Who.OFFICER
        meant |= Q(kind=DeskKind.NODE, node__path__in=paths, node__level__is_beat=is_beat)
    found = Desk.objects.filter(meant, closed_at=None, node__closed_at=None).exclude(pk=sender)
    return found.select_related("node__level").order_by("pk")


def listeners(
    aims: Sequence[Aim], desks: Sequence[Desk], now: datetime
) -> Mapping[int, list[Listener]]:
    """Who serves at these desks at `now` in a post that is meant, by desk. Five queries."""
    serving = people.at_desks(desks, now)
    listed, wide = defaultdict[str, set[Who]](set), []
    for aim in aims:
        if _is_place(aim):
            listed[aim.path].add(aim.who)
        else:
            wide.append(aim)
    found = {}
    for desk in desks:
        meant = _meant_at(desk, wide)
        if desk.kind == DeskKind.NODE:
            meant |= listed.get(desk.node.path, set())
        found[desk.pk] = [
            one for one in serving[desk.pk] if any(POSTS[who][1] in one.roles for who in meant)
        ]
    return found


def _is_place(aim: Aim) -> bool:
    """Whether it means the desk of one place alone."""
    of_a_place = aim.who in (Who.OFFICER, Who.CLERK)
    return of_a_place and aim.depth is not None and len(aim.path) == aim.depth * Node.steplen


def _meant_at(desk: Desk, aims: Iterable[Aim]) -> set[Who]:
    return {
        aim.who
        for aim in aims
        if aim.who in POSTS
        and POSTS[aim.who][0] == desk.kind
        and desk.node.path.startswith(aim.path)
        and aim.depth in (None, desk.node.depth)
    }


@dataclass(frozen=True, slots=True)
class Homes:
    """How many households are meant, as it may be told: of those that let a fact be known in whole
    fives of each place that was chosen, or that there are `few` at each. `places` right above the
    beats, by key, in which there are enough to say so.
    """

    count: int = 0
    few: bool = False
    places: tuple[int, ...] = ()


def homes_of(aims: Sequence[Aim], now: datetime) -> Homes:
    """One query; two of those that let a fact be known."""
    homes = [aim for aim in aims if aim.who is Who.HOUSEHOLD]
    if facts := {aim.fact for aim in homes if aim.fact is not None}:
        return _holding(facts, {aim.path for aim in homes}, now)
    chosen = {aim.household for aim in homes if aim.household is not None}
    meant = Q(pk__in=[])
    for path in {aim.path for aim in homes}:
        meant |= Q(path__gte=path, path__lt=after(path))
    beats = Node.objects.filter(meant, level__is_beat=True).order_by()
    living = Stay.objects.open().filter(beat__in=beats.values("pk"))
    if chosen:
        living = living.filter(household__in=chosen)
    return Homes(living.count())


def _holding(facts: Collection[Fact], paths: Iterable[str], now: datetime) -> Homes:
    found = {one.household: one.path for one in holders(facts, paths, now)}
    chosen = set(paths)
    at = Counter(_topmost(path, chosen) for path in found.values())
    count = sum(told(some) or 0 for some in at.values())
    above = Counter(path[: -Node.steplen] for path in found.values())
    enough = [path for path, some in above.items() if told(some) is not None]
    places = Node.objects.filter(path__in=enough).order_by("path").values_list("pk", flat=True)
    return Homes(count, not count, tuple(places))


def _topmost(path: str, chosen: Collection[str]) -> str:
    """The place that was chosen in which it lies, the highest of several."""
    step = Node.steplen
    return next(path[:end] for end in range(step, len(path) + step, step) if path[:end] in chosen)
