"""What is compared with a case of what waits beside it at its desk."""

import pytest

from lianhu.cases import rules, store, together
from lianhu.cases.models import Case, Stage
from tests.cast import City, act, ask, at, make_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


def waiting(city: City, *minutes: int) -> list[Case]:
    """Asked at these minutes, at the same beat, so that they fall due in this order."""
    return [ask(city.wu, at(9, minute), f"第{minute}分钟停水") for minute in minutes]


def near(case: Case, most: int) -> list[str]:
    stage = Stage.objects.get(case=case, closed_at=None)
    return [row.number for row in store.near(case, stage, most)]


def numbers(*cases: Case) -> list[str]:
    return [case.number for case in cases]


def test_where_few_wait_it_is_all_of_them_the_newest_first(city: City) -> None:
    one, two, three, four = waiting(city, 0, 1, 2, 3)

    assert near(two, 100) == numbers(four, three, one)


def test_where_many_wait_it_is_those_that_fall_due_around_it(city: City) -> None:
    cases = waiting(city, *range(7))

    assert near(cases[3], 2) == numbers(cases[4], cases[2])
    assert near(cases[0], 2) == numbers(cases[2], cases[1])
    assert near(cases[6], 3) == numbers(cases[5], cases[4], cases[3])


def test_what_falls_due_at_one_instant_is_near(city: City) -> None:
    first, second, third = (ask(city.wu, at(9), words) for words in ("停水", "没水", "停电"))

    assert set(near(second, 100)) == set(numbers(first, third))


def test_what_waits_for_somebody_else_is_among_them(city: City) -> None:
    one, two, three, four = waiting(city, 0, 1, 2, 3)
    desk = city.desks["beat"].pk
    for case in (three, four):
        act(case, rules.AskResident(city.shen.pk, desk, "哪一栋?"), at(9, 4))
    assert Stage.objects.filter(closed_at=None, due_at=None).count() == 2

    assert near(one, 100) == numbers(four, three, two)
    assert near(three, 100) == numbers(four, two, one)
    assert near(one, 2) == numbers(four, two)


def test_nothing_in_confidence_nor_over_nor_elsewhere(city: City) -> None:
    one, private, passed, withdrawn, left = waiting(city, 0, 1, 2, 3, 4)
    act(private, rules.MarkConfidential(None), at(9, 5))
    act(passed, rules.PassUp(city.shen.pk, city.desks["beat"].pk), at(9, 5))
    act(withdrawn, rules.Withdraw(None), at(9, 5))
    Case.objects.filter(pk=left.pk).update(about=city.he)

    assert near(one, 100) == []


def test_what_is_in_confidence_is_passed_over_so_far_and_no_further(city: City) -> None:
    first, *private, last = waiting(city, *range(6))
    for case in private:
        act(case, rules.MarkConfidential(None), at(9, 6))

    assert near(first, 1) == []
    assert near(first, 2) == numbers(last)


def test_it_is_told_what_others_are_handled_with_already(city: City) -> None:
    one, leader, third = waiting(city, 0, 1, 2)
    Case.objects.filter(pk=third.pk).update(merged_into=leader)
    stage = Stage.objects.get(case=one, closed_at=None)

    found = {row.number: bool(row.leads) for row in store.near(one, stage, 100)}

    assert found == {leader.number: True, third.number: False}


def test_the_likeliest_comes_first(city: City) -> None:
    mine = ask(city.wu, at(9), "村口的路灯不亮")
    ask(city.wu, at(9, 1), "养老金怎么领?")
    same = ask(city.wu, at(9, 2), "村口路灯不亮了")
    stage = Stage.objects.get(case=mine, closed_at=None)

    found = together.alike(mine, "村口的路灯不亮", stage)

    assert found[0].number == same.number
    assert found[0].is_likely
    assert found[0].title.startswith("村口路灯")
