"""Reading and answering requests as people do, for the tests of both."""

from datetime import date
from typing import Any

from lianhu.grid.models import Duty
from lianhu.grid.rules import Role
from lianhu.inbox.broadcasts import reading
from lianhu.inbox.rules.broadcasts import Asks
from lianhu.kernel import clock
from lianhu.notices import services as notices
from lianhu.notices.requests import services
from lianhu.notices.requests.rules import Sheet
from tests.cast import FRIDAY, LONG_AGO, City, at, sign_in
from tests.notices import asked, small
from tests.pages import text_of


def call(
    city: City,
    who: str,
    path: str,
    data: dict[str, Any] | None = None,
    hour: int = 9,
    minute: int = 10,
    day: date = FRIDAY,
) -> Any:
    with clock.fixed(at(hour, minute, day=day)):
        client = sign_in(city.people[who])
        return client.get(path) if data is None else client.post(path, data)


def read(city: City, who: str, path: str, **when: Any) -> str:
    response = call(city, who, path, **when)
    assert response.status_code == 200
    return text_of(response)


def filled(request: int, **values: Any) -> dict[str, Any]:
    """What the page of whoever is asked sends."""
    version = services.newest_sent(request)
    return {"version": str(version.pk if version else 0), "seen": ""} | values


def is_open(city: City, who: str, hour: int = 10) -> bool:
    reader = small.at_work_as(city, who, at(hour))
    return bool(reading.waiting(reader, at(hour)))


def serves_too(city: City, who: str, desk: str) -> None:
    Duty.objects.create(
        desk=city.desks[desk], person=city.people[who], role=Role.CLERK, starts_at=LONG_AGO
    )


def corrected(city: City, request: int, now: Any, sheet: Sheet = asked.SHEET) -> None:
    text = small.written(
        city, "town", title=asked.TITLE, body=asked.PURPOSE, asks=Asks.ACT, due_at=asked.DUE,
        who=asked.CLERKS, depth=4, why="少问了一项",
    )  # fmt: skip
    services.correct(request, text, sheet, by=city.people["fang"], now=now)
    notices.send(request, now=now)
