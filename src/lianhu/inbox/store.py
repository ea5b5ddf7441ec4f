"""Open items, changed by plain SQL: every command changes some."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from lianhu.inbox.models import Item
from lianhu.inbox.rules import Address, Need
from lianhu.kernel.postgresql.gathering import Write
from lianhu.kernel.store import changed_by, many, returned_by, to_moment

_TABLE = Item._meta.db_table
# So many are cleared by one statement: SQLite takes neither more values nor deeper conditions.
_AT_ONCE = 200


def clear(needs: Sequence[Need], now: datetime) -> None:
    """With what somebody was to be told of them by telephone, where there is such a thing."""
    for start in range(0, len(needs), _AT_ONCE):
        _clear(needs[start : start + _AT_ONCE], now)


def _clear(needs: Sequence[Need], now: datetime) -> None:
    which, values = _places(needs)
    done = f"UPDATE {_TABLE} SET done_at = %s WHERE done_at IS NULL"
    these = f"{done} AND ({which}) RETURNING id, has_calls"
    cleared = returned_by(Write(_TABLE, these, [to_moment(now), *values]))
    called = [key for key, has_calls in cleared if has_calls]
    if called:
        calls = f"{done} AND about_id IN ({many(called)})"
        changed_by(Write(_TABLE, calls, [to_moment(now), *called]))


def move(need: Need, now: datetime) -> None:
    """To its new due time, which may be another reason to hear of it."""
    _change("due_at = %s, call_at = %s", _times(need, now), [need])


def put_again(need: Need, now: datetime) -> None:
    """With a due time again: whoever has heard of it before hears that it is back."""
    _change("due_at = %s, call_at = %s, put_at = %s", [*_times(need, now), to_moment(now)], [need])


def _times(need: Need, now: datetime) -> tuple[Any, Any]:
    """When it is due, and when it is to be decided who hears of that: nobody of what waits for
    somebody else by now. Residents hear by message.
    """
    if need.due_at is None:
        return None, None
    is_residents = need.address is Address.RESIDENT
    return to_moment(need.due_at), None if is_residents else to_moment(now)


def _change(how: str, to: Sequence[Any], needs: Sequence[Need]) -> None:
    which, values = _places(needs)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE inbox_item SET {how} WHERE done_at IS NULL AND ({which})", [*to, *values]
        )


def _places(needs: Sequence[Need]) -> tuple[str, list[Any]]:
    at = defaultdict[tuple[Address, str], list[int]](list)
    for need in needs:
        at[need.address, need.key].append(need.who)
    which = " OR ".join(
        f"({address}_id IN ({many(some)}) AND key = %s)" for (address, _key), some in at.items()
    )
    return which, [value for (_address, key), some in at.items() for value in (*some, key)]
