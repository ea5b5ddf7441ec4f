"""What many ask about, on every width and in both languages."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from lianhu.kernel import clock
from tests.browser import DESK, PHONE, Opener, overflow, violations
from tests.cases.test_desk_in_browser import open_as
from tests.cases.test_hot_page import ask, outage
from tests.cast import City, at, make_city

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def city() -> Iterator[City]:
    with clock.fixed(at(15)):
        city = make_city()
        outage(city)
        for number in range(6):
            ask(city, f"外地住院怎么报销{number}", beat="beat3", topic="insurance")
        yield city


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", [DESK, PHONE, (320, 640)], ids=str)
def test_it_fits_and_is_accessible(
    city: City, open_page: Opener, size: tuple[int, int], language: str
) -> None:
    page = open_as(open_page, city.luo, size)
    page.context.add_cookies(
        [
            {
                "name": settings.LANGUAGE_COOKIE_NAME,
                "value": language,
                "domain": "localhost",
                "path": "/",
            }
        ]
    )
    page.goto("/watch/hot/")

    page.get_by_text("停水").first.wait_for()
    assert (overflow(page), violations(page)) == (0, [])
