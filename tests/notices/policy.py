"""A policy that households may be for, for the tests of that."""

from datetime import timedelta
from typing import Any

from lianhu.grid.facts.rules import Fact
from lianhu.inbox.models import Item as InboxItem
from lianhu.knowledge.models import Item
from lianhu.notices.policies import jobs, services
from lianhu.notices.policies.models import Policy
from tests.cast import FRIDAY, City, at
from tests.notices import pages

WHY = "家里有老人的可能符合"


def write(city: City, item: Item, desk: str = "town", **more: Any) -> Policy:
    usual: dict[str, Any] = {"until": FRIDAY + timedelta(days=30), "by": city.people["fang"]}
    usual |= {"key": f"{desk}{Policy.objects.count()}", "now": at(9)}
    key = services.write(city.desks[desk], item, [Fact.OVER_60], WHY, **usual | more)
    return Policy.objects.get(pk=key)


def proposed(now: Any = None) -> list[str]:
    jobs.propose_all(now or at(9, 5))
    rows = InboxItem.objects.filter(kind="policy", done_at=None).order_by("desk")
    return list(rows.values_list("desk__code", flat=True))


def post(city: City, who: str, path: str, hour: int = 10, **data: Any) -> Any:
    return pages.post(city, who, path, data, hour)
