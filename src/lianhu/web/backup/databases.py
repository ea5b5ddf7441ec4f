"""Copying a database as it is at one moment, while others write to it; and putting one back."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from django.db import connection

from lianhu.web.failure import Failed


class Snapshot(Protocol):
    """The database as it was when this was opened, whatever is written meanwhile."""

    def rows(self, statement: str) -> list[tuple[Any, ...]]: ...

    def save(self, path: Path) -> None: ...


def engine() -> str:
    return connection.vendor


@contextmanager
def snapshot(folder: Path) -> Iterator[Snapshot]:
    if connection.vendor == "sqlite":
        with _sqlite_snapshot(folder) as found:
            yield found
    else:
        with _postgres_snapshot() as found:
            yield found


def put_back(path: Path) -> None:
    """Into the configured database, which has no tables."""
    if connection.vendor == "sqlite":
        _put_back_sqlite(path)
    else:
        _put_back_postgres(path)


class _SQLite:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._copy = sqlite3.connect(path)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        return self._copy.execute(statement).fetchall()

    def save(self, path: Path) -> None:
        self.close()
        os.replace(self._path, path)

    def close(self) -> None:
        self._copy.close()


@contextmanager
def _sqlite_snapshot(folder: Path) -> Iterator[Snapshot]:
    name = str(connection.settings_dict["NAME"])
    copy = folder / "copy.sqlite3"
    copy.unlink(missing_ok=True)
    source = sqlite3.connect(f"file:{quote(name)}?mode=ro", uri=True, timeout=20)
    try:
        with sqlite3.connect(copy) as target:
            # In one step: it reads one state, and under WAL nobody who writes waits for it.
            source.backup(target)
        # The copy is one file, without a log beside it.
        target.execute("PRAGMA journal_mode=DELETE")
        target.close()
    finally:
        source.close()
    found = _SQLite(copy)
    try:
        yield found
    finally:
        found.close()


def _put_back_sqlite(path: Path) -> None:
    name = Path(connection.settings_dict["NAME"])
    connection.close()
    name.parent.mkdir(parents=True, exist_ok=True)
    for beside in ("-wal", "-shm"):
        name.with_name(name.name + beside).unlink(missing_ok=True)
    os.replace(path, name)


class _Postgres:
    def __init__(self, cursor: Any, exported: str, schema: str) -> None:
        self._cursor, self._exported, self._schema = cursor, exported, schema

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        self._cursor.execute(statement)
        return list(self._cursor.fetchall())

    def save(self, path: Path) -> None:
        _run(
            "pg_dump",
            f"--snapshot={self._exported}",
            f"--schema={self._schema}",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--file={path}",
        )


@contextmanager
def _postgres_snapshot() -> Iterator[Snapshot]:
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            # Counting the rows of a large city takes longer than any page may.
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot(), current_schema()")
            exported, schema = cursor.fetchone()
            yield _Postgres(cursor, exported, schema)
            cursor.execute("ROLLBACK")
    finally:
        own.close()


def _put_back_postgres(path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        [schema] = cursor.fetchone()
    if schema is None:
        raise Failed("The schema that DATABASE_URL names is not there. Make it: CREATE SCHEMA …")
    connection.close()
    _run(
        "pg_restore",
        "--exit-on-error",
        "--single-transaction",
        "--no-owner",
        "--no-privileges",
        # Its objects; the schema itself is there already.
        f"--schema={schema}",
        f"--dbname={connection.settings_dict['NAME']}",
        str(path),
    )


def _run(program: str, *arguments: str) -> None:
    settings = connection.settings_dict
    given = {
        "PGHOST": settings["HOST"],
        "PGPORT": str(settings["PORT"] or ""),
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": str(settings["NAME"]),
    }
    environment = os.environ | {name: value for name, value in given.items() if value}
    command: Sequence[str] = [_found(program), "--no-password", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"{program} failed: {done.stderr.strip()}")


def _found(program: str) -> str:
    """The newest there is: an older one does not read what a newer server writes."""
    debian = Path("/usr/lib/postgresql")
    newest = sorted(debian.glob(f"*/bin/{program}"), key=lambda path: int(path.parts[4]))
    found = str(newest[-1]) if newest else shutil.which(program)
    if found is None:
        raise Failed(
            f"{program} was not found. It comes with PostgreSQL's client programs (on Debian:"
            " apt-get install postgresql-client)."
        )
    return found
