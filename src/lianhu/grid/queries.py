"""Reads of the grid. What crosses into `rules` is made of plain values here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from lianhu.accounts.models import User
from lianhu.grid import store
from lianhu.grid.models import (
    CalendarDay,
    CalendarYear,
    Desk,
    Duty,
    Household,
    Level,
    Node,
    Resident,
    Stay,
    after,
)
from lianhu.grid.rules import ANSWERING, DeskKind, Place, Role, on_duty
from lianhu.kernel.worktime import Calendar, DayKind, Schedule


def calendar(at: datetime) -> Calendar:
    """The working calendar that deadlines reckoned at `at` can reach into."""
    first, last = date(at.year - 1, 1, 1), date(at.year + 2, 1, 1)
    days = CalendarDay.objects.filter(day__gte=first, day__lt=last)
    return Calendar(
        days={day: DayKind(kind) for day, kind in days.values_list("day", "kind")},
        confirmed_years=frozenset(CalendarYear.objects.values_list("year", flat=True)),
    )


def places(desks: Iterable[Desk], at: datetime) -> dict[int, Place]:
    """Desks as rules see them, by key: with opening hours, calendar and everybody's duties.

    Two queries whatever the number of desks.
    """
    keys = [desk.pk for desk in desks]
    return {one.place.desk: one.place for one in store.desks(keys, at, store.city(at))}


def schedules(desks: Iterable[Desk], at: datetime) -> dict[int, Schedule]:
    """When desks are open, by key. One query."""
    city = store.city(at)
    return {desk.pk: city.schedules[desk.hours_id] for desk in desks}


def with_setting() -> QuerySet[Desk]:
    """Desks with hours, place and level joined."""
    return Desk.objects.select_related("hours", "node__level")


def paths_up(path: str) -> list[str]:
    """The paths from `path` to the top, lowest first."""
    step = Node.steplen
    return [path[:end] for end in range(len(path), 0, -step)]


def ladders(beats: Iterable[Node]) -> dict[int, list[Desk]]:
    """For each beat the desks of the nodes from it to the top. One query."""
    ways = {beat.pk: paths_up(beat.path) for beat in beats}
    wanted = {path for way in ways.values() for path in way}
    desks = {
        desk.node.path: desk
        for desk in with_setting().filter(kind=DeskKind.NODE, node__path__in=wanted)
    }
    return {pk: [desks[path] for path in way if path in desks] for pk, way in ways.items()}


def ladder_and_departments(beat: Node) -> tuple[list[Desk], list[Desk]]:
    """The desks from `beat` to the top, and the open ones of all departments. One query."""
    way = paths_up(beat.path)
    found = (
        with_setting()
        .select_related("department")
        .filter(
            Q(kind=DeskKind.NODE, node__path__in=way) | Q(kind=DeskKind.DEPARTMENT, closed_at=None)
        )
        .order_by("id")
    )
    by_path = {desk.node.path: desk for desk in found if desk.kind == DeskKind.NODE}
    departments = [desk for desk in found if desk.kind == DeskKind.DEPARTMENT]
    return [by_path[path] for path in way if path in by_path], departments


def nearby(around: Iterable[Desk]) -> list[Desk]:
    """The desks of places right below the places of `around`: of a ladder, all its siblings too.
    One query.
    """
    below = Q(pk__in=[])
    for path in {desk.node.path for desk in around}:
        depth = len(path) // Node.steplen + 1
        below |= Q(node__path__gt=path, node__path__lt=after(path), node__depth=depth)
    found = Desk.objects.filter(below, kind=DeskKind.NODE, node__closed_at=None)
    return list(found.select_related("node").order_by("node__path"))


def places_called(name: str, *, limit: int = 20) -> list[Desk]:
    """Desks of places with `name` in theirs, the largest places first; those called just that
    alone, if there are any. Two queries at most.
    """
    found = Desk.objects.filter(kind=DeskKind.NODE, node__closed_at=None).select_related("node")
    named = Q(name=name) | Q(name_en=name)
    within = Q(name__contains=name) | Q(name_en__icontains=name)
    in_order = ("node__depth", "node__path")
    just_that = list(found.filter(named).order_by(*in_order)[:limit])
    return just_that or list(found.filter(within).order_by(*in_order)[:limit])


def parents(desks: Iterable[Desk]) -> dict[int, Node]:
    """The place above that of each desk, by key; none for the top. One query."""
    above = {desk.pk: desk.node.path[: -Node.steplen] for desk in desks}
    nodes = {node.path: node for node in Node.objects.filter(path__in=set(above.values()) - {""})}
    return {pk: nodes[path] for pk, path in above.items() if path in nodes}


@dataclass(frozen=True, slots=True)
class MyDesk:
    """A desk that a person serves at now: by duty, as a stand-in, or through a shared roster."""

    desk: Desk
    role: Role
    duty: int
    stands_in: bool = False


def my_desks(person: User, at: datetime) -> list[MyDesk]:
    """Where `person` has a duty at `at`, supervision included. Two queries."""
    mine = [
        MyDesk(served.desk, Role(served.role), served.duty, stands_in=served.person != person.pk)
        for served in store.served(person.pk, at)
    ]
    by_desk = {my.desk.pk: my for my in mine if my.role in ANSWERING}
    if by_desk:
        for desk in store.manned_by(list(by_desk)):
            via = by_desk[desk.manned_by_id or 0]
            mine.append(MyDesk(desk, via.role, via.duty, via.stands_in))
    return mine


def supervision_desk(desk: Desk) -> Desk | None:
    """The nearest supervision desk at or above the place of `desk`."""
    return (
        Desk.objects.filter(kind=DeskKind.SUPERVISION, node__path__in=paths_up(desk.node.path))
        .order_by("-node__depth", "id")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Contact:
    """Who stands for a desk towards a resident: its officer, and who answers just now."""

    officer: Duty | None
    on_duty: tuple[User, ...]
    open_until: datetime | None
    opens_at: datetime | None
    schedule: Schedule


def contact(desk: Desk, at: datetime) -> Contact:
    """Three queries, and one for a stand-in; give a desk from `with_setting()`."""
    place = places([desk], at)[desk.pk]
    duties = serving(desk, at)
    officer = next((duty for duty in duties if duty.role in (Role.OFFICER, Role.CLERK)), None)
    people = on_duty(place.roster, place.schedule, at)
    found = {duty.person_id: duty.person for duty in duties}
    found |= User.objects.in_bulk(set(people) - found.keys())
    is_open = place.schedule.is_open(at)
    return Contact(
        officer=officer,
        on_duty=tuple(found[person] for person in people if person in found),
        open_until=place.schedule.next_close(at) if is_open else None,
        opens_at=None if is_open else place.schedule.next_open(at),
        schedule=place.schedule,
    )


def serving(desk: Desk, at: datetime) -> list[Duty]:
    """Everybody with a post at a desk, officers before backups. One query."""
    duties = Duty.objects.at(at).filter(desk=desk.manned_by_id or desk.pk, role__in=ANSWERING)
    return list(duties.select_related("person").order_by("-role", "id"))


def desk_of(node: Node) -> Desk:
    return with_setting().get(kind=DeskKind.NODE, node=node)


def home_desk(household: Household) -> Desk | None:
    """The desk of the beat that a household lives in today, with its node."""
    return (
        with_setting()
        .filter(kind=DeskKind.NODE, node__stays__household=household, node__stays__ends_on=None)
        .first()
    )


def desks_above(desks: Iterable[Desk]) -> dict[int, Desk]:
    """The desk of the next place above each, of its own place for a department's, by key; those at
    the top have none. Give desks with `node` joined. One query.
    """
    ways = {}
    for desk in desks:
        up = paths_up(desk.node.path)
        ways[desk.pk] = up[1:] if desk.kind == DeskKind.NODE else up
    paths = {path for way in ways.values() for path in way}
    above = with_setting().filter(kind=DeskKind.NODE, node__path__in=paths, node__closed_at=None)
    by_path = {desk.node.path: desk for desk in above}
    found = {key: [by_path[path] for path in way if path in by_path] for key, way in ways.items()}
    return {key: way[0] for key, way in found.items() if way}


def beat_of(household: Household) -> Node | None:
    """The beat that a household lives in today."""
    stay = Stay.objects.open().filter(household=household).select_related("beat__level").first()
    return stay.beat if stay else None


def households_of(beats: Iterable[Node], search: str = "") -> list[Household]:
    """The households of these beats, by code; with `search`, those whose address, contact or phone
    contains it. Names are encrypted, so this reads and decrypts all of them: give an officer's
    own beats only. The caller records the look.
    """
    found = Household.objects.filter(stays__ends_on=None, stays__beat__in=list(beats)).order_by(
        "code"
    )
    if not search:
        return list(found)
    wanted = search.casefold()
    return [
        household
        for household in found
        if any(
            wanted in text.casefold()
            for text in (household.address, household.contact, household.phone)
        )
    ]


def beat_depth() -> int:
    """How many levels the tree has. One query."""
    return Level.objects.filter(is_beat=True).values_list("depth", flat=True).get()


def below(node: Node) -> list[Node]:
    """The open places directly below one, in the order of the tree."""
    inner = Node.objects.within(node).filter(depth=node.depth + 1, closed_at=None)
    return list(inner.order_by("path"))


@dataclass(frozen=True, slots=True)
class Region:
    """Places right above the beats, with the names of what they lie in, the largest first."""

    names: tuple[str, ...]
    places: tuple[Node, ...]


def regions(within: Node, most: int) -> list[Region] | None:
    """Where one can live within a place, in the order of the tree; None if it is more than `most`.

    Three queries.
    """
    beat = beat_depth()
    open_nodes = Node.objects.within(within).filter(closed_at=None, depth__lt=beat)
    if open_nodes.filter(depth=beat - 1).count() > most:
        return None
    names: dict[str, str] = {}
    found: dict[tuple[str, ...], list[Node]] = {}
    for node in open_nodes.order_by("path"):
        names[node.path] = node.shown_name
        if node.depth == beat - 1:
            above = [path for path in reversed(paths_up(node.path)[1:]) if path in names]
            found.setdefault(tuple(names[path] for path in above[1:]), []).append(node)
    return [Region(where, tuple(nodes)) for where, nodes in found.items()]


def resident_of(person: User) -> Resident | None:
    return Resident.objects.select_related("household").filter(user=person).first()


def family_of(resident: Resident) -> list[Resident]:
    """The others of the household, for whom one may ask; what they asked stays theirs."""
    if resident.household_id is None:
        return []
    others = Resident.objects.filter(household=resident.household_id).exclude(pk=resident.pk)
    return list(others.order_by("id"))
