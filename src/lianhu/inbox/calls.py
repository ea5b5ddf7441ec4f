"""Telling those without a smart phone: the roster above calls them, or hands over a sheet.

A call is an inbox item at that roster's desk, about the item or broadcast that its person is to
hear of. It is put where somebody with a phone would be sent a message, and done when the person has
been told, or with what it is about.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from lianhu.accounts.models import User
from lianhu.grid.models import Desk
from lianhu.grid.queries import desks_above
from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.inbox.models import Item

# What somebody hears of.
Heard = Item | Broadcast

CALL = "call"
# About an emergency: it comes at any hour.
CALL_NOW = "call_now"
KINDS = (CALL, CALL_NOW)


@dataclass(frozen=True, slots=True)
class Call:
    person: User
    roster: Desk
    about: Heard
    is_emergency: bool = False


def calls_about(person: User, heard: Sequence[tuple[Heard, Desk | None]]) -> list[Call]:
    """One for each that some desk is above the one through which the person hears of it. None or
    one query.
    """
    above = desks_above([desk for _, desk in heard if desk is not None])
    return [
        Call(person, above[desk.pk], each)
        for each, desk in heard
        if desk is not None and desk.pk in above
    ]


def put_calls(calls: Iterable[Call], now: datetime) -> None:
    """Whoever is at the roster hears of the first about a person; the others come along on the
    list. None or four statements, inside the transaction that decides.
    """
    made = [_item(call, now) for call in calls]
    if not made:
        return
    waiting = Item.objects.filter(kind__in=KINDS, done_at=None, desk__in={i.desk_id for i in made})
    open_now: set[tuple[int | None, str, int]] = set(waiting.values_list("desk", "kind", "ref"))
    for item in sorted(made, key=lambda item: item.due_at or now):
        place = (item.desk_id, item.kind, item.ref)
        if place in open_now:
            item.call_at = None
        open_now.add(place)
    Item.objects.bulk_create(made, ignore_conflicts=True)
    about = {item.about_id for item in made if item.about_id}
    if about:
        Item.objects.filter(pk__in=about).update(has_calls=True)


def _item(call: Call, now: datetime) -> Item:
    about = call.about
    return Item(
        desk=call.roster,
        kind=CALL_NOW if call.is_emergency else CALL,
        ref=call.person.pk,
        key=_key(call.person.pk, about),
        due_at=now if call.is_emergency else about.due_at,
        hidden_from_id=call.person.pk,
        about=None if isinstance(about, Broadcast) else about,
        put_at=now,
        call_at=now,
    )


def _key(person: int, about: Heard) -> str:
    if isinstance(about, Broadcast):
        return _key_of_wording(about.wording_id, person)
    return f"call:{person}:{about.pk}"


def _key_of_wording(wording: int, person: int) -> str:
    return f"{_keys_of_wording(wording)}{person}"


def _keys_of_wording(wording: int) -> str:
    """How the keys of all calls about it begin."""
    return f"call:wording:{wording}:"


def waiting_about(wording: int, person: int) -> QuerySet[Item]:
    """The calls that wait to that person about what says this, whoever sent it."""
    key = _key_of_wording(wording, person)
    return Item.objects.filter(ref=person, kind__in=KINDS, key=key, done_at=None)


def wording_of(call: Item) -> int:
    """Of a call that is about no item."""
    return int(call.key.split(":")[2])


def called_for(wordings: Iterable[int], now: datetime) -> QuerySet[Broadcast]:
    """What lasts of these and is for people at work, whom somebody may call. Households alone are
    meant where nobody is gone through.
    """
    return Broadcast.objects.filter(
        wording__in=set(wordings), ended_at=None, expires_at__gt=now, call_at__isnull=False
    )


def over(wordings: Iterable[int], now: datetime) -> None:
    """Nobody needs to be told of these any more, unless they are there in another sending."""
    for wording in wordings:
        if not called_for([wording], now).exists():
            waiting = Item.objects.filter(kind__in=KINDS, done_at=None, about=None)
            waiting.filter(key__startswith=_keys_of_wording(wording)).update(done_at=now)


def told(person: User, desks: Iterable[Desk], now: datetime) -> int:
    """Somebody at one of these desks has told the person; return how many things that were."""
    waiting = Item.objects.filter(kind__in=KINDS, ref=person.pk, done_at=None, desk__in=desks)
    return waiting.update(done_at=now)
