"""Levels, and what is promised by class: names, minutes, and for whom new ones hold."""

import pytest

from lianhu.cases import rules
from lianhu.cases.models import PromiseTime, Stage
from lianhu.cases.rules import CaseClass
from lianhu.cases.store import promises
from lianhu.grid.models import Level
from lianhu.steward.models import Change
from tests.cast import City, act, ask, at, make_city
from tests.pages import text_of
from tests.steward.administrators import Administrator, errors

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def cen(city: City) -> Administrator:
    return Administrator()


def test_a_name_is_changed_without_asking_once_more(cen: Administrator) -> None:
    assert cen.change("/steward/levels/village/", name="村居", name_en="Village or block") == []

    assert Level.objects.get(code="village").name == "村居"
    change = Change.objects.get()
    assert (change.verb, change.subject, change.by) == ("level.changed", "村居", cen.user)
    assert (change.before["name"], change.after["name"]) == ("村", "村居")
    assert "minutes" not in change.after
    assert "村居" in text_of(cen.get("/steward/levels/"))


def test_new_minutes_hold_for_what_comes_from_now_on(city: City, cen: Administrator) -> None:
    there, later = ask(city.wu, at(14, 30)), ask(city.zheng, at(14, 31), "几点开门?")
    act(there, rules.PassUp(city.shen.pk, city.desks["beat"].pk), at(14, 32))
    due = Stage.objects.get(case=there, closed_at=None).due_at

    effect = cen.change("/steward/levels/village/", minutes=9)

    assert "9 分钟" in effect[0]
    assert "1 件" in effect[1]
    assert Stage.objects.get(case=there, closed_at=None).due_at == due
    act(later, rules.PassUp(city.shen.pk, city.desks["beat"].pk), at(14, 41))
    assert Stage.objects.get(case=later, closed_at=None).due_at == at(14, 50)


def test_nonsense_comes_back_with_what_was_typed(cen: Administrator) -> None:
    answer = cen.send("/steward/levels/village/", name="", minutes=1)

    assert answer.status_code == 422
    assert errors(answer).keys() == {"name", "minutes"}
    assert Change.objects.count() == 0


def test_a_promise_of_its_own_and_the_standard_again(city: City, cen: Administrator) -> None:
    ask(city.wu, at(14, 30))
    path = "/steward/promises/question/"
    effect = cen.change(path, minutes=90, department_minutes=30)

    assert "90 分钟" in effect[0]
    assert "1 件" in effect[-1]
    assert promises()[CaseClass.QUESTION].minutes == 90
    later = ask(city.zheng, at(14, 41), "几点开门?")
    assert later.promise_due_at == at(16, 11)

    cen.change(path, standard="on")
    assert not PromiseTime.objects.exists()
    assert promises()[CaseClass.QUESTION].minutes == 60
    assert [change.verb for change in Change.objects.all()] == ["promise.changed"] * 2


def test_minutes_or_days_but_not_both(cen: Administrator) -> None:
    for typed in ({"minutes": 60, "days": 2}, {"minutes": 0, "days": 0}):
        answer = cen.send("/steward/promises/question/", **typed)
        assert answer.status_code == 422
        assert "days" in errors(answer)
    assert cen.get("/steward/promises/nothing/").status_code == 404
