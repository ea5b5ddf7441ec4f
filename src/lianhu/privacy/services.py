"""Recording that somebody looked at personal data."""

from datetime import datetime

from lianhu.accounts.models import User
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
