"""Who hears of what waits at a desk, and how they want to hear of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Prefetch

from lianhu.accounts.models import User
from lianhu.grid.models import Desk, Duty, DutyQuerySet, Leave
from lianhu.grid.naming import is_beat
from lianhu.grid.queries import schedules
from lianhu.grid.rules import ANSWERING, DeskKind, Role
from lianhu.inbox.models import Choice
from lianhu.inbox.rules.attention import TIMES, budget_of
from lianhu.inbox.rules.reach import Reach
from lianhu.kernel.worktime import Schedule


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody who does a duty at a desk now, as its holder or while standing in."""

    person: User
    roles: tuple[Role, ...]
    schedule: Schedule
    desk: Desk
    # It is the beat of this officer: its households are.
    own: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    times: tuple[time, ...] = TIMES
    budget: int | None = None
    reach: Reach = Reach.PAGE


def at_desks(desks: Iterable[Desk], now: datetime) -> dict[int, list[Listener]]:
    """Whom each desk's items are for at `now`, open or closed, by key. Five queries at most.

    Backups hear of nothing while somebody else does the duty; they see it in the inbox. Give desks
    with `node__level` joined.
    """
    rows = {desk.pk: desk for desk in desks}
    if not rows:
        return {}
    held = _held({desk.manned_by_id or desk.pk for desk in rows.values()}, now)
    opening = schedules(rows.values(), now)
    found = {}
    for desk in rows.values():
        serving = {
            person: roles
            for person, roles in held[desk.manned_by_id or desk.pk].items()
            if desk.kind == DeskKind.SUPERVISION or any(role in ANSWERING for role in roles)
        }
        first = {person: roles for person, roles in serving.items() if _is_first(roles)}
        found[desk.pk] = [
            Listener(
                person,
                tuple(roles),
                opening[desk.pk],
                desk,
                own=is_beat(desk) and Role.OFFICER in roles,
            )
            for person, roles in (first or serving).items()
        ]
    return found


def _is_first(roles: Iterable[Role]) -> bool:
    return any(role is not Role.BACKUP for role in roles)


def _held(desks: Collection[int], now: datetime) -> Mapping[int, dict[User, list[Role]]]:
    """The roles that people have at `now` at each of these desks, leave considered."""
    duties = Duty.objects.at(now).filter(desk__in=desks)
    found: dict[int, dict[User, list[Role]]] = defaultdict(dict)
    for duty, leave in _with_leave(duties, now):
        person = duty.person if leave is None else leave.stand_in
        if person is not None:
            found[duty.desk_id].setdefault(person, []).append(Role(duty.role))
    return found


def _with_leave(duties: DutyQuerySet, now: datetime) -> Iterator[tuple[Duty, Leave | None]]:
    """With the leave that is being taken from each: of several the latest."""
    away = Leave.objects.filter(starts_at__lte=now, ends_at__gt=now)
    away = away.select_related("stand_in").order_by("starts_at", "id")
    found = duties.select_related("person", "desk__node").order_by("-role", "id")
    for duty in found.prefetch_related(Prefetch("leaves", queryset=away)):
        yield duty, next(reversed(duty.leaves.all()), None)


def themselves(people: Collection[int], now: datetime) -> dict[int, Listener]:
    """For what is addressed to people: those who do a duty of their own now, by key."""
    if not people:
        return {}
    duties = Duty.objects.at(now).filter(person__in=people)
    held: dict[int, list[Duty]] = defaultdict(list)
    for duty, leave in _with_leave(duties, now):
        if leave is None:
            held[duty.person_id].append(duty)
    opening = schedules({duties[0].desk for duties in held.values()}, now)
    return {
        person: Listener(
            duties[0].person,
            tuple(Role(duty.role) for duty in duties),
            opening[duties[0].desk_id],
            duties[0].desk,
        )
        for person, duties in held.items()
    }


def wishes(people: Collection[int]) -> Mapping[int, Wish]:
    """By key of the person; who has said nothing is left out. One query."""
    return {
        row.person_id: Wish(tuple(map(time.fromisoformat, row.times)), row.budget, Reach(row.reach))
        for row in Choice.objects.filter(person__in=people)
    }


def budget(roles: Iterable[Role], wish: Wish) -> int:
    return budget_of(tuple(roles), wish.budget)
