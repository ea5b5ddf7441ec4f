"""An officer who sends on to the own households, for the tests of that."""

from typing import Any

from lianhu.notices import sending_on
from lianhu.notices.models import Notice
from tests.cast import City, at
from tests.notices import pages

REASON = "可能您家用得上，请看一看。"


NAMES = ("吴", "郑")


def home(city: City, resident: str) -> int:
    household = city.residents[resident].household
    assert household is not None
    return household.pk


def send_on(city: City, matter: sending_on.Matter, **facts: Any) -> int:
    usual = {"households": None, "by": city.shen, "key": str(Notice.objects.count()), "now": at(10)}
    return sending_on.send_on([city.desks["beat"]], matter, REASON, **usual | facts)


def get(city: City, who: str, path: str, hour: int = 10) -> str:
    return pages.get(city, who, path, hour)


def post(city: City, who: str, path: str, hour: int = 10, **data: Any) -> Any:
    usual = {"key": "a key", "ready": "use", "reason": ""}
    return pages.post(city, who, path, usual | data, hour)
