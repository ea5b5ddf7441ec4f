"""What sending would cost those whom it reaches, by the rules by which they will be called."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from lianhu.inbox.broadcasts.audience import desks_of, homes_of, listeners
from lianhu.inbox.broadcasts.calling import PAGE
from lianhu.inbox.broadcasts.models import Broadcast, Wording
from lianhu.inbox.broadcasts.reading import answered_by, copy_of
from lianhu.inbox.hearing import Hearing, lines_that_tell
from lianhu.inbox.models import Digest
from lianhu.inbox.people import Listener
from lianhu.inbox.rules.broadcasts import NOTHING, Aim, Asks, is_open
from lianhu.inbox.rules.foreseeing import Comes, Hearer, comes


@dataclass(slots=True)
class Foreseen:
    """In people: `now` are interrupted on sending, `anyway` those of them whom an emergency alone
    may; `later` when it falls due and they have not answered; `digest` read it in one and are never
    interrupted; `had` have heard of the same from somebody else, or answered it, and hear no more.
    `left`: how many of them have so many interruptions left today. `vacant`: posts that nobody has.
    `desks`: where they serve, by key. `households`, `few` and `places` as in `audience.Homes`.
    """

    people: int = 0
    now: int = 0
    anyway: int = 0
    later: int = 0
    digest: int = 0
    had: int = 0
    households: int = 0
    few: bool = False
    vacant: int = 0
    left: Counter[int] = field(default_factory=Counter)
    desks: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

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
    emergency_until: datetime | None = None


def foresee(aims: Sequence[Aim], unsent: Unsent, now: datetime) -> Foreseen:
    """Reads all who are meant, a page of desks at a time; nothing is written."""
    homes = homes_of(aims, now)
    places = list(homes.places)
    found = Foreseen(households=homes.count, few=homes.few, places=places)
    same = Wording.objects.filter(key=unsent.wording).first() if unsent.wording else None
    # There is no broadcast of this key, and no wording of that one: nobody has heard of it.
    row = Broadcast(
        pk=0,
        wording_id=same.pk if same else 0,
        version=unsent.version,
        asks=unsent.asks.value,
        due_at=unsent.due_at,
        starts_at=now,
        emergency_until=unsent.emergency_until,
    )
    reached: dict[int, list[Listener]] = {}
    last = 0
    while desks := list(desks_of(aims, sender=unsent.desk).filter(pk__gt=last)[:PAGE]):
        last = desks[-1].pk
        there = listeners(aims, desks, now)
        for desk in desks:
            found.vacant += not there[desk.pk]
            found.desks += [desk.pk] if there[desk.pk] else []
            for one in there[desk.pk]:
                # Whoever serves at several desks hears of it once.
                reached.setdefault(one.person.pk, []).append(one)
    found.people = len(reached)
    people = list(reached)
    for start in range(0, len(people), PAGE):
        _count(found, row, {key: reached[key] for key in people[start : start + PAGE]}, now)
    return found


def _count(
    found: Foreseen, row: Broadcast, reached: Mapping[int, Sequence[Listener]], now: datetime
) -> None:
    copy, everybody = copy_of(row), [one for some in reached.values() for one in some]
    hearing = Hearing([row], everybody, now)
    answers = answered_by(list(reached), row.wording_id)
    gathering, holding = _gathering(row, list(reached))

    @cache  # most of them are alike
    def coming(hearer: Hearer) -> Comes:
        return comes(copy.asks, row.due_at, hearer, now, row.emergency_until)

    for person, some in reached.items():
        ears = tuple((hearing.ear(row, one), one.schedule) for one in some)
        found.left[max(0, ears[0][0].budget - ears[0][0].used)] += 1
        hearer = Hearer(
            ears,
            has_told=hearing.has_told(row, some[0].person),
            gathering=gathering.get(person),
            holds_it=person in holding,
        )
        waits = is_open(copy, answers.get(person, NOTHING))
        what = coming(hearer) if waits else Comes.NOTHING
        found.now += what in (Comes.NOW, Comes.ANYWAY)
        found.anyway += what is Comes.ANYWAY
        found.later += what is Comes.LATER
        found.digest += what is Comes.DIGEST
        found.had += what is Comes.NOTHING


def _gathering(row: Broadcast, people: Sequence[int]) -> tuple[dict[int, datetime], set[int]]:
    """When the digest comes that is being gathered for each, and in whose the same stands. Two
    queries.
    """
    digests = Digest.objects.filter(person__in=people, sent_at=None)
    lines = lines_that_tell(row).filter(digest__in=digests, broadcast__ended_at=None)
    return (
        dict(digests.values_list("person", "due_at")),
        set(lines.values_list("digest__person", flat=True)),
    )
