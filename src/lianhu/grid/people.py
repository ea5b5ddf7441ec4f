"""Reads of who serves where: whom one can choose, who is away, who is still there."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from lianhu.accounts.models import User
from lianhu.grid.models import Desk, Duty, HandOver, Leave, Node, Resident, after
from lianhu.grid.rules import ANSWERING, Absence, DeskKind, Post, Role, Span

# Those who serve below one place of the second level know one another, and are few enough to be
# searched by name: names are encrypted, so that a search decrypts all of them.
AROUND = 2
MOST_FOUND = 20
MOST_READ = 3000

Pair = tuple[int, int]


def still_there(taken: Iterable[Pair], now: datetime) -> set[Pair]:
    """Of pairs of a person and a desk, those where the person serves now, by a duty, a shared
    roster or as a stand-in. One query; none for no pairs.
    """
    pairs = set(taken)
    people = {person for person, _desk in pairs}
    if not people:
        return set()
    away = Leave.objects.filter(starts_at__lte=now, ends_at__gt=now)
    current = Duty.objects.at(now).filter(role__in=ANSWERING)
    own = current.filter(~Exists(away.filter(duty=OuterRef("pk"))), person__in=people)
    standing_in = away.filter(stand_in__in=people, duty__in=current)
    rows = own.values_list("person", "desk", "desk__also_mans").union(
        standing_in.values_list("stand_in", "duty__desk", "duty__desk__also_mans")
    )
    found = {(person, desk) for person, *desks in rows for desk in desks if desk is not None}
    return found & pairs


def holders(desk: Desk, role: Role, at: datetime) -> list[Duty]:
    """Who has or will have this post, from `at` on, the earliest first. One query."""
    duties = Duty.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), desk=desk, role=role)
    return list(duties.select_related("person").order_by("starts_at", "id"))


def post_of(duty: Duty) -> Post:
    """A duty with its leaves, as the rules see it. One query."""
    leaves = duty.leaves.order_by("starts_at", "id")
    absences = tuple(
        Absence(Span(leave.starts_at, leave.ends_at), leave.stand_in_id) for leave in leaves
    )
    return Post(duty.person_id, Span(duty.starts_at, duty.ends_at), absences)


def away(person: User) -> list[Span]:
    """When a person is away from any duty. One query."""
    leaves = Leave.objects.filter(duty__person=person)
    return [Span(*span) for span in leaves.values_list("starts_at", "ends_at")]


def leaves_of(duties: Iterable[Duty], now: datetime) -> dict[int, list[Leave]]:
    """The leaves of these duties that are not over, by duty. One query."""
    found: dict[int, list[Leave]] = defaultdict(list)
    rows = Leave.objects.filter(duty__in=[duty.pk for duty in duties], ends_at__gt=now)
    for leave in rows.select_related("stand_in").order_by("starts_at", "id"):
        found[leave.duty_id].append(leave)
    return found


def stands_in(person: User, now: datetime) -> list[Leave]:
    """Whose absence a person fills or is to fill. One query."""
    leaves = Leave.objects.filter(stand_in=person, ends_at__gt=now)
    return list(leaves.select_related("duty__desk").order_by("starts_at", "id"))


def all_staff() -> QuerySet[User]:
    """Everybody but those who are known as residents only: these are not looked up here."""
    serves = Duty.objects.filter(person=OuterRef("pk"))
    lives_here = Resident.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(serves) | ~Exists(lives_here))


def staff() -> QuerySet[User]:
    """Who can be given a post."""
    return all_staff().filter(is_active=True)


def serving_within(node: Node, now: datetime) -> QuerySet[User]:
    """Everybody with a duty at a place or below it."""
    here = Duty.objects.at(now).filter(
        person=OuterRef("pk"),
        desk__node__path__gte=node.path,
        desk__node__path__lt=after(node.path),
    )
    return User.objects.filter(Exists(here))


def around(node: Node) -> Node:
    """The place of the second level that a place lies in; the place itself where it is above."""
    path = node.path[: AROUND * Node.steplen]
    return node if path == node.path else Node.objects.get(path=path)


def find_staff(search: str, near: Node, now: datetime) -> list[User]:
    """Members of staff by the beginning of their user name, anywhere, and by any part of their
    name, around a place. Three queries at most.
    """
    if not search:
        return []
    found = list(staff().filter(username__startswith=search).order_by("username")[:MOST_FOUND])
    known = serving_within(around(near), now).filter(is_active=True).order_by("username")
    named = matching(known[:MOST_READ], search)
    return list({user.pk: user for user in [*found, *named]}.values())[:MOST_FOUND]


def matching(people: Iterable[User], search: str) -> list[User]:
    """Those in whose name, Chinese or English, `search` stands."""
    wanted = search.casefold()
    return [u for u in people if any(wanted in text.casefold() for text in (u.name, u.name_en))]


def stand_ins(duty: Duty, now: datetime) -> list[Duty]:
    """The duties of those who can stand in: colleagues, those of the neighbouring desks and of the
    desk above, by whatever roster these are manned; for a department, of its other sections. Two
    queries.

    Give a duty with `desk__node` joined.
    """
    desk = duty.desk
    if desk.kind == DeskKind.DEPARTMENT:
        near = Q(department=desk.department_id)
    else:
        above = desk.node.path[: -Node.steplen]
        near = Q(node__path=above, kind=DeskKind.NODE)
        near |= Q(
            node__path__gt=above,
            node__path__lt=after(above),
            node__depth=desk.node.depth,
            kind=DeskKind.NODE,
        )
    desks = Desk.objects.filter(near, node__closed_at=None)
    rosters = {manned_by or pk for pk, manned_by in desks.values_list("pk", "manned_by")}
    found = (
        Duty.objects.at(now)
        .filter(desk__in=rosters | {desk.pk}, role__in=ANSWERING, person__is_active=True)
        .exclude(person=duty.person_id)
        .select_related("person", "desk")
        .order_by("-desk__node__path", "-role", "id")
    )
    return list({each.person_id: each for each in found}.values())


def posts_of(people: Iterable[User], now: datetime) -> dict[int, list[Duty]]:
    """The duties that have not ended, by person. One query."""
    found: dict[int, list[Duty]] = defaultdict(list)
    duties = Duty.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), person__in=list(people))
    for duty in duties.select_related("desk__node").order_by("starts_at", "id"):
        found[duty.person_id].append(duty)
    return found


def last_hand_over(desk: Desk, now: datetime) -> HandOver | None:
    """How the present or next officer of a beat came to it, if by a hand-over. One query."""
    found = HandOver.objects.filter(Q(duty__ends_at=None) | Q(duty__ends_at__gt=now))
    return (
        found.filter(duty__desk=desk)
        .select_related("duty__person", "before__person")
        .order_by("-duty__starts_at", "-id")
        .first()
    )


def unmanned_without(duties: Sequence[Duty], at: datetime) -> list[Desk]:
    """The desks at which nobody answers from `at` on when these duties are over, those that their
    rosters man as well. One query.
    """
    desks = {duty.desk_id for duty in duties if duty.role in ANSWERING}
    others = (
        Duty.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), role__in=ANSWERING)
        .filter(desk=OuterRef("roster"))
        .exclude(pk__in=[duty.pk for duty in duties])
    )
    found = (
        Desk.objects.select_related("node")
        .alias(roster=Coalesce("manned_by_id", "pk"))
        .filter(Q(pk__in=desks) | Q(manned_by__in=desks), ~Exists(others))
    )
    return list(found.order_by("node__path", "id"))
