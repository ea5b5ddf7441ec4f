"""Opening hours in words, and as the boxes of a form."""

from datetime import date, timedelta
from itertools import groupby, pairwise

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianhu.kernel.hours import Day, Interval, MonthDay, Season, Week

SPANS = 3
_MONDAY = date(2024, 1, 1)


def weekday_name(n: int) -> str:
    return dateformat.format(_MONDAY + timedelta(days=n), "l")


def clock_words(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def day_words(day: Day) -> str:
    spans = (f"{clock_words(span.start)}–{clock_words(span.end)}" for span in day)
    return _(", ").join(spans) or _("closed")


def week_words(week: Week) -> list[str]:
    """Days of the same hours together: "Monday–Friday 8:30–12:00, 13:30–17:30"."""
    lines = []
    for day, numbers in groupby(range(7), key=lambda n: week[n]):
        found = list(numbers)
        first, last = weekday_name(found[0]), weekday_name(found[-1])
        name = first if len(found) == 1 else f"{first}–{last}"
        lines.append(
            pgettext("opening hours", "%(days)s %(hours)s")
            % {"days": name, "hours": day_words(day)}
        )
    return lines


def month_day_words(month_day: MonthDay) -> str:
    # A leap year, so that 29 February is a day of it.
    return dateformat.format(
        date(2024, *month_day), pgettext("a day of every year, see Django's date filter", "j F")
    )


def season_words(season: Season) -> str:
    return _("%(first)s to %(last)s") % {
        "first": month_day_words(season.start),
        "last": month_day_words(season.end),
    }


def boxes(week: Week) -> dict[str, str]:
    """What stands in the boxes of a week, by the names of their fields."""
    found = {}
    for n, day in enumerate(week):
        for k, span in enumerate(day[:SPANS]):
            found[box(n, k, "from")] = clock_words(span.start)
            found[box(n, k, "until")] = clock_words(span.end)
    return found


def box(day: int, span: int, end: str) -> str:
    return f"d{day}_{span}_{end}"


def in_order(spans: list[Interval]) -> Day | None:
    """The spans of a day in order; None if two overlap."""
    day = tuple(sorted(spans))
    for earlier, later in pairwise(day):
        if later.start < earlier.end:
            return None
    return day
