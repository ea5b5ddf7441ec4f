"""Whom a roster reaches for those without a smart phone: everybody who serves directly below it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.http import Http404

from lianhu.accounts.models import User
from lianhu.accounts.requests import PersonRequest
from lianhu.grid.models import Desk, Duty, after
from lianhu.grid.naming import is_beat
from lianhu.grid.queries import MyDesk
from lianhu.grid.rules import ANSWERING, DeskKind, Role
from lianhu.grid.serving import served_desks
from lianhu.inbox import people
from lianhu.inbox.broadcasts.audience import spots_of
from lianhu.inbox.people import Wish
from lianhu.inbox.rules.broadcasts import Spot
from lianhu.inbox.rules.reach import BY_DESK
from lianhu.kernel import clock


@dataclass(frozen=True, slots=True)
class Below:
    """Somebody who serves at `desks`, directly below `roster`, `spots` among them in a post that
    can be meant; or has `posts` there and is away.
    """

    person: User
    roster: Desk
    desks: tuple[Desk, ...]
    wish: Wish
    posts: tuple[MyDesk, ...] = ()
    spots: tuple[Spot, ...] = ()

    @property
    def by_desk(self) -> bool:
        return self.wish.reach in BY_DESK


def rosters(serves: Iterable[MyDesk]) -> list[Desk]:
    """The desks of places above beats, at which one serves as a clerk."""
    found = {
        my.desk.pk: my.desk
        for my in serves
        if my.desk.kind == DeskKind.NODE and my.role is Role.CLERK and not is_beat(my.desk)
    }
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Reach:
    """The rosters `above`, and all `desks` directly below one of them."""

    above: Collection[Desk]
    desks: Sequence[Desk]


def reach_of(above: Collection[Desk]) -> Reach:
    """One query."""
    return Reach(above, _desks(above))


def everybody(reach: Reach, now: datetime, person: int | None = None) -> list[Below]:
    """By desk; or that `person` alone. Six queries at most."""
    desks = reach.desks
    there = people.at_desks(desks, now)
    at: dict[int, list[Desk]] = {}
    held: dict[int, list[tuple[Desk, Role]]] = {}
    persons: dict[int, User] = {}
    for desk in desks:
        for listener in there[desk.pk]:
            if person in (None, listener.person.pk):
                persons[listener.person.pk] = listener.person
                at.setdefault(listener.person.pk, []).append(desk)
                roles = [(desk, role) for role in listener.roles]
                held.setdefault(listener.person.pk, []).extend(roles)
    wishes = people.wishes(persons)
    return [
        Below(
            persons[key],
            _above(found[0], reach.above),
            tuple(found),
            wishes.get(key, Wish()),
            spots=spots_of(held[key]),
        )
        for key, found in at.items()
    ]


def away(reach: Reach, now: datetime, person: int | None = None) -> list[Below]:
    """Those with posts there from which they are away; or that `person` alone. Two queries."""
    desks = {desk.pk: desk for desk in reach.desks}
    gone = Duty.objects.at(now).filter(desk__in=desks, role__in=ANSWERING)
    gone = gone.filter(leaves__starts_at__lte=now, leaves__ends_at__gt=now).distinct()
    if person is not None:
        gone = gone.filter(person=person)
    posts: dict[int, list[MyDesk]] = {}
    persons: dict[int, User] = {}
    for duty in gone.select_related("person").order_by("desk__node__path", "pk"):
        persons[duty.person_id] = duty.person
        mine = MyDesk(desks[duty.desk_id], Role(duty.role), duty.pk)
        posts.setdefault(duty.person_id, []).append(mine)
    wishes = people.wishes(persons)
    return [
        Below(
            persons[key],
            _above(found[0].desk, reach.above),
            tuple(my.desk for my in found),
            wishes.get(key, Wish()),
            tuple(found),
        )
        for key, found in posts.items()
    ]


def _desks(above: Iterable[Desk]) -> list[Desk]:
    under = Q(pk__in=[])
    for desk in above:
        within = Q(node__path__gt=desk.node.path, node__path__lt=after(desk.node.path))
        under |= within & Q(kind=DeskKind.NODE, node__depth=desk.node.depth + 1)
        under |= Q(node=desk.node_id) & ~Q(kind=DeskKind.NODE)
    below = Desk.objects.filter(under, closed_at=None, node__closed_at=None)
    return list(below.select_related("node__level").order_by("node__path", "pk"))


def _above(desk: Desk, above: Collection[Desk]) -> Desk:
    places = {one.node_id: one for one in above}
    own = places.get(desk.node_id) if desk.kind != DeskKind.NODE else None
    return own or next(
        one
        for one in above
        if desk.node.path.startswith(one.node.path) and desk.node.depth == one.node.depth + 1
    )


def one_below(request: PersonRequest, person: int) -> Below:
    """Somebody below a roster that the request's person serves at. Raises Http404."""
    found = everybody(reach_of(rosters(served_desks(request))), clock.now(), person)
    if not found:
        raise Http404
    return found[0]
