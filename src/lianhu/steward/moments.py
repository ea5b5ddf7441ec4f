"""Days that somebody types, as instants."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def begin_of(day: date | None, now: datetime) -> datetime:
    """When something begins: at once, if no day is named or it is today's."""
    if day is None or day <= today(now):
        return now
    return timezone.make_aware(datetime.combine(day, time()))


def end_of(day: date) -> datetime:
    """The end of a last day: the midnight after it."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def last_day(end: datetime) -> datetime:
    """An instant of the last day of what ends then."""
    return end - timedelta(seconds=1)


def today(now: datetime) -> date:
    return timezone.localtime(now).date()
