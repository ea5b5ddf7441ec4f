"""What is sent again and again, for the tests of that."""

from datetime import date, datetime, timedelta
from typing import Any

from lianhu.notices import services
from lianhu.notices.models import Version
from lianhu.notices.planned import services as planned
from lianhu.notices.planned.jobs import plan_next, send_planned
from lianhu.notices.recurring.models import Series
from lianhu.notices.recurring.rules import Every
from lianhu.notices.recurring.services import Repeat
from tests.cast import FRIDAY, City, at
from tests.notices import small

YEAR_END = date(2026, 12, 31)


def begin(
    city: City,
    every: Every = Every.WEEK,
    until: date = YEAR_END,
    when: datetime = small.NINE + timedelta(hours=6),
    **facts: Any,
) -> Series:
    """Written at the village at nine, on Friday, to go out at three."""
    notice, he = small.draft(city, "village", "he", **facts), city.people["he"]
    small.look_through()
    planned.set_time(notice, when, repeat=Repeat(every, until), by=he, now=small.NINE)
    services.send(notice, by=he, at=when, now=small.NINE)
    return Series.objects.get()


def goes_on(city: City, weeks: int, start: date = FRIDAY) -> None:
    """The worker's rounds, at three on as many Fridays."""
    for week in range(weeks):
        now = at(15, day=start + timedelta(weeks=week))
        send_planned(now)
        plan_next(now)


def turns() -> list[tuple[int, str]]:
    rows = Version.objects.filter(number=1).order_by("notice__turn")
    return [(row.notice.turn or 0, row.stage) for row in rows.select_related("notice")]
