"""A beat goes from one officer to another, and the successor hears of it."""

from datetime import datetime

from django.db import transaction

from lianhu.accounts.models import User
from lianhu.grid import services
from lianhu.grid.models import Desk, HandOver
from lianhu.inbox.rules import Address, Need
from lianhu.inbox.services import Transition, settle
from lianhu.steward.services import note_change

KIND = "hand_over"


def hand_over(
    desk: Desk, successor: User, *, at: datetime, note: str, by: User, now: datetime
) -> HandOver:
    """Raises grid.rules.Unfit."""
    with transaction.atomic():
        done = services.hand_over(desk, successor, at=at, by=by, now=now, note=note)
        settle([Transition(before=frozenset(), after=frozenset({_need(done)}))], now=now)
        note_change(
            by,
            "beat.handed_over",
            desk.name,
            before={"officer": done.before.person.username if done.before else None},
            after={"officer": successor.username, "from": at.isoformat()},
            now=now,
        )
    return done


def hand_back(desk: Desk, *, by: User, now: datetime) -> HandOver:
    """Raises grid.rules.NothingToEnd."""
    with transaction.atomic():
        last = services.last_to_undo(desk, now)
        need = _need(last)
        successor, before = last.duty.person.username, last.before
        again = services.returns_to(last, now)
        services.hand_back(desk, last, now=now)
        settle([Transition(before=frozenset({need}), after=frozenset())], now=now)
        note_change(
            by,
            "beat.handed_back",
            desk.name,
            before={"officer": successor},
            after={"officer": before.person.username if before and again else None},
            now=now,
        )
    return last


def have_read(handed: HandOver, now: datetime) -> None:
    """The successor needs no reminder any more."""
    settle([Transition(before=frozenset({_need(handed)}), after=frozenset())], now=now)


def _need(handed: HandOver) -> Need:
    key = f"hand_over:{handed.pk}"
    return Need(Address.PERSON, handed.duty.person_id, KIND, key, handed.pk)
