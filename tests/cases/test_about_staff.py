"""A complaint about somebody on the staff goes past that person."""

from collections.abc import Iterator

import pytest
from django.test import Client

from lianhu.cases import rules
from lianhu.cases.models import Case
from lianhu.grid.models import Duty
from lianhu.kernel import clock
from tests.cast import City, act, ask, at, climb, make_city, sign_in
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

WORDS = "打了三次电话都不接"


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def wu(city: City) -> Iterator[Client]:
    with clock.fixed(at(14, 33)):
        yield sign_in(city.people["wu"])


def test_only_those_one_knows_can_be_named(city: City, wu: Client) -> None:
    case = climb(city, ask(city.wu, at(9)), "city", at(9, 1))
    insurance = city.desks["insurance"].pk
    act(case, rules.Consult(city.luo.pk, city.desks["city"].pk, insurance, "问"), at(9, 2))
    act(case, rules.ConsultReply(city.people["gu"].pk, 1, "可以"), at(9, 3))
    other = climb(city, ask(city.zheng, at(9)), "village", at(9, 1))
    act(other, rules.Take(city.he.pk, city.desks["village"].pk), at(9, 2))

    page = text_of(wu.get("/ask/about/"))

    # The officer, the backup, and whose name stands on one's own timelines.
    assert "沈小满（您的联户干部）" in page
    assert "童谷雨（替班）" in page
    assert "罗知微（市联群办）" in page
    for stranger in ("贺春生", "马书宁", "顾明", "严冬青", "吴长青"):
        assert stranger not in page
    assert "您选的这个人看不到您说的，也不经手这件事。" in page
    assert "不收费" in page
    assert "发给沈小满" not in page


def test_whom_it_is_about_has_no_part_in_it(city: City, wu: Client) -> None:
    sent = {"key": "k", "words": WORDS, "about": str(city.shen.pk)}

    response = wu.post("/ask/about/", sent)

    case = Case.objects.get()
    assert response["Location"] == f"/my/{case.number}/"
    assert (case.about, case.case_class) == (city.shen, rules.CaseClass.COMPLAINT)
    with clock.fixed(at(14, 34)):
        assert sign_in(city.shen).get(f"/cases/{case.number}/").status_code == 404
        assert sign_in(city.people["tong"]).get(f"/cases/{case.number}/").status_code == 200


def test_past_a_beat_where_nobody_else_serves(city: City, wu: Client) -> None:
    Duty.objects.filter(desk=city.desks["beat"], person=city.people["tong"]).delete()

    wu.post("/ask/about/", {"key": "k", "words": WORDS, "about": str(city.shen.pk)})

    case = Case.objects.get()
    assert case.stages.get().desk == city.desks["village"]
    page = text_of(wu.get(f"/my/{case.number}/"))
    assert "直接交给了石桥村" in page
    assert "沈小满" not in page


def test_nobody_else_can_be_named(city: City, wu: Client) -> None:
    for about in (str(city.luo.pk), "", "x"):
        response = wu.post("/ask/about/", {"key": "k", "words": WORDS, "about": about})
        assert response.status_code == 422
        assert WORDS in response.content.decode()
    assert not Case.objects.exists()


def test_it_is_added_to_no_other_matter(city: City, wu: Client) -> None:
    """To add it would be to tell the officer."""
    ask(city.wu, at(9), WORDS)

    sent = {"key": "k", "words": WORDS, "about": str(city.shen.pk), "confidential": "on"}
    assert wu.post("/ask/about/", sent).status_code == 302
    assert Case.objects.filter(about=city.shen, confidential=True).count() == 1


def test_who_lives_nowhere_is_sent_where_that_is_said(city: City) -> None:
    with clock.fixed(at(14, 33)):
        response = sign_in(city.shen).get("/ask/about/")

    assert response["Location"] == "/ask/"


def test_the_page_asks_few_questions(city: City, wu: Client, django_assert_num_queries) -> None:
    for n in range(3):
        case = ask(city.wu, at(9), f"第{n}件")
        act(case, rules.Take(city.shen.pk, city.desks["beat"].pk), at(9, 1))

    with django_assert_num_queries(9):
        wu.get("/ask/about/")
