"""The list of households: new, changed and moved ones; the same file again changes nothing."""

from datetime import date
from pathlib import Path

import pytest

from lianhu.grid.facts.models import HouseholdFact
from lianhu.grid.loading.models import Load, StagedHousehold
from lianhu.grid.loading.rules.columns import Kind
from lianhu.grid.models import Household, Resident, Stay
from tests.cast import FRIDAY, MONDAY, City, at
from tests.grid.loading.loads import counts, load, told
from tests.notices.test_fact_audience import let_know

NEW = {
    "code": "N-001",
    "address": "石桥村40号",
    "contact": "=cmd()|x",
    "phone": "138 0013 8000",
    "size": "4",
    "beat": "beat",
}
OF_WU = {"code": "A", "address": "石桥村12号", "contact": "吴长青", "size": "3", "beat": "beat"}


def stays(code: str) -> list[tuple[str, date, date | None]]:
    found = Stay.objects.filter(household__code=code).order_by("id")
    return list(found.values_list("beat__code", "starts_on", "ends_on"))


def test_a_new_household_is_found_by_its_phone_and_lives_in_its_beat(
    city: City, tmp_path: Path
) -> None:
    outcome = load(tmp_path, Kind.HOUSEHOLDS, NEW)

    assert counts(outcome) == (1, 0, 0, 0)
    home = Household.objects.get(phone_bi__of="13800138000")
    assert (home.code, home.address, home.contact) == ("N-001", "石桥村40号", "=cmd()|x")
    assert (home.phone, home.size) == ("+8613800138000", 4)
    assert stays("N-001") == [("beat", FRIDAY, None)]
    assert not Resident.objects.filter(household=home).exists()


def test_the_same_list_again_changes_nothing(city: City, tmp_path: Path) -> None:
    load(tmp_path, Kind.HOUSEHOLDS, NEW)
    before = list(Household.objects.order_by("id").values()), list(Stay.objects.values())

    outcome = load(tmp_path, Kind.HOUSEHOLDS, NEW, now=at(9, day=MONDAY))

    assert counts(outcome) == (0, 0, 1, 0)
    assert (list(Household.objects.order_by("id").values()), list(Stay.objects.values())) == before


def test_a_changed_household_keeps_its_key_and_others_are_left_alone(
    city: City, tmp_path: Path
) -> None:
    wu, zheng = Household.objects.get(code="A"), Household.objects.get(code="B")

    outcome = load(tmp_path, Kind.HOUSEHOLDS, OF_WU | {"size": "5", "phone": "13800138000"})

    assert counts(outcome) == (0, 1, 0, 0)
    after = Household.objects.get(phone_bi__of="13800138000")
    assert (after.pk, after.size, after.contact) == (wu.pk, 5, "吴长青")
    assert stays("A") == [("beat", date(2020, 1, 1), None)]
    assert Household.objects.get(code="B").phone == zheng.phone


def test_with_another_contact_what_those_before_let_be_known_is_gone(
    city: City, tmp_path: Path
) -> None:
    for who in ("wu", "zheng"):
        let_know(city, who)
    load(tmp_path, Kind.HOUSEHOLDS, OF_WU | {"size": "5"})
    assert HouseholdFact.objects.count() == 2
    load(tmp_path, Kind.HOUSEHOLDS, OF_WU | {"contact": "新来的"})
    assert HouseholdFact.objects.get().household.code == "B"


def test_a_household_whose_beat_changed_moves(city: City, tmp_path: Path) -> None:
    outcome = load(tmp_path, Kind.HOUSEHOLDS, OF_WU | {"beat": "beat3"})

    assert counts(outcome) == (0, 1, 0, 0)
    assert stays("A") == [("beat", date(2020, 1, 1), FRIDAY), ("beat3", FRIDAY, None)]


def test_a_household_that_had_moved_away_moves_in_again(city: City, tmp_path: Path) -> None:
    Stay.objects.filter(household__code="A").update(ends_on=FRIDAY)

    load(tmp_path, Kind.HOUSEHOLDS, OF_WU)

    assert stays("A")[1:] == [("beat", FRIDAY, None)]


def test_columns_that_are_missing_leave_what_is_stored(city: City, tmp_path: Path) -> None:
    phone = Household.objects.get(code="A").phone

    outcome = load(
        tmp_path,
        Kind.HOUSEHOLDS,
        OF_WU | {"address": "石桥村13号"},
        without=("phone", "size"),
    )

    assert counts(outcome) == (0, 1, 0, 0)
    home = Household.objects.get(code="A")
    assert (home.address, home.phone, home.size) == ("石桥村13号", phone, 3)


def test_one_wrong_row_and_nothing_is_loaded(city: City, tmp_path: Path) -> None:
    again = NEW | {"address": "石桥村41号"}
    wrong = NEW | {"code": "N-002", "beat": "village", "phone": "1"}

    outcome = load(tmp_path, Kind.HOUSEHOLDS, NEW, again, wrong)

    assert counts(outcome) == (1, 0, 0, 2)
    assert told(outcome) == [(3, "twice"), (4, "not_a_beat"), (4, "bad_phone")]
    assert Household.objects.count() == 3
    assert Load.objects.get().state == Load.State.DISCARDED


def test_nothing_stays_staged(city: City, tmp_path: Path) -> None:
    load(tmp_path, Kind.HOUSEHOLDS, NEW)

    assert Load.objects.get().state == Load.State.APPLIED
    assert not StagedHousehold.objects.exists()


def test_what_is_staged_is_encrypted(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []
    monkeypatch.setattr(
        "lianhu.grid.loading.services.applying.carry_out",
        lambda load, now: seen.extend(StagedHousehold.objects.values()),
    )

    load(tmp_path, Kind.HOUSEHOLDS, NEW)

    [row] = seen
    for text in ("石桥村40号", "cmd", "13800138000"):
        assert text not in str(row)
