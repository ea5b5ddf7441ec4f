"""An item that has another title is still found by what names it by the one before."""

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lianhu.kernel import clock
from lianhu.knowledge import book, queries, services
from lianhu.knowledge.models import FormerTitle, Item
from lianhu.knowledge.rules.lines import Block
from tests.cast import City, at, make_city
from tests.knowledge.small_book import OTHERS, make_book, publish
from tests.pages import text_of

pytestmark = pytest.mark.django_db

NOW = at(10)
OUTAGE = OTHERS["outage"]
REVIEW_ON = date(2027, 5, 15)


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def lamp(city: City) -> Item:
    """Names what to do without water as near to it."""
    items = make_book(city)
    entry = replace(OTHERS["lamp"], title="路灯坏了", related=(OUTAGE.title,))
    return publish(city, items["lamp"].topic, "lamp2", entry)


def rename(city: City, code: str, title: str) -> Item:
    item = Item.objects.select_related("live").get(code=code)
    assert item.live is not None
    entry, by, seen = replace(item.live.entry, title=title), city.people["gu"], item.live.number
    services.draft(item.pk, entry, seen=seen, by=by, reason="改名", now=NOW)
    services.review(item.pk, seen=seen + 1, by=by, review_on=REVIEW_ON, now=NOW)
    services.publish(item.pk, seen=seen + 1, by=by, now=NOW)
    return Item.objects.get(code=code)


def near(item: Item) -> list[str]:
    """What its page names as near to it."""
    with clock.fixed(NOW):
        page = Client().get(f"/book/items/{item.code}/")
    return [one.title for one in page.context["related"]]


def test_the_link_stays_and_says_the_new_title(city: City, lamp: Item) -> None:
    assert near(lamp) == [OUTAGE.title]
    rename(city, "outage", "家里停水")
    assert near(lamp) == ["家里停水"]
    rename(city, "outage", "没有水")
    assert near(lamp) == ["没有水"]


def test_a_title_that_is_anothers_now_means_that_one(city: City, lamp: Item) -> None:
    rename(city, "outage", "家里停水")
    topic = Item.objects.get(code="outage").topic
    publish(city, topic, "outage2", OUTAGE)
    assert near(lamp) == [OUTAGE.title]
    assert queries.by_titles([OUTAGE.title])[0].code == "outage2"


def test_the_one_that_had_it_last_is_meant(city: City, lamp: Item) -> None:
    rename(city, "outage", "家里停水")
    rename(city, "lamp", OUTAGE.title)
    rename(city, "lamp", "路灯报修")
    assert [one.code for one in queries.by_titles([OUTAGE.title])] == ["lamp"]


def test_named_twice_it_stands_there_once(city: City, lamp: Item) -> None:
    rename(city, "outage", "家里停水")
    assert len(queries.by_titles([OUTAGE.title, "家里停水"])) == 1


def test_what_is_withdrawn_is_not_found(city: City, lamp: Item) -> None:
    item = rename(city, "outage", "家里停水")
    services.withdraw(item.pk, by=city.people["gu"], why="不办了", now=NOW)
    assert near(lamp) == []


def test_nor_lost_where_it_comes_back_under_another_title(city: City, lamp: Item) -> None:
    item, by = Item.objects.get(code="outage"), city.people["gu"]
    services.withdraw(item.pk, by=by, why="不办了", now=NOW)
    services.restore(item.pk, by=by, reason="又办了", now=NOW)
    entry = replace(OUTAGE, title="家里停水")
    services.draft(item.pk, entry, seen=2, by=by, reason="改名", now=NOW)
    services.review(item.pk, seen=3, by=by, review_on=REVIEW_ON, now=NOW)
    services.publish(item.pk, seen=3, by=by, now=NOW)
    assert near(lamp) == ["家里停水"]


def test_a_draft_of_another_title_renames_nothing_yet(city: City, lamp: Item) -> None:
    item = Item.objects.select_related("live").get(code="outage")
    assert item.live is not None
    entry = replace(item.live.entry, title="家里停水")
    services.draft(item.pk, entry, seen=1, by=city.people["gu"], reason="改名", now=NOW)
    assert not FormerTitle.objects.exists()
    assert near(lamp) == [OUTAGE.title]


def test_an_import_renames_too(city: City, lamp: Item) -> None:
    [block] = [block for block in book.blocks() if block.code == "outage"]
    renamed: Block = replace(block, entry=replace(block.entry, title="家里停水"))
    book.take([renamed], publish=True, by=city.people["gu"], reason="导入", now=NOW)
    assert near(lamp) == ["家里停水"]


def test_it_is_one_query_more_where_a_title_is_nobodys(
    city: City, lamp: Item, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        queries.by_titles([OUTAGE.title])
    rename(city, "outage", "家里停水")
    with django_assert_num_queries(2):
        queries.by_titles([OUTAGE.title])


def test_the_page_is_as_before(city: City, lamp: Item) -> None:
    rename(city, "outage", "家里停水")
    with clock.fixed(NOW):
        page = text_of(Client().get(f"/book/items/{lamp.code}/"))
    assert "家里停水" in page
    assert OUTAGE.title not in page
