"""How a time is said on a page: a time of day, never a countdown. In the site's time zone."""

from datetime import datetime, timedelta

from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lianhu.kernel import clock

_NOON = 12


def clock_time(at: datetime) -> str:
    """ "9:30", "14:05"."""
    local = _local(at)
    return f"{local.hour}:{local.minute:02}"


def by_clock(at: datetime) -> str:
    """Until when, short, where the day goes without saying: "by 14:05"; other days as by_time."""
    if _days_from_today(at):
        return by_time(at)
    return _("by %(time)s") % {"time": clock_time(at)}


def by_time(at: datetime) -> str:
    """Until when: near days with the time, other days by their date alone."""
    time = clock_time(at)
    match _days_from_today(at):
        case -1:
            return _("by %(time)s yesterday") % {"time": time}
        case 0:
            return _("by %(time)s today") % {"time": time}
        case 1:
            return _("by %(time)s tomorrow") % {"time": time}
        case _:
            return _("by %(date)s") % {"date": date_words(at)}


def day_time(at: datetime) -> str:
    """When something was or will be: "today 14:05", "22 May 14:05"."""
    time = clock_time(at)
    match _days_from_today(at):
        case -1:
            return _("yesterday %(time)s") % {"time": time}
        case 0:
            return _("today %(time)s") % {"time": time}
        case 1:
            return _("tomorrow %(time)s") % {"time": time}
        case _:
            return _("%(date)s %(time)s") % {"date": date_words(at), "time": time}


def by_hour(at: datetime) -> str:
    """When something was, no closer than the hour: "today after 14:00"."""
    return _("%(time)s or later") % {"time": day_time(at)}


def part_of_day(start: datetime, end: datetime) -> str:
    """Some hours on end, by what people call them: "this morning, 8:30–12:00"."""
    times = {"start": clock_time(start), "end": clock_time(end), "date": date_words(start)}
    is_morning = _local(start).hour < _NOON
    match _days_from_today(start):
        case 0 if is_morning:
            return _("this morning, %(start)s–%(end)s") % times
        case 0:
            return _("this afternoon, %(start)s–%(end)s") % times
        case 1 if is_morning:
            return _("tomorrow morning, %(start)s–%(end)s") % times
        case 1:
            return _("tomorrow afternoon, %(start)s–%(end)s") % times
    return _("%(date)s, %(start)s–%(end)s") % times


def date_words(at: datetime) -> str:
    """The date, with its year only when it is not this one."""
    local = _local(at)
    if local.year == _local(clock.now()).year:
        return dateformat.format(local, pgettext("date format, see Django's date filter", "j F"))
    return dateformat.format(local, pgettext("date format, see Django's date filter", "j F Y"))


def minutes(length: timedelta | int) -> str:
    """How long something took: whole minutes, from an hour on with hours."""
    total = int(length.total_seconds() // 60) if isinstance(length, timedelta) else length
    if total < 1:
        return _("under 1 min")
    hours, rest = divmod(total, 60)
    if not hours:
        return ngettext("%(count)d min", "%(count)d min", total) % {"count": total}
    if not rest:
        return ngettext("%(count)d h", "%(count)d h", hours) % {"count": hours}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


def playing_time(seconds: int) -> str:
    """How long a recording is: "0:23"."""
    return f"{seconds // 60}:{seconds % 60:02}"


def _local(at: datetime) -> datetime:
    return timezone.localtime(at, timezone.get_default_timezone())


def _days_from_today(at: datetime) -> int:
    return (_local(at).date() - _local(clock.now()).date()).days
