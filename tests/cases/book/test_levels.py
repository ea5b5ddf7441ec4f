"""Topics sink toward the officer, or do not: a table for those above."""

import pytest

from lianhu.cases import rules
from lianhu.kernel import clock
from tests.cast import City, act, ask, at, climb, make_city, sign_in
from tests.pages import text_of

pytestmark = pytest.mark.django_db

PAGE = "/watch/levels/"


@pytest.fixture
def city(db: None) -> City:
    city = make_city()
    topic = city.topics["insurance"]
    for minute, level, person in ((10, "city", "luo"), (20, "beat", "shen"), (30, "beat", "shen")):
        case = ask(city.wu, at(9, minute), f"第{minute}问", topic=topic)
        climb(city, case, level, at(9, minute + 1))
        answer = rules.Answer(city.people[person].pk, city.desks[level].pk, "可以")
        act(case, answer, at(9, minute + 2))
    return city


def test_by_topic_month_and_level(city: City) -> None:
    with clock.fixed(at(10)):
        page = text_of(sign_in(city.people["qin"]).get(PAGE))

    assert (
        "医疗保险科 月份 联户网格 村 社区 镇 市 部门 联户干部答复 2026年5月 2 0 0 0 1 0 67%" in page
    )


def test_half_a_year_is_told(city: City) -> None:
    with clock.fixed(at(10, day=at(10).date().replace(month=10, day=31))):
        assert "67%" in text_of(sign_in(city.people["qin"]).get(PAGE))
    with clock.fixed(at(10, day=at(10).date().replace(month=11, day=1))):
        assert "67%" not in text_of(sign_in(city.people["qin"]).get(PAGE))


def test_few_questions(city: City, django_assert_num_queries) -> None:
    with clock.fixed(at(10)):
        qin = sign_in(city.people["qin"])
        with django_assert_num_queries(6):
            qin.get(PAGE)


def test_the_city_office_reads_it_and_other_desks_do_not(city: City) -> None:
    with clock.fixed(at(10)):
        assert sign_in(city.luo).get(PAGE).status_code == 200
        assert sign_in(city.he).get(PAGE).status_code == 403
