"""What a command reads by plain SQL is what the ORM reads, whatever state the city is in."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import Model, Q
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from lianhu.cases import rules, services, store
from lianhu.cases.models import Case, PromiseTime
from lianhu.cases.rules import stages
from lianhu.demo.game import Game
from lianhu.grid import store as grid
from lianhu.grid.models import (
    CalendarDay,
    Desk,
    Duty,
    Household,
    Leave,
    OpeningHours,
    Stay,
)
from lianhu.grid.queries import ladders
from lianhu.grid.rules import ANSWERING, Absence, DeskKind, Place, Post, Role, Roster, Span
from lianhu.kernel.worktime import Calendar, DayKind, Hours, Schedule
from tests.cases.command_table import TABLE, Row
from tests.cases.statuses import STATUSES
from tests.cases.test_command_table import WHO, in_status
from tests.cast import FRIDAY, City, act, ask, at, make_city

pytestmark = pytest.mark.django_db

NOON = at(12)


def orm_place(desk: Desk, now: datetime) -> Place:
    """A desk as the rules see it, by the ORM, one row after the other."""
    posts = []
    duties = Duty.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now), desk=desk.manned_by_id or desk.pk, role__in=ANSWERING
    )
    for duty in duties.order_by("-role", "pk"):
        leaves = [
            Absence(Span(leave.starts_at, leave.ends_at), leave.stand_in_id)
            for leave in duty.leaves.order_by("starts_at", "pk")
        ]
        posts.append(Post(duty.person_id, Span(duty.starts_at, duty.ends_at), tuple(leaves)))
    days = {row.day: DayKind(row.kind) for row in CalendarDay.objects.all()}
    level = desk.node.level
    return Place(
        desk=desk.pk,
        kind=DeskKind(desk.kind),
        level=level.code,
        minutes=level.minutes,
        schedule=Schedule(Hours.from_json(desk.hours.week), Calendar(days)),
        roster=Roster(tuple(posts)),
        is_beat=desk.kind == DeskKind.NODE and level.is_beat,
    )


def alike(mine: Place, theirs: Place) -> None:
    """The same, with schedules compared by what they say."""
    for name in ("desk", "kind", "level", "minutes", "roster", "is_beat"):
        assert getattr(mine, name) == getattr(theirs, name), name
    assert mine.schedule.hours == theirs.schedule.hours
    assert mine.schedule.calendar.days == theirs.schedule.calendar.days


def same(mine: Model, theirs: Model) -> None:
    for field in theirs._meta.concrete_fields:
        assert getattr(mine, field.attname) == getattr(theirs, field.attname), field


def compare(setting: rules.Setting, case: Case, named: Iterable[int], now: datetime) -> None:
    way = ladders([case.beat])[case.beat_id]
    assert [place.desk for place in setting.ladder] == [desk.pk for desk in way]
    beside = Desk.objects.filter(pk__in=set(named) - {desk.pk for desk in way})
    assert setting.beside.keys() == {desk.pk for desk in beside}
    for desk in way:
        alike(setting.ladder[way.index(desk)], orm_place(desk, now))
    for desk in beside:
        alike(setting.beside[desk.pk], orm_place(desk, now))
        over = [n for n, rung in enumerate(way) if desk.node.path.startswith(rung.node.path)]
        assert setting.above[desk.pk] == min(over, default=len(way) - 1)


@pytest.mark.parametrize("seed", [4, pytest.param(5, marks=pytest.mark.slow)])
def test_a_case_in_any_state(seed: int, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    make_city()
    game = Game(seed, at(9))
    game.play(250)

    cases = Case.objects.select_related("beat", "asker__user").order_by("pk")
    assert {case.status for case in cases} >= {"answered", "settled", "consulting", "merged"}
    for theirs in store.load(cases):
        mine = store.lock(theirs.case.pk, game.now)
        assert mine.state == theirs.state
        assert mine.last is not None and theirs.last is not None
        same(mine.last, theirs.last)
        same(mine.case, theirs.case)
        same(mine.case.beat, theirs.case.beat)
        same(mine.case.asker, theirs.case.asker)
        user = mine.case.asker.user
        assert user == theirs.case.asker.user
        named = store.named_in(mine.state)
        found = store.settings([mine.case], {mine.case.pk: named}, game.now, mine.in_force)[
            mine.case.pk
        ]
        compare(found, theirs.case, named, game.now)


moments = st.integers(-72, 72).map(lambda hours: NOON + timedelta(hours=hours))
periods = st.tuples(moments, st.one_of(st.none(), st.integers(1, 60))).map(
    lambda found: (found[0], None if found[1] is None else found[0] + timedelta(hours=found[1]))
)


@given(data=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_setting_whatever_hours_calendar_and_people_are(city: City, data: st.DataObject) -> None:
    desks, people = list(city.desks.values()), list(city.people.values())
    with transaction.atomic():
        for start, end in data.draw(st.lists(periods, max_size=6)):
            duty = Duty.objects.create(
                desk=data.draw(st.sampled_from(desks)),
                person=data.draw(st.sampled_from(people)),
                role=data.draw(st.sampled_from(Role)),
                starts_at=start,
                ends_at=end,
            )
            for away, back in data.draw(st.lists(periods, max_size=3)):
                stand_in = data.draw(st.sampled_from([None, *people]))
                until = back or away + timedelta(hours=1)
                Leave.objects.create(duty=duty, starts_at=away, ends_at=until, stand_in=stand_in)
        for desk in data.draw(st.lists(st.sampled_from(desks), max_size=2)):
            Desk.objects.filter(pk=desk.pk).update(manned_by=data.draw(st.sampled_from(desks)))
        if data.draw(st.booleans()):
            OpeningHours.objects.update(week={"zone": "Asia/Shanghai", "week": [[]] * 7})
        for day in data.draw(st.lists(st.integers(-20, 300), unique=True, max_size=4)):
            kind = data.draw(st.sampled_from(DayKind)).value
            CalendarDay.objects.create(day=FRIDAY + timedelta(days=day), kind=kind)
        now = data.draw(moments)
        named = set(data.draw(st.lists(st.sampled_from([desk.pk for desk in desks]), max_size=4)))
        beats = [city.nodes["beat"], city.nodes["beat3"]]
        cases = [Case(pk=n, beat=beat) for n, beat in enumerate(beats, 1)]

        found = store.settings(cases, {1: named}, now)

        compare(found[1], cases[0], named, now)
        compare(found[2], cases[1], (), now)
        transaction.set_rollback(True)


@pytest.fixture
def city() -> City:
    return make_city()


def test_a_household_of_a_beat_with_those_of_it_who_are_known(city: City) -> None:
    moved = Stay.objects.earliest("pk")
    moved.ends_on = FRIDAY
    moved.save()
    empty = Household.objects.create(code="empty", address="9号", contact="无名")
    for home, beat in ((moved.household, "beat2"), (empty, "beat")):
        Stay.objects.create(household=home, beat=city.nodes[beat], starts_on=FRIDAY)
    found = 0
    for home in Household.objects.all():
        for beat in city.nodes.values():
            mine = grid.household_at(beat.pk, home.code)
            assert (mine is not None) is home.stays.open().filter(beat=beat).exists()
            if mine is not None:
                same(mine[0], home)
                assert mine[1] == list(home.residents.order_by("pk"))
                found += 1
    assert found == Household.objects.count()
    assert grid.household_at(city.nodes["beat"].pk, "nowhere") is None


def test_days_and_promises_are_those_of_this_moment(city: City) -> None:
    """Schedules are kept: by what they are made of."""
    case = ask(city.wu, at(9))

    def seen() -> tuple[bool, int]:
        setting = store.settings([case], {}, at(9))[case.pk]
        return setting.ladder[0].schedule.is_open(at(9)), setting.promises[
            rules.CaseClass.QUESTION
        ].minutes

    usual = seen()
    CalendarDay.objects.create(day=FRIDAY, kind=DayKind.REST.value)
    CalendarDay.objects.create(day=date(2031, 1, 1), kind=DayKind.REST.value)
    PromiseTime.objects.create(case_class="question", minutes=7, department_minutes=5)
    assert (usual[0], seen()) == (True, (False, 7))
    CalendarDay.objects.filter(day=FRIDAY).update(kind=DayKind.WORK.value)
    PromiseTime.objects.all().delete()
    assert seen() == usual


def outcome(state: rules.State, row: Row, setting: rules.Setting) -> object:
    try:
        return rules.decide(state, row.command(WHO), row.at, setting)
    except rules.Refused as refusal:
        return type(refusal)


def looking(state: rules.State, around: rules.Around) -> list[Row]:
    return [row for row in TABLE if rules.looks_around(state, row.command(WHO)) is around]


@pytest.mark.parametrize("status", STATUSES)
def test_what_looks_nowhere_is_decided_alike_anywhere(status: rules.Status) -> None:
    walk = in_status(status)
    alone = looking(walk.state, rules.Around.NOTHING)
    assert {type(row.command(WHO)) for row in alone} >= {rules.Confirm, rules.Note}
    for row in alone:
        anywhere = outcome(walk.state, row, walk.setting)
        assert outcome(walk.state, row, rules.NOWHERE) == anywhere, row.name


@pytest.mark.parametrize("status", STATUSES)
def test_what_looks_at_its_desk_is_decided_alike_with_no_more_of_the_city(
    status: rules.Status,
) -> None:
    walk = in_status(status)
    rows = looking(walk.state, rules.Around.ITS_DESK)
    assert bool(rows) is (walk.state.stage is not None)
    for row in rows:
        assert walk.state.stage is not None
        desk = walk.state.stage.desk
        place = stages.place_of(walk.setting, desk)
        alone = rules.Setting((), walk.setting.promises, beside={desk: place})
        everything = outcome(walk.state, row, walk.setting)
        assert outcome(walk.state, row, alone) == everything, row.name


def test_its_desk_is_read_as_the_whole_setting_has_it(city: City) -> None:
    case = ask(city.wu, at(9))
    command = rules.Take(city.shen.pk, city.desks["beat"].pk)
    loaded = store.lock(case.pk, at(9))

    found = store.setting(loaded, command, at(9))

    [(desk, place)] = found.beside.items()
    assert (desk, found.ladder) == (city.desks["beat"].pk, ())
    alike(place, orm_place(city.desks["beat"], at(9)))
    whole = store.settings([case], {}, at(9))[case.pk]
    assert found.promises == whole.promises


class TestStatements:
    """How many of them a command costs, whatever the transaction's own."""

    def count(self, city: City, case: Case, command: rules.Command, minute: int) -> int:
        with CaptureQueriesContext(connection) as statements:
            services.act(case.pk, command, seq=None, now=at(9, minute), key=f"key {minute}")
        return len([q for q in statements if "SAVEPOINT" not in q["sql"]])

    def test_a_question_from_asked_to_settled(self, city: City) -> None:
        question = services.Question(asker=city.wu, beat=city.nodes["beat"], words="灯坏了")
        with CaptureQueriesContext(connection) as asked:
            case = services.ask(question, key="a key", now=at(9))
        beat, shen = city.desks["beat"].pk, city.shen.pk

        counts = [
            len([q for q in asked if "SAVEPOINT" not in q["sql"]]),
            self.count(city, case, rules.Take(shen, beat), 1),
            self.count(city, case, rules.Answer(shen, beat, "修好了"), 2),
            self.count(city, case, rules.Confirm(None), 3),
        ]
        assert counts == ([6, 5, 7, 4] if connection.vendor == "postgresql" else [10, 7, 11, 6])


def test_a_number_that_is_taken_is_drawn_again(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ask(city.wu, at(9))
    drawn = iter([first.number, first.number, "LH-0000-0000"])
    monkeypatch.setattr(services, "new_number", lambda: next(drawn))

    assert ask(city.zheng, at(9)).number == "LH-0000-0000"
    assert Case.objects.count() == 2
    assert list(act(first, rules.Take(city.shen.pk, city.desks["beat"].pk), at(9, 1)).stages.all())
