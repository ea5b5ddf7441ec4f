"""Recording that somebody looked at personal data."""

from collections.abc import Mapping
from datetime import datetime

from lianhu.accounts.models import User
from lianhu.kernel.store import insert
from lianhu.privacy.models import Look


def record_look(
    actor: User,
    verb: Look.Verb,
    *,
    desk: int | None,
    purpose: str,
    at: datetime,
    resident: int | None = None,
    household: int | None = None,
) -> None:
    """Add one look. `purpose` is a case number or names the duty; the household reads it."""
    Look.objects.create(
        actor=actor,
        verb=verb,
        desk=desk,
        resident=resident,
        household=household,
        purpose=purpose,
        at=at,
    )


def record_looks(
    actor: User, verb: Look.Verb, *, households: Mapping[int, int], purpose: str, at: datetime
) -> None:
    """One look at each of these households, each from the desk that it is given with, by key. One
    statement.
    """
    insert(
        [
            Look(actor=actor, verb=verb, desk=desk, household=household, purpose=purpose, at=at)
            for household, desk in households.items()
        ]
    )
