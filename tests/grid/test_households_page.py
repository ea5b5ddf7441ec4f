"""An officer finds the own households by any part of a word; the look is on record."""

import pytest
from django.test import Client

from lianhu.grid.models import Duty, Household, Leave
from lianhu.kernel import clock
from lianhu.privacy.models import Look
from tests.cast import FRIDAY, City, at, make_city, sign_in
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> City:
    return make_city()


def households_of(city: City, person: str, search: str = "") -> str:
    with clock.fixed(at(9)):
        return text_of(sign_in(city.people[person]).get("/households/", {"q": search}))


def test_they_are_those_of_the_own_beat(city: City) -> None:
    page = households_of(city, "shen")

    assert "吴长青 石桥村12号 3口人" in page
    assert "郑玉兰 石桥村30号" in page
    assert "任远" not in page


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("玉", ["郑玉兰"]),
        ("12号", ["吴长青"]),
        ("石桥", ["吴长青", "郑玉兰"]),
        ("0000200", ["吴长青"]),
    ],
)
def test_any_part_of_a_word_finds_them(city: City, search: str, found: list[str]) -> None:
    page = households_of(city, "shen", search)

    assert [name for name in ("吴长青", "郑玉兰") if name in page] == found


def test_nothing_found_says_what_to_try(city: City) -> None:
    page = households_of(city, "shen", "<b>没有")

    assert "没有找到 试试只输姓名、住址或号码的一部分" in page


def test_they_can_be_called(city: City) -> None:
    household = Household.objects.get(code="A")
    with clock.fixed(at(9)):
        page = sign_in(city.shen).get("/households/").content.decode()

    assert f'href="tel:{household.phone}"' in page


def test_reading_the_list_is_one_look(city: City) -> None:
    households_of(city, "shen", "玉")

    look = Look.objects.get()
    duty = Duty.objects.get(person=city.shen)
    assert (look.actor, look.verb) == (city.shen, Look.Verb.HOUSEHOLDS)
    assert (look.desk, look.purpose, look.at) == (duty.desk_id, f"duty {duty.pk}", at(9))


def test_a_backup_sees_them_while_standing_in(city: City) -> None:
    assert "吴长青" not in households_of(city, "tong")

    duty = Duty.objects.get(person=city.shen)
    tong = city.people["tong"]
    Leave.objects.create(duty=duty, starts_at=at(8), ends_at=at(18), stand_in=tong)

    assert "吴长青" in households_of(city, "tong")


@pytest.mark.parametrize("person", ["he", "luo", "gu", "qin", "wu"])
def test_nobody_above_has_the_list(city: City, person: str) -> None:
    with clock.fixed(at(9)):
        assert sign_in(city.people[person]).get("/households/").status_code == 403
    assert not Look.objects.exists()


def test_it_is_read_by_get_and_signed_in(city: City) -> None:
    assert Client().get("/households/").status_code == 302
    assert sign_in(city.shen).post("/households/").status_code == 405


def test_a_household_that_moved_away_is_gone(city: City) -> None:
    Household.objects.get(code="B").stays.update(ends_on=FRIDAY)

    assert "郑玉兰" not in households_of(city, "shen")


def test_it_asks_few_questions(city: City, django_assert_num_queries) -> None:
    with clock.fixed(at(9)):
        shen = sign_in(city.shen)
        with django_assert_num_queries(6):
            shen.get("/households/")
