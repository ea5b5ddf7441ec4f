"""Very much at once: desks are not sent more than they can read, and hear of it once."""

import pytest
from django.test import override_settings

from lianhu.cases import rules
from lianhu.cases.access import Relation, Viewer, case_for
from lianhu.cases.floods import clear_floods
from lianhu.cases.jobs import move_overdue
from lianhu.cases.models import Case, Stage
from lianhu.cases.verify import verify
from lianhu.grid.models import Duty
from lianhu.inbox.models import Item
from tests.cast import City, act, ask, at, make_city

pytestmark = pytest.mark.django_db

AT_MOST = 3


@pytest.fixture
def city() -> City:
    return make_city()


def ask_some(city: City, count: int) -> list[Case]:
    return [ask(city.wu, at(9), f"第{n}件") for n in range(count)]


def here(desk: str) -> int:
    return Stage.objects.filter(desk__code=desk, closed_at=None).count()


@override_settings(LIANHU_FLOOD=AT_MOST)
def test_what_is_too_much_for_the_desk_above_stays_where_somebody_is(city: City) -> None:
    ask_some(city, AT_MOST + 4)
    assert move_overdue(at(9, 15)) == AT_MOST + 4

    assert (here("village"), here("beat")) == (AT_MOST, 4)
    waiting = Stage.objects.filter(desk__code="beat", closed_at=None)
    assert {(stage.due_at, stage.shared_at) for stage in waiting} == {(at(9, 20), at(9, 15))}
    assert verify().findings == []


@override_settings(LIANHU_FLOOD=AT_MOST)
def test_the_desk_above_hears_of_it_once_and_may_take_what_it_can(city: City) -> None:
    cases = ask_some(city, AT_MOST + 4)
    move_overdue(at(9, 15))
    [item] = Item.objects.filter(kind="flood", done_at=None)
    assert item.desk == city.desks["village"]
    waits = next(case for case in cases if case.stages.get(closed_at=None).desk.code == "beat")

    assert case_for(Viewer(city.he, at(9, 16)), waits.number).relation is Relation.ROSTER
    act(waits, rules.Take(city.he.pk, city.desks["village"].pk), at(9, 16))
    assert waits.stages.get(closed_at=None).taken_by == city.he
    assert Item.objects.filter(kind="flood").count() == 1


@override_settings(LIANHU_FLOOD=AT_MOST)
def test_the_item_goes_when_nothing_waits_below_any_more(city: City) -> None:
    cases = ask_some(city, AT_MOST + 1)
    move_overdue(at(9, 15))
    assert clear_floods(at(9, 16)) == 0
    for case in cases:
        if case.stages.get(closed_at=None).desk.code == "beat":
            act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "好了"), at(9, 17))
    assert clear_floods(at(9, 18)) == 1
    assert not Item.objects.filter(kind="flood", done_at=None).exists()


@override_settings(LIANHU_FLOOD=AT_MOST)
def test_a_minute_later_the_next_ones_go_up(city: City) -> None:
    ask_some(city, 2 * AT_MOST)
    move_overdue(at(9, 15))
    assert move_overdue(at(9, 16)) == 0
    move_overdue(at(9, 20))

    # The village's own ran out at 9:20 as well, and went to the community before them.
    assert here("beat") == 0
    assert verify().findings == []


@override_settings(LIANHU_FLOOD=AT_MOST)
def test_nothing_stays_where_nobody_is(city: City) -> None:
    ask_some(city, AT_MOST + 2)
    Duty.objects.filter(desk=city.desks["beat"]).update(ends_at=at(9, 10))
    move_overdue(at(9, 15))

    assert (here("village"), here("beat")) == (AT_MOST + 2, 0)
