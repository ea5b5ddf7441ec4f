"""Databases of all releases, brought up to date: nothing is lost, and work goes on.

`make.py` wrote them. Each of them is loaded into an empty database beside the test database, and
another process does the rest: `upgraded.py`.
"""

import json
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from tests import schema
from tests.processes import environment
from tests.upgrades.filling import UNTAKEN

FOLDER = Path(__file__).parent
RELEASES = sorted(path.name.partition(".")[0] for path in FOLDER.glob("*.sqlite.sql"))
PROGRAM = "import django; django.setup(); from tests.upgrades import upgraded; upgraded.main()"

# Tables that hold something encrypted in the databases of all releases.
ENCRYPTED = {
    "accounts.User",
    "cases.Words",
    "channels.Delivery",
    "grid.Household",
    "grid.Resident",
}

Found = dict[str, Any]


@pytest.fixture(scope="module", params=RELEASES)
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What there is in the database of a release, once it is up to date."""
    home = tmp_path_factory.mktemp("home")
    text = (FOLDER / f"{request.param}.{connection.vendor}.sql").read_text(encoding="utf-8")
    with _loaded(text, home) as url:
        ran = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            cwd=FOLDER.parents[1],
            env=environment(DATABASE_URL=url, LIANHU_HOME=str(home)),
            capture_output=True,
            text=True,
        )
    assert ran.returncode == 0, ran.stderr
    answer: Found = json.loads(ran.stdout)
    return answer


@contextmanager
def _loaded(text: str, home: Path) -> Iterator[str]:
    """The URL of an empty database with `text` in it; it is gone afterwards."""
    if connection.vendor == "sqlite":
        path = home / "lianhu.sqlite3"
        with closing(sqlite3.connect(path)) as database:
            database.executescript(text)
        yield f"sqlite:///{path}"
        return
    url = urlsplit(environment()["DATABASE_URL"])
    # By this beginning lianhu.kernel.postgres would drop it, should we be killed.
    name = f"test_{url.path[1:].removeprefix('test_')}_{secrets.token_hex(4)}"
    with psycopg.connect(url._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            loaded = url._replace(path=f"/{name}").geturl()
            with psycopg.connect(loaded) as database:
                schema.make(lambda statement: database.execute(statement))
                database.execute(schema.moved(text))
            yield loaded
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_both_databases_have_the_same_releases() -> None:
    assert RELEASES
    assert sorted(p.name.partition(".")[0] for p in FOLDER.glob("*.postgresql.sql")) == RELEASES


def test_the_tables_are_as_the_timelines_say_and_the_seals_whole(found: Found) -> None:
    assert found["findings"] == []


def test_what_was_encrypted_can_be_read_and_found(found: Found) -> None:
    assert found["found by phone"] == ["吴长青"]
    filled = {table for table, count in found["decrypted"].items() if count}
    assert filled >= ENCRYPTED


def test_pages_show_what_was_there(found: Found) -> None:
    assert {page for page, text in found["pages"].items() if UNTAKEN not in text} == set()
    assert "吴长青" in found["pages"]["case at the desk"]


def test_work_goes_on(found: Found) -> None:
    assert found["answered"] == "answered"
    assert found["moved"] > 0
    assert found["sealed"] > 0
    assert found["findings afterwards"] == []
