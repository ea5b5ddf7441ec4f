"""China's days off and make-up working days, year by year, and which years nobody has confirmed."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone

from lianhu.grid.models import CalendarYear

_MAKE_UP, _MAKE_UP_EN = "调休上班", "Make-up working day"
# From this month on deadlines and promises reach into the next year.
_AHEAD_FROM = 10


class SpecialDay(NamedTuple):
    day: date
    works: bool
    name: str
    name_en: str


def special_days(year: int) -> Iterator[SpecialDay]:
    """Yield the days of `year` that do not follow their weekday, as far as the package knows.

    It knows a coming year's days off before the government has published its make-up working days,
    and does not say that they are missing.
    """
    from holidays import country_holidays  # a fifth of a second: not at every start of a process

    china = country_holidays("CN", years=year, language="zh_CN")
    english = country_holidays("CN", years=year, language="en_US")
    for day, name in sorted(china.items()):
        yield SpecialDay(day, works=False, name=name, name_en=english.get(day, name))
    for day in sorted(china.weekend_workdays):
        if day.year == year:
            yield SpecialDay(day, works=True, name=_MAKE_UP, name_en=_MAKE_UP_EN)


def unconfirmed_years(now: datetime) -> list[int]:
    """This year, and from October on the next: those of them that are not confirmed."""
    local = timezone.localtime(now)
    wanted = [local.year] if local.month < _AHEAD_FROM else [local.year, local.year + 1]
    known = set(CalendarYear.objects.filter(year__in=wanted).values_list("year", flat=True))
    return [year for year in wanted if year not in known]
