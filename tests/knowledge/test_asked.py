"""What was asked and not found: counted where it was asked, without anybody."""

from datetime import timedelta

import pytest

from lianhu.kernel import clock
from lianhu.knowledge import editing, services
from lianhu.knowledge.jobs import sweep_book
from lianhu.knowledge.models import NotFound
from tests.cast import FRIDAY, SATURDAY, City, at, sign_in
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def note(city: City, text: str, place: str | None, times: int = 1) -> None:
    for _ in range(times):
        services.note_not_found(text, city.nodes[place] if place else None, FRIDAY)


def test_nobody_stands_in_it(city: City) -> None:
    note(city, "我是 13912345678,身份证11010519491231002X\u200b\n怎么办" + "长" * 90, "village")

    row = NotFound.objects.get()
    assert "13912345678" not in row.text and "1949" not in row.text
    assert row.text.startswith("我是 *******5678,身份证*****************X 怎么办长")
    assert len(row.text) == 80


def test_what_is_empty_is_not_kept(city: City) -> None:
    note(city, " \u200b", "village")
    assert not NotFound.objects.exists()


def test_a_beat_is_one_persons_and_counts_for_its_village(city: City) -> None:
    note(city, "养猫办证", "beat")
    note(city, "养猫办证", "village")
    note(city, "养猫办证", None, 2)
    services.note_not_found("养猫办证", city.nodes["village"], SATURDAY)

    kept = NotFound.objects.values_list("node__code", "count", "day")
    assert set(kept) == {("village", 2, FRIDAY), (None, 2, FRIDAY), ("village", 1, SATURDAY)}


def test_the_list_counts_by_place(city: City) -> None:
    note(city, "养猫办证", "village", 3)
    note(city, "养猫办证", "village2")
    note(city, "养猫办证", None)
    note(city, "修鞋在哪", "town", 2)

    rows, more = editing.asked(None)
    within, _ = editing.asked(city.nodes["community"])

    assert not more
    assert [(row.text, row.times) for row in rows] == [("养猫办证", 5), ("修鞋在哪", 2)]
    assert [(node.code, count) for node, count in rows[0].places] == [("town", 4)]
    assert [(row.text, row.times) for row in within] == [("养猫办证", 4)]
    assert [(n.code, c) for n, c in within[0].places] == [("village", 3), ("village2", 1)]


def test_an_item_is_written_for_it(city: City) -> None:
    note(city, "养猫办证", "village")
    luo = sign_in(city.luo)
    with clock.fixed(at(10)):
        page = luo.get("/book/edit/asked/")
        form = luo.get("/book/edit/add/?asked=养猫办证").context["form"]
        assert "养猫办证" in text_of(page)
        assert (form["title"].value(), form["aliases"].value()) == ("养猫办证", "养猫办证")
        luo.post("/book/edit/asked/done/", {"text": "养猫办证"})

    assert not NotFound.objects.exists()


def test_after_a_year_it_goes(city: City) -> None:
    services.note_not_found("旧问题", None, FRIDAY - timedelta(days=366))
    services.note_not_found("还在", None, FRIDAY - timedelta(days=365))

    assert sweep_book(at(10))

    assert NotFound.objects.get().text == "还在"
    assert not sweep_book(at(10))
