"""Typing, then a click on what was found."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from lianhu.kernel import clock
from lianhu.knowledge.models import Item
from tests.cast import at, make_city
from tests.knowledge import entries

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def item() -> Iterator[Item]:
    with clock.fixed(at(10)):
        city = make_city()
        item = entries.published(entries.make_topics(), city)
        Item.objects.update(audiences="|rural|")
        yield item


def test_leaving_the_words_asks_nothing_anew(item: Item, page: Page) -> None:
    """New results between press and release would take away what is clicked on."""
    page.goto("/book/find/?for=elderly")
    asked: list[str] = []
    page.get_by_role("searchbox").press_sequentially("住院")
    expect(page.get_by_text("您选的范围里没有合适的")).to_be_visible()
    page.on("request", lambda request: asked.append(request.url))

    page.get_by_role("searchbox").blur()
    page.get_by_label("适用人群").select_option("")

    expect(page.get_by_role("link", name=item.title)).to_be_visible()
    assert len([url for url in asked if "/book/find/" in url]) == 1
    page.get_by_role("link", name=item.title).click()
    expect(page.get_by_role("heading", name=item.title)).to_be_visible()
