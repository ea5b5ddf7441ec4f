"""What the page of a notice says of its being sent again and again."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from lianhu.inbox.broadcasts.foreseeing import Foreseen
from lianhu.notices.models import Notice, Version
from lianhu.notices.recurring.models import Series
from lianhu.notices.recurring.rules import days_left, wants_review
from lianhu.notices.recurring.services import running, works_at
from lianhu.notices.rules.sending import Stage, minutes_asked


def shown_series(
    notice: Notice, version: Version, cost: Foreseen | None, now: datetime
) -> dict[str, Any]:
    """Nothing of what is sent once. `cost`: of one time. A few queries."""
    series = notice.series
    if series is None:
        return {}
    newest = series.notices.order_by("-turn").first() or notice
    is_running = series.ended_at is None and series.paused_at is None
    left = _left(series, notice, now) if is_running else 0
    shown: dict[str, Any] = {
        "series": series,
        "newest": newest if newest.pk != notice.pk else None,
        "is_first": notice.turn == 1 and version.stage != Stage.SENT,
        "is_running": is_running,
        "turns_left": left,
        "wants_review": is_running and wants_review(series.turn, series.reviewed),
    }
    if cost is not None and left > 1:
        shown["together"] = {
            "times": left,
            "minutes": left * minutes_asked(cost.people, cost.households, version.minutes),
            "interruptions": left * (cost.now + cost.later),
        }
    return shown


def _left(series: Series, notice: Notice, now: datetime) -> int:
    """How often it goes out still, with what waits to be sent."""
    waits = not running().filter(pk=series.pk).exists()
    today = timezone.localtime(now).date()
    after = series.last_on if waits else max(series.last_on, today)
    return waits + days_left(series.rhythm, after, works_at(notice.desk, now))
