"""What sending would cost those whom it reaches, by the rules by which they will be called."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from lianhu.inbox.broadcasts.audience import desks_of, households_of, listeners
from lianhu.inbox.broadcasts.calling import PAGE
from lianhu.inbox.broadcasts.models import Broadcast, Wording
from lianhu.inbox.broadcasts.reading import answered_by
from lianhu.inbox.hearing import Hearing
from lianhu.inbox.people import Listener
from lianhu.inbox.rules import louder_at
from lianhu.inbox.rules.attention import Ear, Matter, asked_at, way
from lianhu.inbox.rules.broadcasts import NOTHING, Aim, Asks, Copy, is_open, matter_of


@dataclass(slots=True)
class Foreseen:
    """In people: `now` are interrupted on sending, `later` when it falls due and they have not
    answered, `digest` read it in one and are never interrupted, `had` have heard of the same from
    somebody else, or answered it. `left`: how many of them have so many interruptions left today.
    `vacant`: posts that nobody has. `desks`: where they serve, by key.
    """

    people: int = 0
    now: int = 0
    later: int = 0
    digest: int = 0
    had: int = 0
    households: int = 0
    vacant: int = 0
    left: Counter[int] = field(default_factory=Counter)
    desks: list[int] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"left": {str(left): n for left, n in self.left.items()}}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Foreseen":
        left = Counter({int(left): n for left, n in value["left"].items()})
        return cls(**value | {"left": left})


@dataclass(frozen=True, slots=True)
class Unsent:
    """What would be broadcast; `wording` as it will be, if it is known."""

    desk: int
    asks: Asks
    due_at: datetime | None
    wording: str | None
    version: int = 1


def foresee(aims: Sequence[Aim], unsent: Unsent, now: datetime) -> Foreseen:
    """Reads all who are meant, a page of desks at a time; nothing is written."""
    found = Foreseen(households=households_of(aims))
    matter = matter_of(unsent.asks, unsent.due_at, now)
    same = Wording.objects.filter(key=unsent.wording).first() if unsent.wording else None
    # There is no broadcast of this key, and no wording of that one: nobody has heard of it.
    row = Broadcast(pk=0, wording_id=same.pk if same else 0, version=unsent.version)
    copy = Copy(0, row.wording_id, unsent.asks, now, unsent.due_at, corrects=unsent.version > 1)
    people: set[int] = set()
    last = 0
    while desks := list(desks_of(aims, sender=unsent.desk).filter(pk__gt=last)[:PAGE]):
        last = desks[-1].pk
        there = listeners(aims, desks, now)
        found.vacant += sum(not there[desk.pk] for desk in desks)
        found.desks += [desk.pk for desk in desks if there[desk.pk]]
        new = {one.person.pk: one for desk in desks for one in there[desk.pk]}
        new = {person: one for person, one in new.items() if person not in people}
        people |= new.keys()
        hearing = Hearing([row], list(new.values()), now)
        answers = answered_by(list(new), row.wording_id)
        for person, listener in new.items():
            ear = hearing.ear(row, listener)
            found.left[max(0, ear.budget - ear.used)] += 1
            answered = not is_open(copy, answers.get(person, NOTHING))
            if answered or hearing.has_told(row, listener.person):
                found.had += 1
            else:
                _count(found, matter, ear, listener, now)
    found.people = len(people)
    return found


def _count(found: Foreseen, matter: Matter, ear: Ear, listener: Listener, now: datetime) -> None:
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
