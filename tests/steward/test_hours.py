"""Opening hours: a week in boxes, seasons, and what a change does to deadlines."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianhu.cases.deadlines import move_deadlines
from lianhu.cases.models import Stage
from lianhu.grid.models import OpeningHours, SettingChange
from lianhu.kernel.hours import Hours, Interval
from lianhu.kernel.worktime import Calendar, Schedule
from lianhu.steward.forms.hours import NewHoursForm
from lianhu.steward.models import Change
from lianhu.steward.weeks import boxes, week_words
from tests.cast import City, ask, at, make_city
from tests.pages import text_of
from tests.steward.administrators import Administrator, errors

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def cen(city: City) -> Administrator:
    return Administrator()


def hours(city: City) -> Hours:
    city.hours.refresh_from_db()
    return Hours.from_json(city.hours.week)


def path(city: City, rest: str = "") -> str:
    return f"/steward/hours/{city.hours.pk}/{rest}"


def test_a_shorter_friday_reckons_deadlines_anew(city: City, cen: Administrator) -> None:
    case = ask(city.wu, at(14, 39))
    effect = cen.change(path(city, "change/"), d4_1_until="14:45")

    assert effect == [
        "从现在起对 11 个席位生效。",
        "那里 1 件未办结诉求的时限重新计算。",
    ]
    assert hours(city).week[4][1] == Interval(13 * 60 + 30, 14 * 60 + 45)
    assert move_deadlines(at(14, 41)) == 1
    # Fourteen minutes are left: four of them today.
    assert Stage.objects.get(case=case).due_at == at(14, 45)


def test_names_alone_change_nothing_else(city: City, cen: Administrator) -> None:
    assert cen.change(path(city, "change/"), name="全年") == []
    assert not SettingChange.objects.exists()
    assert Change.objects.get().after == {"name": "全年"}


def test_what_is_wrong_with_a_day_is_said_in_its_row(city: City, cen: Administrator) -> None:
    for typed, field in [
        ({"d0_0_from": "half past eight"}, "d0_0_from"),
        ({"d0_0_from": "8:70"}, "d0_0_from"),
        ({"d1_0_until": ""}, "d1_0_until"),
        ({"d2_0_from": "12:30"}, "d2_0_until"),
        ({"d3_0_until": "15:00"}, "d3_0_from"),
    ]:
        answer = cen.send(path(city, "change/"), **typed)
        assert (answer.status_code, list(errors(answer))) == (422, [field])
        assert next(iter(typed.values())) in answer.content.decode()
    assert Change.objects.count() == 0


def test_a_season_holds_every_year_from_day_to_day(city: City, cen: Administrator) -> None:
    summer = {"start": "5-1", "end": "9月30日"}
    summer |= {f"d{day}_1_from": "14:30" for day in range(5)}
    summer |= {f"d{day}_1_until": "18:00" for day in range(5)}
    effect = cen.change(path(city, "seasons/0/"), **summer)

    assert "11 个席位" in effect[0]
    schedule = Schedule(hours(city), Calendar())
    assert schedule.is_open(at(17, 45, day=date(2026, 9, 30)))
    assert not schedule.is_open(at(17, 45, day=date(2026, 10, 1)))
    assert not schedule.is_open(at(13, 45, day=date(2027, 5, 3)))
    page = text_of(cen.get(path(city)))
    assert "5月1日至9月30日" in page
    assert "14:30–18:00" in page

    answer = cen.send(path(city, "seasons/0/"), start="9-30", end="10-7")
    assert answer.status_code == 422
    assert "5月1日至9月30日" in str(errors(answer))
    cen.change(path(city, "seasons/1/"), end="8-31")
    assert hours(city).seasons[0].end == (8, 31)
    cen.change(path(city, "seasons/1/remove/"))
    assert hours(city).seasons == ()
    assert cen.get(path(city, "seasons/1/")).status_code == 404


def test_no_such_day(city: City, cen: Administrator) -> None:
    answer = cen.send(path(city, "seasons/0/"), start="2-30", end="summer")
    assert {"start", "end"} <= errors(answer).keys()


def test_new_hours_are_removed_while_no_desk_has_them(city: City, cen: Administrator) -> None:
    form = cen.form("/steward/hours/add/")
    for _ in range(2):  # sent twice, added once
        cen.post("/steward/hours/add/", form | {"name": "轮班", "name_en": "Shifts"})
    row = OpeningHours.objects.get(name="轮班")
    assert cen.send(path(city, "remove/")).status_code == 422
    cen.change(f"/steward/hours/{row.pk}/remove/")
    assert not OpeningHours.objects.filter(name="轮班").exists()


def test_days_of_the_same_hours_are_told_together(city: City) -> None:
    assert week_words(hours(city).week) == [
        "星期一–星期五 8:30–12:00、13:30–17:30",
        "星期六–星期日 休息",
    ]


spans = st.lists(st.integers(0, 24 * 60), max_size=6, unique=True).map(
    lambda ends: [
        Interval(a, b) for a, b in zip(sorted(ends)[::2], sorted(ends)[1::2], strict=False)
    ]
)


@settings(max_examples=40, deadline=timedelta(seconds=2))
@given(st.lists(spans.map(tuple), min_size=7, max_size=7).map(tuple))
def test_what_stands_in_the_boxes_is_the_week(week: Any) -> None:
    data = {"name": "试", "name_en": "Try", **boxes(week)}
    form = NewHoursForm(data, week=week)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["week"] == week
