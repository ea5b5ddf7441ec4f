"""Writing down what was changed, in the transaction that changes it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from lianhu.accounts.models import User
from lianhu.grid.loading.models import Load
from lianhu.steward.models import Change
from lianhu.steward.verbs import VERBS


def note_change(
    by: User,
    verb: str,
    subject: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    entered_by: User | None = None,
    now: datetime,
) -> None:
    """One line for the list of changes. `verb` is one of VERBS; nothing in it names a resident."""
    assert verb in VERBS
    assert transaction.get_connection().in_atomic_block
    Change.objects.create(
        by=by,
        verb=verb,
        subject=subject,
        before=before or {},
        after=after or {},
        entered_by=entered_by,
        at=now,
    )


def note_load(load: Load, now: datetime) -> None:
    """The line of a list that has been applied. Nobody at the console has an account to name."""
    if load.by is None:
        return
    after = {"new": load.new, "changed": load.changed, "same": load.same}
    note_change(load.by, f"load.{load.kind}", load.name, after=after, now=now)
