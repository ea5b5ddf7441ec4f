"""What sending would cost those whom it reaches, by the rules by which they will be called."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from lianhu.grid.models import Desk
from lianhu.inbox.broadcasts.audience import desks_of, households_of, listeners
from lianhu.inbox.broadcasts.calling import PAGE
from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.inbox.hearing import Hearing
from lianhu.inbox.people import Listener
from lianhu.inbox.rules import louder_at
from lianhu.inbox.rules.attention import Ear, Matter, asked_at, way
from lianhu.inbox.rules.broadcasts import Aim, Asks, matter_of


@dataclass(slots=True)
class Foreseen:
    """In people: `now` are interrupted on sending, `later` when it falls due and they have not
    answered, `digest` read it in one and are never interrupted. `left`: how many of them have so
    many interruptions left today. `vacant`: posts that nobody has.
    """

    people: int = 0
    now: int = 0
    later: int = 0
    digest: int = 0
    households: int = 0
    vacant: int = 0
    left: Counter[int] = field(default_factory=Counter)
    desks: list[Desk] = field(default_factory=list)


def foresee(
    aims: Sequence[Aim], *, asks: Asks, due_at: datetime | None, sender: int, now: datetime
) -> Foreseen:
    """Reads all who are meant, a page of desks at a time; nothing is written."""
    found = Foreseen(households=households_of(aims))
    matter = matter_of(asks, due_at, now)
    people: set[int] = set()
    last = 0
    while desks := list(desks_of(aims, sender=sender).filter(pk__gt=last)[:PAGE]):
        last = desks[-1].pk
        there = listeners(aims, desks, now)
        found.vacant += sum(not there[desk.pk] for desk in desks)
        found.desks += [desk for desk in desks if there[desk.pk]]
        new = {one.person.pk: one for desk in desks for one in there[desk.pk]}
        new = {person: one for person, one in new.items() if person not in people}
        people |= new.keys()
        # Of this nobody has heard: a broadcast that there is not has neither rows nor lines.
        hearing = Hearing([_UNSENT], list(new.values()), now)
        for listener in new.values():
            _count(found, matter, hearing.ear(_UNSENT, listener), listener, now)
    found.people = len(people)
    return found


_UNSENT = Broadcast(pk=0)


def _count(found: Foreseen, matter: Matter, ear: Ear, listener: Listener, now: datetime) -> None:
    found.left[max(0, ear.budget - ear.used)] += 1
    schedule = listener.schedule
    at: datetime | None = asked_at(matter, now, schedule)
    told_at: datetime | None = None
    while at is not None:
        there = schedule.local_day(at)
        then = replace(
            ear,
            used=ear.used if there == schedule.local_day(now) else 0,
            told=told_at is not None and told_at <= at and schedule.local_day(told_at) == there,
        )
        heard = way(matter, then, at, schedule)
        if heard.interrupts:
            found.now += at == now
            found.later += at > now
            return
        told_at = heard.digest_at or told_at
        at = louder_at(matter.due_at, at, schedule)
    found.digest += 1
