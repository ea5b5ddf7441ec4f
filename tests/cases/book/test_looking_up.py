"""The worker asks the book about new questions, each once."""

import pytest

from lianhu.cases import rules
from lianhu.cases.book.looking_up import BATCH, look_up
from lianhu.cases.models import CaseItem, LookUp
from lianhu.knowledge.models import NotFound
from tests.cast import City, act, ask, at, make_city
from tests.knowledge.small_book import make_book

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    city = make_city()
    make_book(city)
    return city


def test_what_is_found_stands_with_the_case(city: City) -> None:
    case = ask(city.wu, at(14, 33))

    assert look_up(at(14, 34)) == 1

    [row] = CaseItem.objects.filter(case=case)
    assert (row.item.code, row.how, row.version) == ("reimbursement", "found", row.item.live)
    assert not LookUp.objects.exists()


def test_what_is_found_once_is_not_looked_up_again(city: City) -> None:
    ask(city.wu, at(14, 33))

    assert [look_up(at(14, 34)), look_up(at(14, 34))] == [1, 0]
    assert CaseItem.objects.count() == 1


def test_of_what_is_kept_in_confidence_meanwhile_nothing_is_kept(city: City) -> None:
    case = ask(city.wu, at(14, 33))
    act(case, rules.MarkConfidential(city.wu.user_id), at(14, 33, 30))

    assert look_up(at(14, 34)) == 1
    assert not CaseItem.objects.exists()
    assert not NotFound.objects.exists()


def test_a_complaint_is_never_looked_up(city: City) -> None:
    ask(city.wu, at(14, 33), words="王科长收了我的钱", case_class=rules.CaseClass.COMPLAINT)

    assert look_up(at(14, 34)) == 0


def test_many_are_looked_up_in_portions(city: City) -> None:
    for n in range(BATCH + 1):
        ask(city.wu, at(14, 33, n), words=f"第{n}次问隔壁装修太吵")

    assert [look_up(at(14, 35)) for _ in range(3)] == [BATCH, 1, 0]


def test_nobody_who_asked_stands_in_what_was_not_found(city: City) -> None:
    ask(city.wu, at(14, 33), words="我是吴长青,电话13912345678,隔壁装修太吵")

    assert look_up(at(14, 35)) == 1

    [row] = NotFound.objects.all()
    assert row.text == "我是某某,电话*******5678,隔壁装修太吵"
