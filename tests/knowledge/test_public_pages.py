"""The book as everybody reads it."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lianhu.kernel import clock
from lianhu.knowledge import queries
from lianhu.knowledge.models import Item
from tests.cast import at, make_city
from tests.knowledge import entries

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def item() -> Item:
    city = make_city()
    return entries.published(entries.make_topics(), city)


def _get(path: str, **headers: str) -> str:
    with clock.fixed(at(10)):
        response = Client(headers=headers).get(path)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_an_item_shows_its_parts_in_their_order(item: Item) -> None:
    page = _get(f"/book/items/{item.code}/")

    parts = [
        "能报。出院前备案就行",
        "参加本市医保的人",
        "用临时身份证",
        "打电话备案",
        "家人带两人身份证",
        "tel:00059010100",
        "当场办好",
        "没有备案",
        "《社会保险法》",
        f"/book/items/{item.code}/sheet/",
    ]
    places = [page.index(part) for part in parts]
    assert places == sorted(places)


def test_it_says_that_it_is_a_sample_or_being_checked(item: Item) -> None:
    assert "样例，以当地为准" not in _get(f"/book/items/{item.code}/")
    item.is_sample, item.checked_on = True, None
    item.review_on = date(2026, 1, 1)
    item.save()

    page = _get(f"/book/items/{item.code}/")

    assert "样例，以当地为准" in page
    assert "正在重新核对" in page


def test_what_is_not_published_is_not_there(item: Item) -> None:
    Item.objects.update(live=None)

    for path in (f"/book/items/{item.code}/", f"/book/items/{item.code}/sheet/"):
        assert Client().get(path).status_code == 404
    assert Client().get("/book/areas/medical/").status_code == 404
    assert item.code not in _get("/sitemap.xml")
    assert "还没有内容" in _get("/book/")


def test_a_search_marks_what_it_found_and_says_when_it_found_nothing(item: Item) -> None:
    assert "<mark>住院</mark>" in _get("/book/find/?q=住院")
    assert "没有现成的答案" in _get("/book/find/?q=xyz")


def test_while_typing_only_the_results_come(
    item: Item, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4):
        page = _get("/book/find/?q=住院", **{"HX-Request": "true"})

    assert item.code in page
    assert "<html" not in page


def test_what_is_withdrawn_while_it_is_looked_for_is_left_out(item: Item) -> None:
    assert [line.code for line in queries.lines([item.pk, 0])] == [item.code]

    Item.objects.update(live=None)

    assert queries.lines([item.pk]) == []


@pytest.mark.parametrize("query", ["q=", "q=住院&area=none&for=none", "q=" + "长" * 500])
def test_whatever_is_asked_is_answered(item: Item, query: str) -> None:
    _get(f"/book/find/?{query}")


def test_the_sheet_for_paper_has_a_square_code(item: Item) -> None:
    page = _get(f"/book/items/{item.code}/sheet/")

    assert "lh-qr" in page
    assert "打电话备案" in page


def test_the_sitemap_names_what_is_published(item: Item) -> None:
    root = ElementTree.fromstring(_get("/sitemap.xml"))

    found = [
        row.text or "" for row in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    ]
    assert [address.partition("://")[2].partition("/")[2] for address in found] == [
        "book/",
        "book/areas/medical/",
        f"book/items/{item.code}/",
    ]


def test_in_english_title_and_sentence_are(item: Item) -> None:
    page = _get(f"/book/items/{item.code}/", **{"Accept-Language": "en"})

    assert "Hospital care away from home" in page
    assert "Yes. Tell us before discharge." in page
