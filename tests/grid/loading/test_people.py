"""The list of people: accounts and posts; deadlines are reckoned anew where people changed."""

from datetime import date, datetime
from pathlib import Path

import pytest

from lianhu.accounts.models import User
from lianhu.grid.loading import applying
from lianhu.grid.loading.rules.columns import Kind
from lianhu.grid.models import Duty, SettingChange
from lianhu.grid.rules import Role
from tests.cast import LONG_AGO, SHANGHAI, City, at
from tests.grid.loading.loads import counts, load, told

LIN = {
    "code": "lin",
    "name": "林晓",
    "name_en": "Lin Xiao",
    "desk": "beat3",
    "role": "后备干部",
    "home_unit": "市农业农村局",
    "job": "科员",
    "since": "2026-05-01",
}
HE = {
    "code": "he",
    "name": "贺春生",
    "name_en": "He Chunsheng",
    "desk": "village",
    "role": "经办人",
}


def changed_desks() -> list[str | None]:
    return list(SettingChange.objects.order_by("id").values_list("desk__code", flat=True))


def midnight(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=SHANGHAI)


def test_somebody_new_has_an_account_without_password_and_a_post(
    city: City, tmp_path: Path
) -> None:
    outcome = load(tmp_path, Kind.PEOPLE, LIN, LIN | {"desk": "beat", "role": "officer"})

    assert counts(outcome) == (2, 0, 0, 0)
    lin = User.objects.get(username="lin")
    assert (lin.name, lin.phone, lin.has_usable_password()) == ("林晓", "", False)
    assert (lin.is_active, lin.is_administrator) == (True, False)
    posts = lin.duties.order_by("id").values_list("desk__code", "role", "home_unit", "starts_at")
    assert list(posts) == [
        ("beat3", Role.BACKUP, "市农业农村局", midnight(2026, 5, 1)),
        ("beat", Role.OFFICER, "市农业农村局", midnight(2026, 5, 1)),
    ]
    assert sorted(map(str, changed_desks())) == ["beat", "beat3"]


def test_the_same_list_again_changes_nothing(city: City, tmp_path: Path) -> None:
    load(tmp_path, Kind.PEOPLE, LIN)
    before = list(User.objects.order_by("id").values()), list(Duty.objects.values())
    SettingChange.objects.all().delete()

    outcome = load(tmp_path, Kind.PEOPLE, LIN, now=at(10))

    assert counts(outcome) == (0, 0, 1, 0)
    assert (list(User.objects.order_by("id").values()), list(Duty.objects.values())) == before
    assert changed_desks() == []


def test_a_post_ends_on_its_day_and_the_account_keeps_its_phone(city: City, tmp_path: Path) -> None:
    phone = city.he.phone

    outcome = load(
        tmp_path, Kind.PEOPLE, HE | {"until": "2026-05-31", "name_en": ""}, without=["phone"]
    )

    assert counts(outcome) == (0, 1, 0, 0)
    he = User.objects.get(username="he")
    assert (he.phone, he.name_en) == (phone, "")
    duty = he.duties.get()
    assert (duty.starts_at, duty.ends_at) == (LONG_AGO, midnight(2026, 6, 1))
    assert changed_desks() == ["village"]


def test_a_post_that_ended_begins_anew(city: City, tmp_path: Path) -> None:
    city.he.duties.update(ends_at=at(8))

    load(tmp_path, Kind.PEOPLE, HE, without=["phone"])

    assert list(city.he.duties.order_by("id").values_list("ends_at", flat=True)) == [at(8), None]


def test_an_account_without_a_post(city: City, tmp_path: Path) -> None:
    load(tmp_path, Kind.PEOPLE, {"code": "lin", "name": "林晓"})

    assert not User.objects.get(username="lin").duties.exists()
    assert changed_desks() == []


def test_what_is_wrong_beside_other_rows(city: City, tmp_path: Path) -> None:
    outcome = load(
        tmp_path,
        Kind.PEOPLE,
        LIN,
        LIN,
        LIN | {"desk": "beat", "name": "林小"},
        {"code": "wu", "name": "吴长青"},
    )

    assert told(outcome) == [(3, "twice"), (4, "differs"), (5, "a_resident")]
    assert not User.objects.filter(username="lin").exists()
    assert city.wu.user is not None
    assert city.wu.user.name == "吴长青"


def test_many_desks_at_once_are_one_change(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "MOST_DESKS", 2)
    rows = [LIN | {"desk": desk} for desk in ("beat", "beat2", "beat3")]

    load(tmp_path, Kind.PEOPLE, *rows)

    assert changed_desks() == [None]


def test_a_day_is_that_of_the_city(city: City, tmp_path: Path) -> None:
    load(tmp_path, Kind.PEOPLE, LIN | {"since": "2026/5/15"})

    duty = Duty.objects.get(person__username="lin")
    assert duty.starts_at.astimezone(SHANGHAI).date() == date(2026, 5, 15)
