"""What sending a notice would cost, as its page shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from lianhu.grid.models import Desk
from lianhu.grid.queries import schedules
from lianhu.inbox.broadcasts.foreseeing import Foreseen
from lianhu.inbox.rules import Group, group_of
from lianhu.inbox.rules.broadcasts import Asks
from lianhu.notices.models import Notice, Version
from lianhu.notices.services import needs_approval

# The tallest bar, in units of the drawing.
TALL = 56


@dataclass(frozen=True, slots=True)
class Bar:
    """How many people have so many interruptions left today."""

    left: int
    people: int
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + 26


def shown_cost(notice: Notice, version: Version, cost: Foreseen, now: datetime) -> dict[str, Any]:
    return {
        "cost": cost,
        "bars": _bars(cost),
        "sample": [desk.shown_name for desk in Desk.objects.filter(pk__in=cost.desks)],
        "needs_approval": needs_approval(version, cost),
        "most_alone": settings.LIANHU_NOTICE_ALONE,
        "is_urgent": _is_urgent(notice.desk, version, max(now, version.send_at or now)),
    }


def _bars(cost: Foreseen) -> list[Bar]:
    """Most left first; those with none left stand last."""
    if not cost.people:
        return []
    highest = max(cost.left.values())
    found = []
    for n, left in enumerate(range(max(cost.left), -1, -1)):
        people = cost.left[left]
        height = max(2, round(TALL * people / highest)) if people else 0
        found.append(Bar(left, people, 6 + 64 * n, 78 - height, height))
    return found


def _is_urgent(desk: Desk, version: Version, now: datetime) -> bool:
    """Whether its time is so near that it interrupts at once; an emergency means to."""
    if version.emergency:
        return False
    schedule = schedules([desk], now)[desk.pk]
    asks = Asks(version.asks)
    return asks is not Asks.KNOW and group_of(version.due_at, now, schedule) is Group.NOW
