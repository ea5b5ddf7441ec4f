"""Open items, changed by plain SQL: every command changes some."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from lianhu.inbox.rules import Need
from lianhu.kernel.store import to_moment


def clear(needs: Sequence[Need], now: datetime) -> None:
    _change("done_at", now, needs)


def move(need: Need) -> None:
    """To its new due time."""
    _change("due_at", need.due_at, [need])


def _change(column: str, at: datetime | None, needs: Sequence[Need]) -> None:
    which = " OR ".join(f"({need.address}_id = %s AND key = %s)" for need in needs)
    values = [value for need in needs for value in (need.who, need.key)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE inbox_item SET {column} = %s WHERE done_at IS NULL AND ({which})",
            [at and to_moment(at), *values],
        )
