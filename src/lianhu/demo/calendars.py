"""China's days off and make-up working days, year by year."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from holidays import country_holidays

# Compared with the published list. The package knows a coming year's days off before the
# government has published its make-up working days, and does not say that they are missing.
CONFIRMED_YEARS = (2026,)
_MAKE_UP = "调休上班"


class SpecialDay(NamedTuple):
    day: date
    works: bool
    name: str


def special_days(year: int) -> Iterator[SpecialDay]:
    """Yield the days of `year` that do not follow their weekday."""
    china = country_holidays("CN", years=year, language="zh_CN")
    for day, name in sorted(china.items()):
        yield SpecialDay(day, works=False, name=name)
    for day in sorted(china.weekend_workdays):
        if day.year == year:
            yield SpecialDay(day, works=True, name=_MAKE_UP)
