"""Putting and clearing inbox items, in the transaction of their cause."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings

from lianhu.accounts.models import User
from lianhu.channels.models import Delivery
from lianhu.channels.services import Sending, queue_all
from lianhu.grid.models import Resident
from lianhu.inbox import store
from lianhu.inbox.models import Choice, Item
from lianhu.inbox.people import Wish, wishes
from lianhu.inbox.rules import Address, Change, Need, difference
from lianhu.inbox.rules.quiet import is_quiet
from lianhu.inbox.rules.reach import Reach
from lianhu.kernel.store import insert_later


@dataclass(frozen=True, slots=True)
class Transition:
    """What one cause needed before and what it needs now."""

    before: frozenset[Need]
    after: frozenset[Need]

    @property
    def change(self) -> Change:
        return difference(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Message:
    """A line to a resident. `body` names nobody; `source` says what it is about, once.

    `at`: when it came to pass, which says whether it makes a sound.
    """

    resident: Resident
    body: str
    source: str
    at: datetime


def settle(transitions: Iterable[Transition], *, now: datetime) -> None:
    """Bring the items of these causes up to date. Three statements at most, plus one per move
    and for each further 200 that are cleared.

    Who hears of it is decided by the worker (`calling`), in the order in which it came.
    """
    changes = [transition.change for transition in transitions]
    gone = [need for change in changes for need in change.clear]
    if gone:
        store.clear(gone, now)
    insert_later([_item(need, now) for change in changes for need in change.put], once=True)
    for change in changes:
        for need in change.move:
            store.move(need, now)
        for need in change.again:
            store.put_again(need, now)


def tell(messages: Iterable[Message]) -> None:
    """Queue these for residents who left a phone number. One statement at most.

    They come at once, in quiet hours too: it is their own question. Then they make no sound.
    """
    queue_all(
        Delivery.Class.ATTENTION,
        channel="console",
        sendings=[
            Sending(
                address=message.resident.phone,
                body=message.body,
                source=message.source,
                silent=is_quiet(message.at, settings.TIME_ZONE),
            )
            for message in messages
            if message.resident.phone
        ],
    )


def choose(person: User, wish: Wish, *, by: User) -> None:
    """Let somebody hear of things this way. What is being gathered comes when it was to come.

    `by`: whoever says so, for a person who cannot; access is the caller's.
    """
    Choice.objects.update_or_create(
        person=person,
        defaults={
            "times": [f"{at:%H:%M}" for at in sorted(wish.times)],
            "budget": wish.budget,
            "reach": wish.reach,
            "reach_by": None if by == person else by,
        },
    )


def reach(person: User, how: Reach, *, by: User) -> None:
    """As `choose`, of this alone."""
    wish = wishes([person.pk]).get(person.pk, Wish())
    choose(person, replace(wish, reach=how), by=by)


def _item(need: Need, now: datetime) -> Item:
    return Item(
        **{f"{need.address.value}_id": need.who},
        kind=need.kind,
        key=need.key,
        ref=need.ref,
        due_at=need.due_at,
        hidden_from_id=need.hidden_from,
        put_at=now,
        call_at=None if need.address is Address.RESIDENT else now,
    )
