"""What reaches somebody: read through the places above, whoever joined and when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from lianhu.accounts.models import User
from lianhu.grid.facts.queries import facts_of
from lianhu.grid.facts.rules import Fact
from lianhu.grid.models import Node, Resident, Stay
from lianhu.grid.queries import MyDesk, paths_up
from lianhu.inbox.broadcasts.audience import aim_of, spots_of
from lianhu.inbox.broadcasts.models import Broadcast, Receipt, Refusal, Target
from lianhu.inbox.calls import called_for, waiting_about
from lianhu.inbox.rules.broadcasts import (
    NOTHING,
    Answer,
    Asks,
    Card,
    Copy,
    Spot,
    Who,
    cards,
    reaches,
)
from lianhu.kernel.store import insert


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody at work, or a resident at home: one of both keys.

    `is_card_only`: whoever has shown a card and no more, who may be somebody else.
    """

    person: int | None
    resident: int | None
    spots: tuple[Spot, ...]
    household: int | None = None
    is_card_only: bool = False

    @property
    def own(self) -> Q:
        """Receipts of this reader."""
        return Q(person=self.person) if self.resident is None else Q(resident=self.resident)


@dataclass(frozen=True, slots=True)
class Reached:
    """A card, with the broadcasts on it, in the order of its copies."""

    card: Card
    broadcasts: tuple[Broadcast, ...]
    answer: Answer = NOTHING

    def is_emergency(self, now: datetime) -> bool:
        """Whether it is one still, by the word of whoever has sent one of the copies."""
        ends = [row.emergency_until for row in self.broadcasts if row.emergency_until]
        return self.card.is_open and any(now < end for end in ends)


def at_work(person: User, serves: Iterable[MyDesk]) -> Reader:
    return Reader(person.pk, None, spots_of((my.desk, my.role) for my in serves))


def at_home(resident: Resident, *, card_only: bool = False) -> Reader:
    """One query."""
    stay = None
    if resident.household_id is not None:
        open_stays = Stay.objects.open().filter(household=resident.household_id)
        stay = open_stays.select_related("beat").first()
    return at_home_in(stay.beat if stay else None, resident, card_only=card_only)


def at_home_in(beat: Node | None, resident: Resident, *, card_only: bool = False) -> Reader:
    """The same where the beat that the resident's household lives in is known."""
    home = resident.household_id
    spots = (Spot(beat.path, Who.HOUSEHOLD, beat.depth, None, home),) if beat else ()
    return Reader(None, resident.pk, spots, home, card_only)


def reached(reader: Reader, now: datetime, *, wording: int | None = None) -> list[Reached]:
    """All that lasts and reaches the reader, answered or not, by what falls due; of one wording
    only, if it is given. One query; one more if there is any, one of a resident's refusals, and one
    of the facts of the household where something is for such as hold one.
    """
    found = _reaching(reader, now)
    if wording is not None:
        found = {key: row for key, row in found.items() if row.wording_id == wording}
    if reader.resident is not None and found:
        refused = set(
            Refusal.objects.filter(resident=reader.resident).values_list("topic", flat=True)
        )
        found = {key: row for key, row in found.items() if row.topic not in refused}
    answers = _answers(reader, {row.wording_id for row in found.values()})
    return [
        Reached(
            card,
            tuple(found[copy.broadcast] for copy in card.copies),
            answers.get(card.wording, NOTHING),
        )
        for card in cards(map(copy_of, found.values()), answers)
    ]


def waiting(reader: Reader, now: datetime) -> list[Reached]:
    """What reaches the reader and is open still."""
    return [each for each in reached(reader, now) if each.card.is_open]


def cards_of(wordings: Iterable[int], now: datetime) -> list[Reached]:
    """What somebody at work is to be told of these, as it reads for whoever has answered nothing.
    One query.
    """
    rows = called_for(wordings, now).filter(starts_at__lte=now)
    found = {row.pk: row for row in rows.order_by("id")}
    return [
        Reached(card, tuple(found[copy.broadcast] for copy in card.copies))
        for card in cards(map(copy_of, found.values()), {})
    ]


def copy_of(row: Broadcast) -> Copy:
    return Copy(
        broadcast=row.pk,
        wording=row.wording_id,
        asks=Asks(row.asks),
        starts_at=row.starts_at,
        due_at=row.due_at,
        corrects=row.version > 1,
    )


def _reaching(reader: Reader, now: datetime) -> dict[int, Broadcast]:
    paths = {path for spot in reader.spots for path in paths_up(spot.path)}
    lasting = Target.objects.filter(until__gt=now, broadcast__starts_at__lte=now)
    lasting = lasting.select_related("node", "broadcast")
    if reader.is_card_only:
        lasting = lasting.filter(broadcast__is_private=False)
    targets = lasting.filter(
        # All corrections of a city stand at its top: only the reader's own are read.
        ~Q(who=Who.SEEN.value) | Exists(_seen_before(reader)),
        household=None,
        node__path__in=paths,
        who__in={Who.SEEN.value, *(spot.who.value for spot in reader.spots)},
    )
    if reader.household is not None:
        # By an index of its own: a list of thousands stands at one place.
        targets = targets.union(lasting.filter(household=reader.household), all=True)
    rows = sorted(targets, key=lambda target: target.broadcast_id)
    facts = known(reader, rows, now)
    found = {}
    for target in rows:
        sender, aim = target.broadcast.desk_id, aim_of(target)
        is_own = any(reaches(aim, spot, sender=sender, facts=facts) for spot in reader.spots)
        if is_own or aim.who is Who.SEEN:
            found[target.broadcast_id] = target.broadcast
    return found


def known(reader: Reader, targets: Iterable[Target], now: datetime) -> frozenset[Fact]:
    """What the reader's household lets be known, where any of these is for such as do; one query
    then.
    """
    if reader.resident is None or not any(target.fact for target in targets):
        return frozenset()
    return facts_of(reader.household, now)


def _seen_before(reader: Reader) -> QuerySet[Broadcast]:
    """Earlier versions of the broadcast of a target that the reader has seen, and that were for
    such readers: others may have seen the same words in what somebody else sent.
    """
    seen = Receipt.objects.filter(reader.own, wording=OuterRef("wording"))
    meant = Target.objects.filter(broadcast=OuterRef("pk"))
    if reader.resident is None:
        meant = meant.exclude(who__in=[Who.HOUSEHOLD.value, Who.SEEN.value])
    else:
        meant = meant.filter(who=Who.HOUSEHOLD.value)
    return Broadcast.objects.filter(
        Exists(seen),
        Exists(meant),
        kind=OuterRef("broadcast__kind"),
        thread=OuterRef("broadcast__thread"),
        version__lt=OuterRef("broadcast__version"),
    )


def _answers(reader: Reader, wordings: Iterable[int]) -> Mapping[int, Answer]:
    rows = Receipt.objects.filter(reader.own, wording__in=set(wordings))
    return {row.wording_id: answer_of(row) for row in rows}


def answer_of(receipt: Receipt) -> Answer:
    return Answer(receipt.seen_at, receipt.acked_at, receipt.acted_at)


def answered_by(people: Sequence[int], wording: int) -> dict[int, Answer]:
    """What each of these people has done about a wording, by person. One query."""
    rows = Receipt.objects.filter(wording=wording, person__in=people)
    return {row.person_id: answer_of(row) for row in rows if row.person_id is not None}


# What one does about a card sets these moments.
_SETS = {
    Asks.KNOW: ("seen_at",),
    Asks.ACKNOWLEDGE: ("seen_at", "acked_at"),
    Asks.ACT: ("seen_at", "acked_at", "acted_at"),
}


@transaction.atomic
def answer(
    reader: Reader, wording: int, done: Asks, now: datetime, *, entered_by: User | None = None
) -> None:
    """The reader has seen it, acknowledged it, or acted: for every copy there is or will be.

    `entered_by`: whoever of the roster above writes that down for the reader.
    """
    _there(reader, wording)
    receipt = Receipt.objects.filter(reader.own, wording=wording)
    receipt.update(**dict.fromkeys(_SETS[done], now), entered_by=entered_by)
    if reader.person is not None:
        # The roster above need not call about it any more.
        waiting_about(wording, reader.person).update(done_at=now)


def locked_receipt(reader: Reader, wording: int) -> Receipt:
    """The reader's, an empty one where there was none; until the transaction ends nobody else
    changes it.
    """
    _there(reader, wording)
    rows = Receipt.objects.select_for_update(no_key=True, of=("self",))
    return rows.get(reader.own, wording=wording)


def _there(reader: Reader, wording: int) -> None:
    empty = Receipt(wording_id=wording, person_id=reader.person, resident_id=reader.resident)
    insert([empty], once=True)


def see(reader: Reader, found: Reached, now: datetime) -> None:
    """The reader has opened it: written down once for each version."""
    seen_at = found.answer.to(Asks.KNOW)
    newest = max((c.starts_at for c in found.card.copies if c.corrects), default=None)
    if seen_at is None or (newest is not None and seen_at < newest):
        answer(reader, found.card.wording, Asks.KNOW, now)


def refuse(resident: Resident, topic: int, now: datetime) -> None:
    insert([Refusal(resident=resident, topic=topic, at=now)], once=True)


def take_back(resident: Resident, topic: int) -> None:
    """Let what is about a topic reach the resident again."""
    Refusal.objects.filter(resident=resident, topic=topic).delete()


def refused(resident: Resident) -> list[int]:
    rows = Refusal.objects.filter(resident=resident).order_by(F("at"), "id")
    return list(rows.values_list("topic", flat=True))
