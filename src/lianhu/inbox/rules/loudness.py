"""How loud an item is: for now, for today, or able to wait. Told by what falls due alone."""

from datetime import datetime, timedelta
from enum import StrEnum

from lianhu.kernel.worktime import Schedule

# What falls due within this much opening time is for now.
SOON_S = 3600
# How far back the last open hour before a due time is looked for, further each time.
_BACK_DAYS = (1, 4, 16, 64, 256)


class Group(StrEnum):
    """Where an item stands on the inbox page."""

    NOW = "now"
    TODAY = "today"
    LATER = "later"


def group_of(due_at: datetime | None, now: datetime, schedule: Schedule) -> Group:
    """By what falls due, in the opening hours of the desk that has to do it."""
    if due_at is None:
        return Group.LATER
    if due_at <= now or schedule.open_seconds(now, due_at) <= SOON_S:
        return Group.NOW
    if schedule.local_day(due_at) == schedule.local_day(now):
        return Group.TODAY
    return Group.LATER


def louder_at(due_at: datetime | None, now: datetime, schedule: Schedule) -> datetime | None:
    """When an item will stand higher than it does at `now`; None if that is never.

    Always later than `now`, and no later than the moment from which it is for now.
    """
    group = group_of(due_at, now, schedule)
    if due_at is None or group is Group.NOW:
        return None
    soon = _soon_from(due_at, now, schedule)
    if group is Group.TODAY:
        return soon
    that_day = schedule.opening_on(schedule.local_day(due_at))
    return soon if that_day is None or that_day <= now else min(soon, that_day)


def _soon_from(due_at: datetime, now: datetime, schedule: Schedule) -> datetime:
    """The first instant from which no more than SOON_S of opening time are left."""
    for days in _BACK_DAYS:
        start = max(now, due_at - timedelta(days=days))
        left = SOON_S
        for opens, closes in reversed(list(schedule.windows(start, due_at))):
            length = int((closes - opens).total_seconds())
            if length >= left:
                return max(closes - timedelta(seconds=left), now + timedelta(seconds=1))
            left -= length
        if start == now:
            break
    return now + timedelta(seconds=1)
