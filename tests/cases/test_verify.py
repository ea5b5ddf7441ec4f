"""`verify` finds whatever is not as the timeline says, and nothing else."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from lianhu.cases import rules
from lianhu.cases import verify as package
from lianhu.cases.jobs import move_overdue
from lianhu.cases.models import Case, Event
from lianhu.cases.verify import verify
from lianhu.inbox.models import Item
from tests.cases.damage import TABLE, Damage
from tests.cases.lives import every_kind
from tests.cases.whole_cases import in_the_city_office
from tests.cast import City, act, ask, at, make_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(settings: Settings, tmp_path: Path) -> City:
    settings.MEDIA_ROOT = tmp_path / "files"
    return make_city()


def findings() -> list[str]:
    return [str(finding) for finding in verify().findings]


def to_the_end(city: City) -> None:
    """Every command there is: answered, reopened, returned, followed up, settled."""
    case = in_the_city_office(city)
    luo, office = city.luo.pk, city.desks["city"].pk
    act(case, rules.Answer(luo, office, "可以。", ({"title": "医保卡", "note": ""},)), at(9, 20))
    act(case, rules.Reopen(None, "还差一样"), at(9, 30))
    act(case, rules.Return(luo, office, "请问清差哪一样"), at(9, 32))
    fang, town = city.people["fang"].pk, city.desks["town"].pk
    act(case, rules.Take(fang, town), at(9, 33))
    act(case, rules.Answer(fang, town, "差退休证。"), at(9, 34))
    act(case, rules.FollowUp(luo, office, "钱到账了。"), at(9, 40))
    act(case, rules.Confirm(None), at(9, 45))


def left_alone(city: City) -> None:
    """Nobody acts: up to the top and to the supervisor. Another is answered from below untaken."""
    ask(city.wu, at(9))
    for minute in range(60):
        move_overdue(at(9, minute))
    case = ask(city.zheng, at(10))
    act(case, rules.Take(city.he.pk, city.desks["village"].pk), at(10, 9))
    other = ask(city.residents["ren"], at(10))
    act(other, rules.Answer(city.people["yan"].pk, city.desks["beat3"].pk, "可以。"), at(10, 1))


@pytest.mark.parametrize("happened", [in_the_city_office, to_the_end, left_alone])
def test_it_finds_nothing_wrong_with_what_services_wrote(
    city: City, happened: Callable[[City], object]
) -> None:
    happened(city)

    report = verify()

    assert [str(finding) for finding in report.findings] == []
    assert report.cases == Case.objects.count()
    assert report.events == Event.objects.count() > 0


def test_an_empty_city_is_clean(city: City) -> None:
    assert verify().findings == []


@pytest.mark.parametrize("damage", TABLE, ids=lambda damage: damage.name)
def test_it_finds_damage(city: City, damage: Damage) -> None:
    case = damage.case(city)
    assert findings() == []

    damage.do(case)

    found = findings()
    assert any(damage.found in line and line.startswith(case.number) for line in found), found


def test_it_finds_an_item_of_no_case(city: City) -> None:
    case = ask(city.wu, at(9))
    Item.objects.create(
        desk=city.desks["beat"], kind="case", ref=case.pk + 1, key="case:0:stage", put_at=at(9)
    )

    assert [line for line in findings() if "belongs to no case" in line]


def test_it_finds_a_flood_item_at_another_desk(city: City) -> None:
    Item.objects.create(
        desk=city.desks["beat"],
        kind="flood",
        ref=city.desks["village"].pk,
        key="flood:1",
        put_at=at(9),
    )

    assert [line for line in findings() if "(flood:1) is at desk" in line]


def test_a_share_of_the_cases_is_told(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(5):
        ask(city.wu, at(9, n), f"问题{n}")
    monkeypatch.setattr(package, "TOLD", 2)

    assert verify().told == 2


def test_other_cases_do_not_hide_the_damaged_one(city: City) -> None:
    cases = [ask(city.wu, at(9) + timedelta(seconds=n), f"问题{n}") for n in range(3)]
    Case.objects.filter(pk=cases[1].pk).update(reopened=1)

    assert findings() == [f"{cases[1].number}: reopened: the table says 1, the timeline 0"]


@pytest.mark.django_db
def test_whatever_a_case_lives_through_tables_and_timeline_agree() -> None:
    cases = every_kind(make_city())

    report = verify()

    assert report.findings == []
    assert report.cases == len(cases)
    assert set(rules.Kind) == set(Event.objects.values_list("kind", flat=True))
