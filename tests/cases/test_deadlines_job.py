"""A change of hours, calendar or people reaches the deadlines of open cases; an outage too."""

from datetime import datetime, timedelta

import pytest

from lianhu.cases import deadlines, services
from lianhu.cases.deadlines import move_deadlines
from lianhu.cases.jobs import move_overdue
from lianhu.cases.models import Case, Event, Stage
from lianhu.cases.rules import CaseClass, Kind, Reason
from lianhu.cases.verify import verify
from lianhu.grid.changes import setting_changed, time_was_lost
from lianhu.grid.models import CalendarDay, Duty, SettingChange
from lianhu.kernel.worktime import DayKind
from tests.cast import MONDAY, City, ask, at, make_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


def all_of_it(now: datetime) -> int:
    done = 0
    while count := move_deadlines(now):
        done += count
    return done


def due(case: Case) -> datetime | None:
    return Stage.objects.get(case=case, closed_at=None).due_at


def test_nothing_changed_nothing_is_looked_at(city: City) -> None:
    ask(city.wu, at(9))
    assert move_deadlines(at(9, 1)) == 0


def test_a_new_day_off_moves_what_would_fall_due_on_it(city: City) -> None:
    repair = ask(city.wu, at(17, 20), "水管漏", case_class=CaseClass.REPAIR)
    question = ask(city.zheng, at(17, 20), "几点开门?")
    assert due(repair) == due(question) == at(8, 35, day=MONDAY)
    CalendarDay.objects.create(day=MONDAY, kind=DayKind.REST.value, name="台风")
    setting_changed()
    assert all_of_it(at(17, 21)) == 2

    assert due(repair) == at(8, 35, day=MONDAY + timedelta(days=1))
    # What was promised for Monday stays promised: today is the time that is left for it.
    assert due(question) == at(17, 30)
    assert Event.objects.filter(kind=Kind.DEADLINE_MOVED).count() == 2
    assert verify().findings == []


def test_only_the_desk_that_changed_and_those_its_roster_mans(city: City) -> None:
    mine, other = ask(city.wu, at(11, 50)), ask(city.residents["ren"], at(11, 50))
    village2 = city.desks["beat3"]
    village2.manned_by = city.desks["beat"]
    village2.save()
    setting_changed(city.desks["beat"])
    assert all_of_it(at(11, 51)) == 2
    setting_changed(city.desks["village"])
    assert all_of_it(at(11, 51)) == 0
    assert due(mine) == due(other) == at(13, 35)


def test_a_desk_that_nobody_serves_at_any_more_loses_its_cases_at_once(city: City) -> None:
    case = ask(city.wu, at(9))
    Duty.objects.filter(desk=city.desks["beat"]).update(ends_at=at(9, 1))
    setting_changed(city.desks["beat"])
    all_of_it(at(9, 2))

    assert Stage.objects.get(case=case, closed_at=None).desk == city.desks["village"]
    assert Event.objects.get(kind=Kind.MOVED).data["reason"] == Reason.UNMANNED


def test_it_goes_in_batches_and_knows_how_far_it_got(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "BATCH", 2)
    for n in range(3):
        ask(city.wu, at(9), f"第{n}件")
    time_was_lost(at(9, 1), at(9, 3))
    assert move_deadlines(at(9, 3)) == 2
    [change] = SettingChange.objects.all()
    assert change.finished_at is None
    assert (move_deadlines(at(9, 3)), move_deadlines(at(9, 3))) == (1, 0)

    assert {stage.due_at for stage in Stage.objects.all()} == {at(9, 17)}
    change.refresh_from_db()
    assert change.finished_at == at(9, 3)


def test_one_case_that_fails_does_not_hold_up_the_others(
    city: City, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = ask(city.wu, at(9)), ask(city.zheng, at(9))
    true = services.change

    def change(loaded, *args):
        if loaded.case == bad:
            raise OSError("no room")
        true(loaded, *args)

    monkeypatch.setattr("lianhu.cases.deadlines.change", change)
    time_was_lost(at(9, 1), at(9, 3))
    all_of_it(at(9, 3))

    assert (due(bad), due(good)) == (at(9, 15), at(9, 17))
    assert f"case {bad.pk} failed" in caplog.text


def test_after_an_outage_what_ran_out_in_it_does_not_move(city: City) -> None:
    """Workers were away from 9:05 to 10:30: ten minutes of the officer's time are left."""
    case = ask(city.wu, at(9))
    time_was_lost(at(9, 5), at(10, 30))
    all_of_it(at(10, 30))

    assert due(case) == at(10, 40)
    assert move_overdue(at(10, 30)) == 0
    assert move_overdue(at(10, 40)) == 1


def test_time_lost_before_it_was_asked_or_while_closed_is_not_given_back(city: City) -> None:
    before = ask(city.wu, at(10))
    time_was_lost(at(9), at(9, 30))
    all_of_it(at(10, 1))
    assert due(before) == at(10, 15)
    time_was_lost(at(12), at(13, 30))
    all_of_it(at(10, 2))
    assert due(before) == at(10, 15)
