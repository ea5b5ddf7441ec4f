"""Cards, and whose session a card or a code begins.

A card is given by an officer, who knows it too. So it opens little by itself: see
`cases.access.open_to`. With the code that its resident's phone was sent, it opens all.

Where no number is on record, one is entered with the card, and the officer stands for it. That
number signs in from then on. What was kept in confidence before stays closed to it all the same,
and nobody who serves at the household's desk may enter their own.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from lianhu.accounts.models import User
from lianhu.grid.models import Household, Resident
from lianhu.grid.queries import MyDesk, home_desk, my_desks, serving
from lianhu.kernel.crypto import blind_index
from lianhu.kernel.ids import new_token
from lianhu.kernel.phones import canonical
from lianhu.privacy.models import Look
from lianhu.privacy.services import record_look
from lianhu.signin.models import Card, PhoneCode, SecondFactor
from lianhu.signin.rules import CARD_LIVES, CardState


class Serves(Exception):
    """Whoever has a duty, or a second factor, signs in with the password alone."""


class NotOpen(Exception):
    """The card was used, revoked or given anew meanwhile."""


@dataclass(frozen=True, slots=True)
class Entered:
    """Whose session begins. `vouched`: since when the officer stands for the number."""

    user: User
    vouched: datetime | None


@transaction.atomic
def give(
    resident: Resident, household: Household, *, by: User, my: MyDesk, now: datetime
) -> tuple[Card, str]:
    """A card for this member of a household, and its token, which is kept nowhere.

    The household reads that it was given. Raises Serves.
    """
    _lock(resident)
    if resident.user is not None and wants_password(resident.user, now):
        raise Serves
    _open(resident).update(revoked_at=now)
    token = new_token()
    card = Card.objects.create(
        resident=resident,
        token_hash=_hash(token),
        issued_by=by,
        issued_at=now,
        expires_at=now + CARD_LIVES,
    )
    record_look(
        by,
        Look.Verb.CARD,
        desk=my.desk.pk,
        purpose=f"duty {my.duty}",
        at=now,
        household=household.pk,
    )
    return card, token


def revoke(card: Card, *, now: datetime) -> None:
    Card.objects.filter(pk=card.pk, used_at=None, revoked_at=None).update(revoked_at=now)


def find(token: str) -> Card | None:
    found = Card.objects.select_related("resident__user", "resident__household")
    return found.filter(token_hash=_hash(token)).first()


def wants_password(user: User, now: datetime) -> bool:
    """Whether neither card nor phone may begin a session of this person."""
    return (
        not user.is_active
        or user.is_administrator
        or bool(my_desks(user, now))
        or SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists()
    )


def may_enter(card: Card, phone: str, now: datetime) -> bool:
    """Whether this number, where none is on record, may become that of the card's resident."""
    household = card.resident.household
    desk = home_desk(household) if household else None
    staff = [duty.person for duty in serving(desk, now)] if desk else []
    wanted = canonical(phone)
    return all(canonical(one.phone) != wanted for one in [card.issued_by, *staff])


def with_number(phone: str) -> list[Resident]:
    """Those with an account who go by exactly this number."""
    found = Resident.objects.select_related("user").filter(
        phone_bi__of=phone, user__isnull=False, user__is_active=True
    )
    wanted = canonical(phone)
    return [one for one in found.order_by("id") if canonical(one.phone) == wanted]


@transaction.atomic
def enter_by_card(card: Card, *, now: datetime) -> User:
    """Begin with the card alone. Raises Serves or NotOpen."""
    resident = _lock(card.resident)
    card.refresh_from_db()
    if card.state(now) is not CardState.OPEN:
        raise NotOpen
    return _account(resident, now)


@transaction.atomic
def enter_by_code(code: PhoneCode, *, now: datetime) -> Entered:
    """Begin with a code that was proved. The card that it was sent for is used up, and a number
    that was entered with it goes on record. Raises Serves or NotOpen.
    """
    assert code.resident is not None
    resident = _lock(code.resident)
    if code.card is not None:
        card = Card.objects.get(pk=code.card.pk)
        if card.state(now) is not CardState.OPEN:
            raise NotOpen
        card.used_at = now
        if not resident.phone:
            resident.phone = code.phone
            resident.save(update_fields=["phone", "phone_bi"])
            card.vouched_at = now
        card.save(update_fields=["used_at", "vouched_at"])
    if canonical(resident.phone) != canonical(code.phone):
        raise NotOpen  # another number was put on record meanwhile
    return Entered(_account(resident, now), _vouched_since(resident))


def _account(resident: Resident, now: datetime) -> User:
    user = resident.user
    if user is None:
        user = User.objects.create_user(
            f"resident-{new_token()}",
            name=resident.name,
            name_en=resident.name_en,
            phone=resident.phone,
        )
        resident.user = user
        resident.save(update_fields=["user"])
    if wants_password(user, now):
        raise Serves
    return user


def _vouched_since(resident: Resident) -> datetime | None:
    vouched = Card.objects.filter(resident=resident, vouched_at__isnull=False).order_by("-id")
    return vouched.values_list("vouched_at", flat=True).first()


def _open(resident: Resident) -> QuerySet[Card]:
    return Card.objects.filter(resident=resident, used_at=None, revoked_at=None)


def _lock(resident: Resident) -> Resident:
    # A lock takes no outer join along.
    Resident.objects.select_for_update(no_key=True).get(pk=resident.pk)
    return Resident.objects.select_related("user").get(pk=resident.pk)


def _hash(token: str) -> str:
    return blind_index(token, "signin.card")
