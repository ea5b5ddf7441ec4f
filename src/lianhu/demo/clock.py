"""The demo city's clock: one row, shared by web and worker, moved forward only.

It runs beside the machine's clock from a working day, 09:00, of a confirmed year on. While nothing
serves the city it stands still; if it then shows a time when desks are closed, it moves on to the
next working morning.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from lianhu.cases.models import Event
from lianhu.demo.calendars import CONFIRMED_YEARS
from lianhu.grid.calendars import special_days
from lianhu.grid.models import Node
from lianhu.grid.queries import desk_of, places
from lianhu.kernel import clock
from lianhu.kernel.models import DemoClock, Heartbeat
from lianhu.kernel.worktime import Schedule

MORNING = time(9)
NEXT_DAY = "next-day"

_STEP = re.compile(r"\+(\d{1,4})([mhdw])")
_UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}


class Backwards(Exception):
    """Nothing that has happened may come to lie in the future."""


def _stored() -> timedelta:
    row = DemoClock.objects.first()
    return row.offset if row else timedelta()


_source = clock.Offset(_stored)


def install() -> None:
    """From here on, this process lives in the demo city's time."""
    clock.use(_source)


def first_morning() -> datetime:
    """When the demo begins: the first working day of spring in the last year confirmed."""
    rest = {special.day for special in special_days(CONFIRMED_YEARS[-1]) if not special.works}
    day = date(CONFIRMED_YEARS[-1], 3, 16)
    while day.weekday() >= 5 or day in rest:
        day += timedelta(days=1)
    return _at(day, MORNING)


def begin_if_new() -> None:
    """Start the clock of a city that is about to be made."""
    if not DemoClock.objects.exists():
        _set(first_morning())


def resume() -> None:
    """Go on where the city was when somebody last served it."""
    happened = Event.objects.aggregate(last=Max("at"))["last"]
    beaten = Heartbeat.objects.aggregate(last=Max("beat_at"))["last"]
    if happened is None and beaten is None:
        _set(first_morning())
        return
    lived = beaten + _stored() if beaten else happened
    at = max(lived, happened) if happened else lived
    schedule = _schedule(at)
    _set(at if schedule.is_open(at) else _next_morning(schedule, at))


def move(step: str) -> datetime:
    """Move by `+15m`, `+2h`, `+1d`, `+1w`, or to 09:00 of the `next-day` that desks are open.

    Returns what the clock shows then. Raises ValueError for another step.
    """
    if step == NEXT_DAY:
        return _forward(_next_day)
    match = _STEP.fullmatch(step)
    if match is None:
        raise ValueError(f"a step is written +15m, +2h, +1d, +1w or {NEXT_DAY}, not {step}")
    by = int(match[1]) * _UNITS[match[2]]
    return _forward(lambda now: now + by)


def move_to(at: datetime) -> datetime:
    """Set the clock to a later instant; return what it shows then. Raises Backwards."""
    return _forward(lambda now: at)


def _forward(target: Callable[[datetime], datetime]) -> datetime:
    with transaction.atomic():
        row = DemoClock.objects.select_for_update().get()
        now = clock.wall() + row.offset
        at = target(now)
        if at < now:
            raise Backwards
        row.offset += at - now
        row.save()
    _source.forget()
    return at


def shown(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m-%d %H:%M}"


def read_local(text: str) -> datetime:
    """An instant written in the city's own time, as 2026-03-17T14:00. Raises ValueError."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))


def _set(at: datetime) -> None:
    DemoClock.objects.update_or_create(pk=1, defaults={"offset": at - clock.wall()})
    _source.forget()


def _schedule(at: datetime) -> Schedule:
    """The opening hours of the desk at the top, which are those of the seeded city."""
    desk = desk_of(Node.objects.get(depth=1))
    return places([desk], at)[desk.pk].schedule


def _next_day(now: datetime) -> datetime:
    schedule = _schedule(now)
    tomorrow = schedule.local_day(now) + timedelta(days=1)
    return _next_morning(schedule, _at(tomorrow, time()))


def _next_morning(schedule: Schedule, at: datetime) -> datetime:
    """09:00 of the day of `at` if that lies ahead and desks are open then, else of a later day."""
    day = schedule.local_day(at)
    while True:
        opening = schedule.opening_on(day)
        if opening is None:
            raise ValueError("the city's desks never open")
        day = schedule.local_day(opening)
        morning = max(opening, datetime.combine(day, MORNING, ZoneInfo(schedule.hours.zone)))
        if morning >= at:
            return morning
        day += timedelta(days=1)


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZoneInfo(settings.TIME_ZONE))
