"""Opening the pages of notices and sending their forms, as people do."""

from typing import Any

from lianhu.kernel import clock
from tests.cast import City, at, sign_in
from tests.notices import small
from tests.pages import text_of


def get(city: City, who: str, path: str, hour: int = 9) -> str:
    with clock.fixed(at(hour)):
        response = sign_in(city.people[who]).get(path)
    assert response.status_code == 200
    return text_of(response)


def post(city: City, who: str, path: str, data: dict[str, Any] | None = None, hour: int = 9) -> Any:
    with clock.fixed(at(hour)):
        return sign_in(city.people[who]).post(path, data or {})


def form(city: City, **facts: Any) -> dict[str, Any]:
    usual = {
        "key": "a key",
        "asks": "act",
        "title": small.TITLE,
        "document": "",
        "body": small.BODY,
        "due_at": "2026-05-15T09:50",
        "minutes": "4",
        "who": ["officer"],
        "where": [str(city.nodes["town"].pk)],
        "more": "",
        "depth": "",
        "contact": str(city.desks["town"].pk),
        "topic": "",
    }
    return usual | facts
