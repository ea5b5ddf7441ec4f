"""Open items, changed by plain SQL: every command changes some."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from lianhu.inbox.rules import Address, Need
from lianhu.kernel.store import to_moment


def clear(needs: Sequence[Need], now: datetime) -> None:
    _change("done_at = %s", [to_moment(now)], needs)


def move(need: Need, now: datetime) -> None:
    """To its new due time, which may be another reason to hear of it."""
    due_at = need.due_at and to_moment(need.due_at)
    if need.address is Address.RESIDENT:
        _change("due_at = %s", [due_at], [need])
    else:
        _change("due_at = %s, call_at = %s", [due_at, to_moment(now)], [need])


def _change(how: str, to: Sequence[Any], needs: Sequence[Need]) -> None:
    which = " OR ".join(f"({need.address}_id = %s AND key = %s)" for need in needs)
    values = [value for need in needs for value in (need.who, need.key)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE inbox_item SET {how} WHERE done_at IS NULL AND ({which})", [*to, *values]
        )
