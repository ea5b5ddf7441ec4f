"""The doctor finds each thing that was planted, and nothing where all is well."""

import base64
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings as django_settings
from django.db import connection
from pytest_django import Settings

from lianhu.accounts.models import User
from lianhu.grid.models import CalendarYear
from lianhu.kernel import clock
from lianhu.kernel.models import Heartbeat
from lianhu.web import doctor
from lianhu.web.doctor import Finding, Grade
from tests.cast import City, ask, at, make_city

pytestmark = pytest.mark.django_db

NOW = at(14, 33)


@pytest.fixture
def city(settings: Settings, tmp_path: Path) -> Iterator[City]:
    """One in which nothing is wrong."""
    settings.HOME = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").write_text("{}")
    (tmp_path / "last-backup").write_text((NOW - timedelta(hours=12)).isoformat())
    with clock.fixed(NOW):
        city = make_city()
        admin = User.objects.create_user("cen", "a good password", is_administrator=True)
        assert admin.has_usable_password()
        CalendarYear.objects.get_or_create(year=NOW.year, defaults={"confirmed_at": NOW})
        Heartbeat.objects.create(worker="w:1", beat_at=NOW, domain_at=NOW)
        yield city


def found(now: datetime = NOW) -> list[Finding]:
    """Without what Django says of test settings, and of tests in a browser in this process."""
    return [
        finding
        for finding in doctor.examine(now)
        if finding.grade is not Grade.FINE and not finding.what.startswith(("security.", "async."))
    ]


def test_where_all_is_well_it_says_so(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "CLOCKS_APART", timedelta(days=36500))
    if connection.vendor == "postgresql":
        # Servers that tests start for themselves need not survive a power cut.
        assert [f.to_do for f in found()] in ([], ["Set fsync = on."])
    else:
        assert found() == []


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def no_worker() -> None:
    Heartbeat.objects.all().delete()


def no_administrator() -> None:
    User.objects.filter(is_administrator=True).update(password="!")


def no_confirmed_year() -> None:
    CalendarYear.objects.all().delete()


def no_backup() -> None:
    (Path(django_settings.HOME) / "last-backup").unlink()


def old_backup() -> None:
    path = Path(django_settings.HOME) / "last-backup"
    path.write_text((NOW - timedelta(days=3)).isoformat())


def no_static_files() -> None:
    (Path(django_settings.STATIC_ROOT) / "staticfiles.json").unlink()


PLANTED = [
    (no_worker, Grade.WRONG, "No worker lives"),
    (no_administrator, Grade.WRONG, "no administrator"),
    (no_confirmed_year, Grade.SOON, f"make-up working days of {NOW.year}"),
    (no_backup, Grade.SOON, "no backup yet"),
    (old_backup, Grade.SOON, "The last backup is of"),
    (no_static_files, Grade.WRONG, "not collected"),
]


@pytest.mark.parametrize(("plant", "grade", "said"), PLANTED)
def test_what_is_missing_is_said_with_what_to_do(
    city: City, plant: object, grade: Grade, said: str
) -> None:
    assert callable(plant)
    plant()

    [finding] = [finding for finding in found() if said in finding.what]
    assert finding.grade is grade
    assert finding.to_do


def test_what_ran_out_and_did_not_move_is_a_worker_behind(city: City) -> None:
    ask(city.wu, at(14))  # the officer has until 14:15

    [finding] = [finding for finding in found() if "have not moved" in finding.what]
    assert "1 stages" in finding.what


def test_other_keys_are_found_out(city: City, settings: Settings) -> None:
    settings.FIELD_KEYS = {"other": base64.b64decode(base64.b64encode(bytes(32)))}

    assert any("cannot be read" in f.what and "LIANHU_FIELD_KEYS" in f.to_do for f in found())


@pytest.mark.parametrize(
    ("free", "grade"),
    [(50 << 30, Grade.FINE), (9 << 30, Grade.SOON), ((1 << 30) - 1, Grade.WRONG)],
)
def test_room_on_the_disk(
    city: City, monkeypatch: pytest.MonkeyPatch, free: int, grade: Grade
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage(100 << 30, 0, free))

    [finding] = [f for f in doctor.examine(NOW) if "are free" in f.what]
    assert finding.grade is grade


@pytest.mark.postgresql
def test_a_database_whose_clock_is_wrong(city: City) -> None:
    assert any("The database's clock" in finding.what for finding in found())
    assert not any("clock" in finding.what for finding in found(clock.wall()))
