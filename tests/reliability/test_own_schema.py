"""A city in a schema of its own: made, looked after, backed up, restored, and nothing outside."""

import os
import secrets
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.processes import LIANHU, environment
from tests.reliability.surroundings import surroundings

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql, pytest.mark.slow]


@pytest.fixture
def databases() -> Iterator[tuple[str, str]]:
    """Two empty ones, each with a schema `county`; they are gone afterwards."""
    url = urlsplit(environment()["DATABASE_URL"])._replace(query="")
    stem = f"test_{url.path[1:].removeprefix('test_')}_{secrets.token_hex(4)}"
    names = [f"{stem}_{n}" for n in (1, 2)]
    with psycopg.connect(url._replace(path="/postgres").geturl(), autocommit=True) as server:
        try:
            for name in names:
                server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
                there = url._replace(path=f"/{name}").geturl()
                with psycopg.connect(there, autocommit=True) as made:
                    made.execute("CREATE SCHEMA county")
            first, second = (url._replace(path=f"/{name}").geturl() for name in names)
            yield first, second
        finally:
            for name in names:
                server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def lianhu(home: Path, url: str, *words: str) -> "subprocess.CompletedProcess[str]":
    there = surroundings(home, f"{url}?options=-c%20search_path%3Dcounty")
    return subprocess.run([*LIANHU, *words], env=there, capture_output=True, text=True, check=False)


def tables(url: str) -> dict[str, int]:
    """How many there are in each schema."""
    with psycopg.connect(url) as server:
        rows = server.execute(
            "SELECT schemaname, COUNT(*) FROM pg_tables"
            " WHERE schemaname IN ('public', 'county') GROUP BY 1"
        ).fetchall()
    return dict(rows)


def test_a_city_lives_in_it_alone(databases: tuple[str, str], tmp_path: Path) -> None:
    first, second = databases
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    for folder in (home, elsewhere):
        folder.mkdir()

    prepared = lianhu(home, first, "prepare")
    assert prepared.returncode == 0, prepared.stderr
    assert lianhu(home, first, "levels", "5").returncode == 0
    assert tables(first).keys() == {"county"}
    said = lianhu(home, first, "doctor").stdout
    assert "no administrator" in said and "not those of this version" not in said

    assert lianhu(home, first, "backup", str(tmp_path / "city.tar")).returncode == 0
    restored = lianhu(elsewhere, second, "restore", str(tmp_path / "city.tar"))

    assert restored.returncode == 0, restored.stderr
    assert tables(second) == tables(first)
    with psycopg.connect(second) as server:
        assert server.execute("SELECT COUNT(*) FROM county.grid_level").fetchone() == (5,)


def test_a_backup_of_another_schema_is_said_not_to_fit(
    databases: tuple[str, str], tmp_path: Path
) -> None:
    first, second = databases
    (tmp_path / "elsewhere").mkdir()
    assert lianhu(tmp_path, first, "django", "migrate", "--verbosity=0").returncode == 0
    assert lianhu(tmp_path, first, "backup", str(tmp_path / "city.tar")).returncode == 0
    with psycopg.connect(second, autocommit=True) as server:
        server.execute("ALTER SCHEMA county RENAME TO town")

    missing = lianhu(tmp_path / "elsewhere", second, "restore", str(tmp_path / "city.tar"))

    assert missing.returncode == 1
    assert "CREATE SCHEMA" in missing.stderr
    assert os.listdir(tmp_path / "elsewhere") == []
