"""The table is the queue: claim a row with a lease, act outside the transaction, finish it."""

from datetime import datetime, timedelta
from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)

# What comes after the first, second, … failed try.
_DELAYS = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=4),
)
MAX_TRIES = len(_DELAYS) + 1
# Beyond every delay, and what the clocks of several machines may differ by.
_AHEAD = max(_DELAYS) + timedelta(hours=1)

# When many workers ask at once, losing the first row is no reason to go away with nothing.
_CANDIDATES = 8


def retry_delay(tries: int) -> timedelta | None:
    """How long to wait after `tries` failed tries; None when that was the last."""
    if tries < 1:
        raise ValueError("count the try before trying")
    return _DELAYS[tries - 1] if tries < MAX_TRIES else None


def due(queryset: models.QuerySet[Row], now: datetime) -> models.QuerySet[Row]:
    """The rows whose time has come, those first that have waited longest.

    Nothing is ever put off for longer than the longest delay. What lies further ahead was put there
    before the clock was set back, and would wait until the clock is there again.
    """
    came = models.Q(next_at__lte=now) | models.Q(next_at__gt=now + _AHEAD)
    return queryset.filter(came).order_by("next_at", "id")


def claim(queryset: models.QuerySet[Row], now: datetime, lease: timedelta) -> Row | None:
    """Take the first row that no other worker takes at this moment, or None.

    The rows have `next_at` and `tries`; `queryset` says which to take, by their own columns and
    unsliced, because the claim asks it again. A claim counts the try and puts `next_at` off by
    `lease`: whoever dies holding a row leaves it due again.
    """
    rows = due(queryset, now)
    for pk, next_at, tries in rows.values_list("pk", "next_at", "tries")[:_CANDIDATES]:
        unclaimed = rows.filter(pk=pk, next_at=next_at, tries=tries)
        if unclaimed.update(next_at=now + lease, tries=tries + 1):
            return queryset.model._default_manager.get(pk=pk)
    return None
