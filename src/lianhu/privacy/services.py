"""Recording that somebody looked at personal data."""

from collections.abc import Mapping
from datetime import datetime

from lianhu.accounts.models import User
from lianhu.kernel.store import insert
from lianhu.privacy.models import Look

_TOLD = "told "


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


def told_by(person: User) -> str:
    """The purpose of a look at what `person` said, who did not enter it."""
    return f"{_TOLD}{person.pk}"


def teller(look: Look) -> int | None:
    """The key of who said it, where another entered it."""
    key = look.purpose.removeprefix(_TOLD)
    return int(key) if key != look.purpose and key.isdecimal() else None
