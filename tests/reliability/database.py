"""A migrated database for each test, on the kind of database that the run is on.

Real processes work on it, and may lose it: a file of its own on SQLite, on PostgreSQL a cluster of
our own, which can be stopped as by a crash. `looking_into` lets this process read it too.
"""

import secrets
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import psycopg
from django.db import connection

from lianhu.kernel.postgres import Cluster
from tests import migrated, schema


class Databases(Protocol):
    """Where a test's database comes from."""

    def make(self, home: Path) -> str:
        """Return the DATABASE_URL of a new one, which lies in `home` if it is a file."""

    def make_empty(self, home: Path) -> str:
        """The same, without any tables."""


class Files:
    def make(self, home: Path) -> str:
        path = home / "lianhu.sqlite3"
        migrated.copy_to(path)
        return f"sqlite:///{path}"

    def make_empty(self, home: Path) -> str:
        return f"sqlite:///{home / 'lianhu.sqlite3'}"


class Clustered:
    """Safe on disk, as in production: what is committed has to survive a crash."""

    def __init__(self, folder: Path) -> None:
        self.cluster = Cluster(folder, durable=True)
        self.cluster.start()
        self._new("template_lianhu", made_from="template0")
        migrated.restore_to(self._url("template_lianhu"))

    def make(self, home: Path) -> str:
        return self._named(f"lianhu_{secrets.token_hex(6)}", made_from="template_lianhu")

    def make_empty(self, home: Path) -> str:
        return self._named(f"lianhu_{secrets.token_hex(6)}", made_from="template0")

    def _named(self, name: str, *, made_from: str) -> str:
        self._new(name, made_from=made_from)
        url = self._url(name)
        with psycopg.connect(url, autocommit=True) as made:
            schema.make(lambda statement: made.execute(statement))
        return schema.within(url)

    def _new(self, name: str, *, made_from: str) -> None:
        with psycopg.connect(self.cluster.url, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name} TEMPLATE {made_from}")

    def _url(self, name: str) -> str:
        return urlsplit(self.cluster.url)._replace(path=f"/{name}").geturl()


@contextmanager
def databases() -> Iterator[Databases]:
    """Raises kernel.postgres.NoServer where there is no PostgreSQL to start."""
    if connection.vendor == "sqlite":
        yield Files()
        return
    # Not pytest's folder: the user that PostgreSQL runs as cannot enter that.
    with tempfile.TemporaryDirectory(prefix="lianhu-reliability-") as folder:
        clustered = Clustered(Path(folder))
        try:
            yield clustered
        finally:
            clustered.cluster.stop(signal.SIGQUIT)  # nobody reads its files any more


@contextmanager
def looking_into(url: str) -> Iterator[None]:
    """The database that Django means in this process, in every thread, while the block runs."""
    there = urlsplit(url)
    name = there.path if connection.vendor == "sqlite" else there.path.removeprefix("/")
    port = str(there.port or "")
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(
        NAME=name, HOST=there.hostname or "", PORT=port, USER=there.username or "", PASSWORD=""
    )
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)
