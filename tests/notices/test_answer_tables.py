"""What desks have answered, as a table by place: sums, workbook, what is open, who has looked."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from lianhu.files.jobs import prepare_one
from lianhu.grid.models import Duty
from lianhu.notices.models import Notice
from lianhu.notices.requests import queries, services
from lianhu.notices.requests.models import Photo
from lianhu.notices.requests.rules import Sheet
from lianhu.privacy.models import Look
from tests.cast import City, at
from tests.notices import asked, small
from tests.notices.answers import call, corrected, filled, read
from tests.photos import jpeg, upload

pytestmark = pytest.mark.django_db


def test_the_table_is_by_place_sums_up_and_names_nobody(city: City) -> None:
    request = asked.sent(city, "town", "fang")
    asked.answer(city, request, "village", city.he)
    asked.answer(city, request, "village2", city.people["bo"], q1="2.5", q2="不通")
    page = read(city, "fang", f"/requests/{request}/answers/")
    assert "石桥村 40 通 2" in page
    assert "河西村 2.5 不通 1" in page
    assert "一共 42.5 不通 1、通 1" in page
    assert "2处已答 · 0处还没答" in page
    assert not any(city.people[who].name in page for who in ("he", "bo"))
    village = read(city, "fang", f"/requests/{request}/answers/?in=village2")
    assert "石桥村" not in village
    assert "1处已答" in village


def test_what_is_open_still_is_told_of_the_place_that_was_chosen(city: City) -> None:
    request = asked.sent(city, "town", "fang")
    path = f"/requests/{request}/answers/"
    assert "2处还没答" in read(city, "fang", path)
    village = read(city, "fang", f"{path}?in=village2")
    assert "1处还没答" in village
    assert "石桥村" not in village


def test_the_workbook_has_all_of_it(city: City) -> None:
    request = asked.sent(city, "town", "fang")
    asked.answer(city, request, "village", city.he)
    response = call(city, "fang", f"/requests/{request}/answers/workbook/")
    book = load_workbook(BytesIO(response.content))
    answers, left = (list(sheet.values) for sheet in book)
    assert answers[0][:4] == ("地方", "缺的沙袋（个）", "进村路通不通", "户数")
    assert answers[1][:4] == ("石桥村", "40", "通", "2")
    assert [row[0] for row in left] == ["地方", "河西村"]
    assert city.he.name not in str(answers)


def test_too_few_to_say_is_no_figure_and_what_is_added_later_is_none_yet(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = asked.sent(city, "town", "fang", sheet=Sheet((asked.SANDBAGS,)))
    asked.answer(city, request, "village", city.he, q1="40")
    corrected(city, request, at(9, 20), Sheet((asked.SANDBAGS,), (), ("households",)))
    assert "户数 2 来自" in read(city, "he", f"/requests/to-me/{request}/", minute=30)
    path = f"/requests/{request}/answers/"
    assert "太少" not in read(city, "fang", path, minute=30)

    monkeypatch.setattr(services, "figures", lambda sheet, desk: {"households": 0})
    asked.answer(city, request, "village2", city.people["bo"], at(9, 30), q1="5")
    assert "河西村 5 户数太少，不列" in read(city, "fang", path, minute=40)
    response = call(city, "fang", f"{path}workbook/", minute=40)
    rows = list(load_workbook(BytesIO(response.content)).worksheets[0].values)
    assert [row[2] or "" for row in rows] == ["户数", "", "户数太少，不列"]


def test_whoever_asked_and_reads_answers_leaves_a_look(city: City) -> None:
    request = asked.sent(city, "town", "fang", sheet=Sheet((asked.CRACK,)))
    path = f"/requests/{request}/answers/"
    read(city, "fang", path)
    assert not Look.objects.exists()
    data = filled(request, q3=upload(jpeg(), "IMG_1.jpg"))
    call(city, "he", f"/requests/to-me/{request}/", data)
    assert prepare_one()
    picture = f"/requests/photos/{Photo.objects.get().pk}/"
    call(city, "he", picture)
    assert not Look.objects.exists()
    for reads in (path, f"{path}workbook/", picture):
        assert call(city, "fang", reads).status_code == 200
        look = Look.objects.get()
        assert (look.actor, look.verb) == (city.people["fang"], Look.Verb.ANSWERS)
        assert (look.desk, look.purpose) == (city.desks["town"].pk, f"request {request}")
        Look.objects.all().delete()
    read(city, "luo", path)
    assert Look.objects.get().desk == city.desks["city"].pk


def test_the_places_still_open_are_those_without_an_answer(city: City) -> None:
    request = asked.sent(city, "town", "fang")
    notice = Notice.objects.get(pk=request)
    version, town = small.newest(request), city.nodes["town"]
    left = queries.still_open(notice, version, town, at(9))
    assert [d.code for d in left] == ["village", "village2"]
    left = queries.still_open(notice, version, city.nodes["village2"], at(9))
    assert [d.code for d in left] == ["village2"]
    asked.answer(city, request, "village", city.he)
    assert [d.code for d in queries.still_open(notice, version, town, at(9))] == ["village2"]
    Duty.objects.filter(person=city.people["bo"]).update(ends_at=at(9))
    assert queries.still_open(notice, version, town, at(10)) == []
