"""Broadcasting: a handful of rows, however many it reaches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lianhu.grid.facts.rules import Fact
from lianhu.grid.models import Node
from lianhu.inbox.broadcasts.models import Broadcast, Target, Wording
from lianhu.inbox.calls import over
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.kernel.store import insert


@dataclass(frozen=True, slots=True)
class Place:
    """Whom it is for: everybody of a kind at a node and below it, or of one level there; of
    households those that let a fact be known, or this one, while it lives there.
    """

    node: int
    who: Who
    depth: int | None = None
    household: int | None = None
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`thread`: what it is about, for the app of its kind; a further version of it ends the one
    before. `ref`: the text. `wording`: a key that only those share who say the same. `is_private`:
    beside what is for such as hold a fact, which always is.
    """

    kind: str
    thread: int
    ref: int
    version: int
    desk: int
    wording: str
    asks: Asks
    due_at: datetime | None
    expires_at: datetime
    places: tuple[Place, ...]
    topic: int | None = None
    withdraws: bool = False
    emergency_until: datetime | None = None
    is_private: bool = False


@transaction.atomic
def send(outgoing: Outgoing, now: datetime) -> Broadcast:
    """Everybody whom it reaches sees it from the end of this transaction on; the worker goes
    through them then, to decide who is told. The caller has locked what it is about.
    """
    end(outgoing.kind, outgoing.thread, now)
    insert([Wording(key=outgoing.wording)], once=True)
    broadcast = Broadcast.objects.create(
        kind=outgoing.kind,
        thread=outgoing.thread,
        ref=outgoing.ref,
        version=outgoing.version,
        desk_id=outgoing.desk,
        wording=Wording.objects.get(key=outgoing.wording),
        asks=outgoing.asks.value,
        due_at=outgoing.due_at,
        topic=outgoing.topic,
        withdraws=outgoing.withdraws,
        is_private=_is_private(outgoing),
        emergency_until=outgoing.emergency_until,
        starts_at=now,
        expires_at=outgoing.expires_at,
        call_at=now if _calls(outgoing.places) else None,
    )
    targets = [
        Target(
            broadcast=broadcast,
            node_id=place.node,
            who=place.who.value,
            depth=place.depth,
            household_id=place.household,
            fact=place.fact.value if place.fact else "",
            until=outgoing.expires_at,
        )
        for place in outgoing.places
    ]
    if outgoing.version > 1:
        node, until = _where_seen(outgoing), outgoing.expires_at
        targets.append(Target(broadcast=broadcast, node=node, who=Who.SEEN.value, until=until))
    insert(targets)
    return broadcast


def _is_private(outgoing: Outgoing) -> bool:
    """What corrects such a one is as well: it reaches those who have seen that."""
    if outgoing.is_private or any(place.fact for place in outgoing.places):
        return True
    own = Broadcast.objects.filter(kind=outgoing.kind, thread=outgoing.thread, is_private=True)
    return outgoing.version > 1 and own.exists()


def _where_seen(outgoing: Outgoing) -> Node:
    """Below the top everybody lives or serves, wherever they have moved since.

    A receipt says which words somebody has seen, not from whom: where others, from elsewhere, have
    sent them too, only those below the sender may have them from there. Who has moved away goes
    without, rather than that everybody hears of a correction of what they had from somebody else.
    """
    node: Node = Node.objects.get(desks=outgoing.desk)
    own = Broadcast.objects.filter(kind=outgoing.kind, thread=outgoing.thread)
    said = own.filter(version__lt=outgoing.version).values("wording")
    others = Broadcast.objects.filter(wording__in=said).exclude(pk__in=own.values("pk"))
    if others.exclude(desk__node__path__startswith=node.path).exists():
        return node
    top: Node = Node.objects.get(path=node.path[: Node.steplen])
    return top


def _calls(places: Iterable[Place]) -> bool:
    """Households read it on their page: nobody sends them a message."""
    return any(place.who is not Who.HOUSEHOLD for place in places)


def end(kind: str, thread: int, now: datetime) -> None:
    """What was sent of this reaches nobody any more."""
    current = Broadcast.objects.filter(kind=kind, thread=thread, ended_at=None)
    ended = list(current)
    Target.objects.filter(broadcast__in=ended, until__gt=now).update(until=now)
    current.update(ended_at=now, call_at=None)
    over({broadcast.wording_id for broadcast in ended}, now)
