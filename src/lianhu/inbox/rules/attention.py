"""Who is interrupted, and what waits for a digest. Decided here, whoever sends.

Two sentences hold whatever comes, and `tests/inbox` tries to break them:

* Nobody is interrupted over budget or outside duty hours, except by the emergency class.
* Nothing due is ever only in a digest that comes after its due time.

What keeps both is a digest beside the chosen times: it makes no sound, and comes when the last
moment to act would pass otherwise. All that has been gathered by then goes with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from lianhu.grid.rules import Role
from lianhu.inbox.rules.loudness import Group, group_of
from lianhu.kernel.worktime import HORIZON_DAYS, Schedule

# A digest for what falls due comes so long before, where there is still so much time.
LEAD = timedelta(minutes=10)
TIMES = (time(8, 40), time(17, 0))
BUDGETS = {Role.OFFICER: 3, Role.BACKUP: 3, Role.CLERK: 5, Role.SUPERVISOR: 5}


class Sort(StrEnum):
    """What class an item is of; every kind of item is registered with one."""

    OWN_CASE = "own_case"  # of a household of one's own: follows from who is asked
    CASE = "case"
    CONSULTATION = "consultation"
    NOTICE = "notice"  # to be acknowledged or acted on
    REVIEW = "review"  # looked at when there is time: never interrupts
    EMERGENCY = "emergency"


_INTERRUPTING = frozenset({Sort.OWN_CASE, Sort.CASE, Sort.CONSULTATION, Sort.NOTICE})


@dataclass(frozen=True, slots=True)
class Matter:
    """What somebody is to hear of."""

    sort: Sort
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ear:
    """Whoever is to hear of it, on a duty day.

    `used`: interruptions of that day that count; `interrupted`: by this matter, ever; `told`: of
    this matter, on this day, whichever way. Without a `reachable` telephone there are digests only.
    """

    budget: int
    used: int = 0
    times: Sequence[time] = TIMES
    reachable: bool = True
    interrupted: bool = False
    told: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody hears of a matter: at once, in the digest that comes at a time, or not yet.

    `counts` against the budget; `bypasses` what else would have kept it quiet.
    """

    interrupts: bool = False
    counts: bool = False
    bypasses: bool = False
    digest_at: datetime | None = None


NOT_YET = Way()


def asked_at(matter: Matter, now: datetime, schedule: Schedule) -> datetime:
    """When to ask for the way: off duty the desk's opening decides, whoever serves by then.

    An emergency does not wait for it, nor what falls due before.
    """
    if matter.sort is Sort.EMERGENCY or schedule.is_open(now):
        return now
    opens, due_at = schedule.next_open(now), matter.due_at
    if opens is None or (due_at is not None and now < due_at <= opens):
        return now
    return opens


def way(matter: Matter, ear: Ear, now: datetime, schedule: Schedule) -> Way:
    """How `ear`, on duty in the hours of `schedule`, hears of it.

    What is not for now may be left for later: ask again at `loudness.louder_at`.
    """
    if _can_interrupt(matter, ear):
        allowed = schedule.is_open(now) and ear.used < ear.budget
        if matter.sort is Sort.EMERGENCY:
            return Way(interrupts=True, bypasses=not allowed)
        if not ear.told and group_of(matter.due_at, now, schedule) is Group.NOW:
            if matter.sort is Sort.OWN_CASE and schedule.is_open(now):
                return Way(interrupts=True)
            if allowed:
                return Way(interrupts=True, counts=True)
    return NOT_YET if ear.told else _in_digest(matter, ear, now, schedule)


def _can_interrupt(matter: Matter, ear: Ear) -> bool:
    if ear.interrupted or not ear.reachable:
        return False
    return matter.sort is Sort.EMERGENCY or matter.sort in _INTERRUPTING


def _in_digest(matter: Matter, ear: Ear, now: datetime, schedule: Schedule) -> Way:
    if matter.sort is Sort.EMERGENCY:
        return Way(digest_at=now)
    chosen = next_time(ear.times, now, schedule)
    if matter.due_at is None:
        return Way(digest_at=chosen or now)
    last = last_look(matter.due_at, now, schedule)
    if chosen is not None and chosen <= last:
        return Way(digest_at=chosen)
    if group_of(matter.due_at, now, schedule) is Group.NOW:
        return Way(digest_at=last)
    return NOT_YET


def next_time(times: Sequence[time], now: datetime, schedule: Schedule) -> datetime | None:
    """The next of these times on a day that has opening hours; None if no such day comes."""
    zone, today = ZoneInfo(schedule.hours.zone), schedule.local_day(now)
    for n in range(HORIZON_DAYS):
        day = today + timedelta(days=n)
        if not schedule.intervals(day):
            continue
        moments = (datetime.combine(day, at, zone).astimezone(now.tzinfo) for at in times)
        found = min((at for at in moments if at > now), default=None)
        if found is not None:
            return found
    return None


def last_look(due_at: datetime, now: datetime, schedule: Schedule) -> datetime:
    """The last moment on duty that leaves LEAD to act, or what there is; never after `due_at`.

    `now` if nobody is on duty before, or it is late already.
    """
    last = now
    for opens, closes in schedule.windows(now, due_at):
        last = max(opens, min(closes, due_at) - LEAD)
    return last


def budget_of(roles: Sequence[Role], own: int | None = None) -> int:
    """Interruptions a duty day: the person's `own` number, or that of the busiest post."""
    return max(BUDGETS[role] for role in roles) if own is None else own
