"""Who has looked at my information: every resident reads it, each the own."""

from datetime import date

import pytest
from django.test import Client

from lianhu.grid.models import Stay
from lianhu.kernel import clock
from lianhu.privacy.models import Look
from lianhu.privacy.services import record_look
from tests.cast import City, ask, at, climb, make_city, sign_in
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def city(db: None) -> City:
    return make_city()


def looks_of(city: City, person: str) -> str:
    with clock.fixed(at(16)):
        return text_of(sign_in(city.people[person]).get("/my/looks/"))


def test_nobody_has_looked_yet(city: City) -> None:
    assert "还没有人看过" in looks_of(city, "wu")


def test_who_which_desk_when_and_for_what(city: City) -> None:
    case = climb(city, ask(city.wu, at(14, 33)), "village", at(14, 36))
    with clock.fixed(at(14, 38)):
        sign_in(city.he).get(f"/cases/{case.number}/")

    page = looks_of(city, "wu")

    assert f"贺春生 石桥村 今天 14:38 办理您的事 {case.number}" in page


def test_a_look_at_the_list_is_a_look_at_each_household(city: City) -> None:
    with clock.fixed(at(9)):
        sign_in(city.shen).get("/households/")

    for person in ("wu", "daughter", "zheng"):
        assert "沈小满 您的联户干部 今天 9:00 看了自己负责的住户名单" in looks_of(city, person)
    assert "沈小满" not in looks_of(city, "ren")


def test_looks_before_one_moved_in_were_not_at_oneself(city: City) -> None:
    with clock.fixed(at(9)):
        sign_in(city.shen).get("/households/")
    Stay.objects.filter(household=city.zheng.household).update(starts_on=date(2026, 5, 16))

    assert "沈小满" not in looks_of(city, "zheng")
    assert "沈小满" in looks_of(city, "wu")


def test_a_case_belongs_to_its_asker(city: City) -> None:
    case = ask(city.wu, at(14, 33))
    with clock.fixed(at(14, 36)):
        sign_in(city.shen).get(f"/cases/{case.number}/")

    assert case.number in looks_of(city, "wu")
    assert case.number not in looks_of(city, "daughter")


def test_it_never_says_what_offices_say(city: City) -> None:
    case = ask(city.wu, at(14, 33))
    with clock.fixed(at(14, 36)):
        shen = sign_in(city.shen)
        shen.get(f"/cases/{case.number}/")
        shen.get("/households/")

    for word in ("工单", "网格", "上报", "节点", "会办"):
        assert word not in looks_of(city, "wu")


def test_older_ones_follow(city: City) -> None:
    for n in range(51):
        record_look(
            city.shen,
            Look.Verb.CASE,
            desk=city.desks["beat"].pk,
            purpose=f"第{n}件",
            at=at(9, n),
            resident=city.wu.pk,
        )
    with clock.fixed(at(16)):
        wu = sign_in(city.people["wu"])
        first = wu.get("/my/looks/")
        assert "第0件" not in text_of(first)
        before = first.content.decode().partition("?before=")[2].partition('"')[0]
        assert "第0件" in text_of(wu.get("/my/looks/", {"before": before}))
        assert "没有更早的了" in text_of(wu.get("/my/looks/", {"before": "0"}))
        assert wu.get("/my/looks/", {"before": "x'--"}).status_code == 200


def test_staff_without_a_home_here_read_an_empty_page(city: City) -> None:
    assert "还没有人看过" in looks_of(city, "shen")
    assert Client().get("/my/looks/").status_code == 302
    assert sign_in(city.people["wu"]).post("/my/looks/").status_code == 405


def test_it_asks_few_questions(city: City, django_assert_num_queries) -> None:
    with clock.fixed(at(9)):
        sign_in(city.shen).get("/households/")
        wu = sign_in(city.people["wu"])
        with django_assert_num_queries(9):
            wu.get("/my/looks/")
