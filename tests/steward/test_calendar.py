"""The working calendar: days, proposals, and a year that somebody has checked."""

from datetime import date

import pytest

from lianhu.cases.deadlines import move_deadlines
from lianhu.cases.models import Stage
from lianhu.cases.verify import verify
from lianhu.grid.calendars import special_days, unconfirmed_years
from lianhu.grid.models import CalendarDay, CalendarYear, SettingChange
from lianhu.steward.models import Change
from tests.cast import MONDAY, City, ask, at, make_city
from tests.pages import text_of
from tests.steward.administrators import NOW, Administrator, errors

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def cen(city: City) -> Administrator:
    return Administrator(now=at(17, 21))


def test_a_day_off_moves_what_would_fall_due_on_it(city: City, cen: Administrator) -> None:
    case = ask(city.wu, at(17, 20))
    effect = cen.change(
        "/steward/calendar/2026/day/", day=MONDAY.isoformat(), kind="rest", name="台风"
    )

    assert effect == ["5月18日改为放假。", "1 件未办结诉求的时限从现在起重新计算。"]
    assert CalendarDay.objects.get().name == "台风"
    assert move_deadlines(at(17, 22)) == 1
    assert Stage.objects.get(case=case).due_at == at(17, 30)
    assert verify().findings == []


def test_a_day_is_removed_once(city: City, cen: Administrator) -> None:
    CalendarDay.objects.create(day=MONDAY, kind="rest", name="台风")
    path = f"/steward/calendar/day/{MONDAY.isoformat()}/remove/"
    effect = cen.change(path)

    assert effect[0] == "5月18日按平常的星期一算。"
    assert not CalendarDay.objects.exists()
    assert cen.get(path).status_code == 404
    assert Change.objects.get().before == {"kind": "rest", "name": "台风"}


def test_a_day_of_another_year_is_refused(cen: Administrator) -> None:
    answer = cen.send("/steward/calendar/2026/day/", day="2027-01-01", kind="rest")
    assert answer.status_code == 422
    assert "day" in errors(answer)
    answer = cen.send("/steward/calendar/2026/day/", day="tomorrow", kind="rest")
    assert "day" in errors(answer)
    assert not CalendarDay.objects.exists()


def test_the_proposal_is_taken_over_once_and_leaves_other_days(cen: Administrator) -> None:
    typhoon = date(2026, 8, 3)
    CalendarDay.objects.create(day=typhoon, kind="rest", name="台风")
    wanted = {day.day for day in special_days(2026)}
    path = "/steward/calendar/2026/proposal/"

    effect = cen.change(path)

    assert f"{len(wanted)} 天" in effect[0]
    assert set(CalendarDay.objects.values_list("day", flat=True)) == wanted | {typhoon}
    assert SettingChange.objects.count() == 1
    cen.change(path)
    assert (SettingChange.objects.count(), Change.objects.count()) == (1, 1)
    assert "已经在日历里" in text_of(cen.get(path))


def test_a_coming_year_is_warned_of_until_it_is_confirmed(cen: Administrator) -> None:
    cen.now = at(9, day=date(2026, 11, 2))
    assert "2027年还没有确认" in text_of(cen.get("/steward/"))
    page = text_of(cen.get("/steward/calendar/2027/"))
    assert "还没有2027年的调休上班日" in page

    path = "/steward/calendar/2027/confirm/"
    assert "checked" in errors(cen.send(path))
    cen.change(path, checked="on")

    assert CalendarYear.objects.filter(year=2027).exists()
    assert unconfirmed_years(cen.now) == []
    assert "还没有确认" not in text_of(cen.get("/steward/"))
    assert (Change.objects.get().verb, Change.objects.get().subject) == ("year.confirmed", "2027")


def test_this_year_always_and_the_next_from_october_on(city: City) -> None:
    assert unconfirmed_years(at(9, day=date(2026, 9, 30))) == []
    assert unconfirmed_years(at(9, day=date(2026, 10, 1))) == [2027]
    CalendarYear.objects.all().delete()
    assert unconfirmed_years(NOW) == [2026]


@pytest.mark.parametrize("year", [1999, 2040, 99999])
def test_no_page_for_years_that_nothing_reaches_into(cen: Administrator, year: int) -> None:
    assert cen.get(f"/steward/calendar/{year}/").status_code == 404
    assert cen.get(f"/steward/calendar/day/{year}-13-01/remove/").status_code == 404
