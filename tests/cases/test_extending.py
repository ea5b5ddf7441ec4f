"""Which days an extension may reach: those that are offered, and no others."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lianhu.cases import rules, store
from lianhu.cases.models import Case
from lianhu.grid.models import CalendarDay
from lianhu.kernel.worktime import DayKind
from tests.cast import City, ask, at, make_city

pytestmark = pytest.mark.django_db

NOW = at(14, 40)


@pytest.fixture
def city(db: None) -> City:
    return make_city()


def setting_of(case: Case) -> tuple[rules.State, rules.Setting]:
    [loaded] = store.load([case])
    assert loaded.state is not None
    return loaded.state, store.settings([case], {case.pk: set()}, NOW)[case.pk]


def matter(city: City) -> Case:
    """Promised by Wednesday the 20th at 14:33."""
    return ask(city.wu, at(14, 33), case_class=rules.CaseClass.MATTER)


def may_reach(city: City, state: rules.State, setting: rules.Setting, until: date) -> bool:
    command = rules.Extend(city.shen.pk, city.desks["beat"].pk, until, "要等")
    try:
        rules.decide(state, command, NOW, setting)
    except (rules.NotLater, rules.TooFar):
        return False
    return True


def test_what_is_offered_is_what_is_taken(city: City) -> None:
    CalendarDay.objects.create(day=date(2026, 5, 21), kind=DayKind.REST.value)
    state, setting = setting_of(matter(city))

    days = [date(2026, 5, 14) + timedelta(days=n) for n in range(20)]
    taken = [day for day in days if may_reach(city, state, setting, day)]
    # Not Thursday, a day off; three working days behind Wednesday are Tuesday.
    assert taken == [date(2026, 5, day) for day in (20, 22, 25, 26)]
    assert rules.extendable(state, NOW, setting) == (taken[0], taken[-1])


def test_a_single_day(city: City) -> None:
    state, setting = setting_of(matter(city))
    promised = at(17, 30, day=date(2026, 5, 20))
    state = replace(state, promise_due_at=promised)
    short = replace(setting.promises[rules.CaseClass.MATTER], extension_days=0)
    setting = replace(setting, promises={rules.CaseClass.MATTER: short})

    assert rules.extendable(state, NOW, setting) == (date(2026, 5, 21), date(2026, 5, 21))


def test_nothing_once_it_is_answered(city: City) -> None:
    state, setting = setting_of(matter(city))

    assert rules.extendable(replace(state, stage=None), NOW, setting) is None
