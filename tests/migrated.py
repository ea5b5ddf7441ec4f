"""One migrated database a run, of which all others are copies: migrating an empty one takes ten
seconds of processor time.
"""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings

from tests import schema
from tests.processes import LIANHU
from tests.reliability.surroundings import surroundings


def copy_to(path: Path) -> None:
    """A file of SQLite."""
    with _first_of_the_run("migrated.sqlite3") as made:
        if not made.exists():
            making = made.with_suffix(".making")
            _migrate(f"sqlite:///{making}")
            making.rename(made)
    # What a run left that was killed would be read with the new file.
    for left in ("", "-wal", "-shm"):
        path.with_name(path.name + left).unlink(missing_ok=True)
    shutil.copyfile(made, path)


def template() -> str:
    """The name of the one that PostgreSQL is to copy.

    It goes with the others of this run: by its beginning lianhu.kernel.postgres drops it.
    """
    return urlsplit(_template()).path.removeprefix("/")


def restore_to(url: str) -> None:
    """An empty database of another PostgreSQL, which may be of another version."""
    try:
        with _first_of_the_run("migrated.dump") as made:
            if not made.exists():
                making = made.with_suffix(".making")
                _run("pg_dump", "--format=custom", f"--file={making}", _copy())
                making.rename(made)
        _run("pg_restore", "--no-owner", f"--dbname={url}", str(made))
        restored = True
    except (FileNotFoundError, subprocess.CalledProcessError):
        restored = False
    with psycopg.connect(url, autocommit=True) as database:
        schema.make(lambda statement: database.execute(statement))
    if not restored:
        _migrate(schema.within(url))


def _copy() -> str:
    """Of the template, which nobody can copy while somebody is connected to it."""
    url = urlsplit(_template())
    template = url.path.removeprefix("/")
    with psycopg.connect(url._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {template}_dumped WITH (FORCE)")
        server.execute(f"CREATE DATABASE {template}_dumped TEMPLATE {template}")
    return url._replace(path=f"/{template}_dumped").geturl()


def _template() -> str:
    # Not that of the connection: whoever has a test database of its own has changed that.
    url = urlsplit(os.environ["DATABASE_URL"])
    name = f"test_{url.path.removeprefix('/')}_migrated"
    there = url._replace(path=f"/{name}").geturl()
    with _first_of_the_run("migrated.postgresql") as made:
        if not made.exists():
            with psycopg.connect(
                url._replace(path="/postgres").geturl(), autocommit=True
            ) as server:
                server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
                server.execute(f"CREATE DATABASE {name}")
            with psycopg.connect(there, autocommit=True) as database:
                schema.make(lambda statement: database.execute(statement))
            _migrate(there)
            made.touch()
    return there


@contextmanager
def _first_of_the_run(name: str) -> Iterator[Path]:
    """Whoever comes later waits until it is made, the workers of a run for each other."""
    made: Path = settings.HOME / name
    with made.with_suffix(f"{made.suffix}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield made


def _migrate(url: str) -> None:
    _run(*LIANHU, "django", "migrate", "--verbosity=0", env=surroundings(settings.HOME, url))


def _run(*command: str, env: dict[str, str] | None = None) -> None:
    subprocess.run(command, env=env, check=True)
