"""The book as everybody reads it."""

from datetime import date
from typing import Any
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lianhu.accounts.models import User
from lianhu.kernel import clock
from lianhu.knowledge import queries, services
from lianhu.knowledge.models import Item, ItemVersion
from lianhu.knowledge.rules.entry import Audience
from tests.cast import at, sign_in
from tests.knowledge import entries
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]


def _answer(path: str) -> Any:
    with clock.fixed(at(10)):
        return Client().get(path)


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


def test_search_engines_are_shown_the_book_and_nothing_else(item: Item) -> None:
    lines = _get("/robots.txt").splitlines()

    assert lines[-1].endswith("/sitemap.xml")
    rules = RobotFileParser()
    rules.parse(lines)
    read = [
        path
        for path in (
            "/book/",
            f"/book/items/{item.code}/",
            "/book/find/?q=x",
            "/book/edit/",
            "/my/",
            "/sitemap.xml",
        )
        if rules.can_fetch("any", path)
    ]
    assert read == ["/book/", f"/book/items/{item.code}/", "/sitemap.xml"]
    said = '<meta name="description" content="能报。出院前备案就行">'
    assert said in _get(f"/book/items/{item.code}/")


def test_in_english_title_and_sentence_are(item: Item) -> None:
    page = _get(f"/book/items/{item.code}/", **{"Accept-Language": "en"})

    assert "Hospital care away from home" in page
    assert "Yes. Tell us before discharge." in page


def test_whom_it_is_for_how_people_say_it_and_when_it_is_checked_again_stand_below(
    item: Item,
) -> None:
    page = text_of(_answer(f"/book/items/{item.code}/"))

    assert "适用人群 所有人" in page
    assert "大家常这样问 在外地住院回来能报不 外地看病" in page
    assert "下次核对 2027年5月15日" in page


def test_what_does_not_hold_today_says_since_when_or_from_when_on(item: Item) -> None:
    for days, said in (
        ({"valid_until": "2026-05-01"}, "只办到2026年5月1日，现在不办了"),
        ({"valid_from": "2026-06-01"}, "现在还不适用，2026年6月1日起才办"),
    ):
        assert item.live is not None
        ItemVersion.objects.update(data=item.live.data | days)
        Item.objects.update(**{"valid_until": None, "valid_from": None} | days)

        for path in (f"/book/items/{item.code}/", f"/book/items/{item.code}/sheet/"):
            assert said in text_of(_answer(path))
        assert "目前不适用" in text_of(_answer("/book/find/?q=住院"))


def test_what_is_being_checked_says_so_where_it_is_found_and_on_paper(item: Item) -> None:
    Item.objects.update(review_on=date(2026, 1, 1))

    assert "正在重新核对" in text_of(_answer("/book/find/?q=住院"))
    assert "正在重新核对" in text_of(_answer(f"/book/items/{item.code}/sheet/"))


def test_a_withdrawn_item_says_since_when_and_whom_to_ask(item: Item) -> None:
    """Why, was written for those who write the book."""
    services.withdraw(item.pk, by=None, why="政策停了", now=at(9, 40))

    for path in (f"/book/items/{item.code}/", f"/book/items/{item.code}/sheet/"):
        answer = _answer(path)
        assert answer.status_code == 410
        assert "2026年5月15日已撤下，不再适用。" in text_of(answer)
        assert "政策停了" not in text_of(answer)
        assert 'href="/guest/"' in answer.text


def test_what_is_in_use_again_is_being_worked_on(item: Item) -> None:
    services.withdraw(item.pk, by=None, why="政策停了", now=at(9, 40))
    by = User.objects.get(username="luo")
    services.restore(item.pk, by=by, reason="又办", now=at(9, 41))
    newer = entries.entry(title="还没定的新名字")
    services.draft(item.pk, newer, seen=2, by=None, reason="", now=at(9, 42))

    for path in (f"/book/items/{item.code}/", f"/book/items/{item.code}/sheet/"):
        answer = _answer(path)
        page = text_of(answer)
        assert answer.status_code == 404
        assert "异地住院怎么报销" in page and "正在修订或核对" in page
        assert "没有这一条" not in page and "还没定的新名字" not in page


def test_an_unknown_address_and_a_draft_look_the_same(item: Item) -> None:
    topic = item.topic
    entry = entries.entry(title="没人读过的草稿")
    services.start(topic, "a.draft", entry, owner=None, by=None, reason="", now=at(9))
    services.withdraw(Item.objects.get(code="a.draft").pk, by=None, why="不要了", now=at(9))

    paths = ("/book/items/a.draft/", "/book/items/nothing/", "/book/areas/nothing/")
    pages = {text_of(_answer(path)) for path in paths}
    assert len(pages) == 1
    assert "没有这一条" in pages.pop()
    assert _answer("/book/items/nothing/").status_code == 404


def test_without_words_all_of_an_area_or_for_somebody_comes(item: Item) -> None:
    city_item = item.code
    rural = entries.entry(title="只给农村的", audiences=(Audience.RURAL,))
    services.start(item.topic, "rural", rural, owner=None, by=None, reason="", now=at(9))
    row = ItemVersion.objects.get(item__code="rural")
    Item.objects.filter(code="rural").update(live=row, audiences="|rural|")
    found = {
        query: [code for code in (city_item, "rural") if f"/items/{code}/" in _get(query)]
        for query in ("/book/find/?for=rural", "/book/find/?area=medical", "/book/find/?for=women")
    }

    assert found == {
        "/book/find/?for=rural": ["rural"],
        "/book/find/?area=medical": [city_item, "rural"],
        "/book/find/?for=women": [],
    }
    assert "/book/find/?for=elderly" in _get("/book/")


def test_a_long_list_goes_on(item: Item) -> None:
    Item.objects.bulk_create(
        Item(code=f"more.{n}", title=f"第{n}件", topic=item.topic, position=n, audiences="|women|")
        for n in range(50)
    )
    ItemVersion.objects.bulk_create(
        ItemVersion(
            item=row, number=1, data=entries.ENTRY.as_data(), stage="published", written_at=at(9)
        )
        for row in Item.objects.filter(code__startswith="more.")
    )
    for row in ItemVersion.objects.filter(item__code__startswith="more."):
        Item.objects.filter(pk=row.item_id).update(live=row)

    first = _answer("/book/find/?for=women")
    second = _answer("/book/find/" + first.context["more"])

    seen = [row["url"] for page in (first, second) for row in page.context["rows"]]
    assert len(seen) == len(set(seen)) == 50
    assert second.context["more"] == ""
    assert "回到开头" not in text_of(first)
    again = _answer("/book/find/" + second.context["first"])
    assert again.context["rows"] == first.context["rows"]


def test_with_a_filter_it_says_only_that_nothing_fits_there(item: Item) -> None:
    Item.objects.update(audiences="|rural|")

    page = _get("/book/find/?q=异地住院&for=women")

    assert "没有现成的答案" not in page
    assert "您选的范围里没有合适的" in page
    assert 'href="/book/find/?q=%E5%BC%82%E5%9C%B0%E4%BD%8F%E9%99%A2"' in page


def test_what_answers_nothing_says_so_and_shows_what_comes_nearest(
    item: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "没有现成的答案" not in _get("/book/find/?q=住院")
    monkeypatch.setattr("lianhu.knowledge.search.ANSWERS", 1.1)

    page = _get("/book/find/?q=住院")

    assert "没有现成的答案" in page
    assert item.code in page


def test_whoever_asks_after_all_need_not_write_it_again(item: Item) -> None:
    wu = sign_in(User.objects.get(username="wu"))
    for client, ask in ((wu, "/ask/"), (Client(), "/guest/")):
        with clock.fixed(at(10)):
            page = client.get("/book/find/?q=养猫办证").content.decode()
            assert f'action="{ask}"' in page
            asked = client.post(ask, {"words": "养猫办证", "begin": "1"})

        assert asked.status_code == 200
        assert "养猫办证</textarea>" in asked.content.decode()


def test_who_cannot_ask_for_themselves_asks_for_others(item: Item) -> None:
    found = {}
    with clock.fixed(at(10)):
        for who in ("wu", "shen", "he", "gu"):
            page = sign_in(User.objects.get(username=who)).get("/book/find/?q=xyz").text
            ways = {"/ask/": 'action="/ask/"', "/desk/ask/": 'btn_line" href="/desk/ask/"'}
            ways["/households/"] = 'btn_line" href="/households/"'
            found[who] = [way for way, said in ways.items() if said in page]

    assert found == {"wu": ["/ask/"], "shen": ["/households/"], "he": ["/desk/ask/"], "gu": []}


def test_a_resident_reads_whom_to_ask(item: Item) -> None:
    page = f"/book/items/{item.code}/"
    with clock.fixed(at(10)):
        of = {
            who: text_of((sign_in(User.objects.get(username=who)) if who else Client()).get(page))
            for who in ("wu", "he", "")
        }

    assert "还不明白，问沈小满" in of["wu"]
    assert "还不明白" not in of["he"]
    assert "还不明白，我要问" in of[""]


def test_the_book_is_one_tap_away(item: Item) -> None:
    """From where residents, guests and officers are."""
    with clock.fixed(at(10)):
        for who, path in (("wu", "/my/"), ("", "/sign-in/"), ("", "/guest/"), ("shen", "/inbox/")):
            client = sign_in(User.objects.get(username=who)) if who else Client()
            assert 'href="/book/"' in client.get(path).content.decode(), path
        tabs = sign_in(User.objects.get(username="wu")).get("/book/").context["nav"]

    assert [link.label for link in tabs if link.current] == ["怎么办"]
