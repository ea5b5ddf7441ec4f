"""A PostgreSQL server for tests and benches: the one named, our own, or the one running here.

    python -m lianhu.kernel.postgres -- pytest          a name for Django to make test databases by
    python -m lianhu.kernel.postgres --bench -- lianhu bench pages     an empty database

The command finds its database in DATABASE_URL. Whatever it made there is dropped afterwards.
"""

import argparse
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

import psycopg

NAMED_BY = "LIANHU_TEST_POSTGRES"
LOCAL = "postgres://postgres@127.0.0.1:5432/postgres"
INITDB = ["-U", "lianhu", "-A", "trust", "--no-sync", "--locale=C.UTF-8", "-E", "UTF8"]
DIES_WITH_US = ["setpriv", "--pdeathsig", "INT"]
START_S = 60
# Below those that outgoing connections are given: a server that was stopped finds its own again.
PORTS = range(20_000, 32_000)


class NoServer(Exception):
    """There is no server to use, nor the programs to start one. Says what to do."""


@contextmanager
def database_url(*, bench: bool) -> Iterator[str]:
    """Yield a DATABASE_URL under a name of its own; drop what was made under it.

    For tests no database is made, since Django makes `test_…` itself; they prefer a server of our
    own, which skips fsync: emptying all tables after a test takes a tenth of the time. For benches
    an empty database is made and every commit reaches the disk.
    """
    with _server(durable=bench) as server:
        name = f"lianhu_{secrets.token_hex(6)}"
        try:
            if bench:
                _execute(server, f"CREATE DATABASE {name}")
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            for made in _databases(server, name):
                _execute(server, f'DROP DATABASE "{made}" WITH (FORCE)')


@contextmanager
def _server(*, durable: bool) -> Iterator[str]:
    named = os.environ.get(NAMED_BY)
    if named:
        server = urlsplit(named)._replace(path="/postgres", query="").geturl()
        if not _may_create(server):
            raise NoServer(f"{NAMED_BY} names no server on which databases can be made.")
        yield server
    elif (durable or not _can_start()) and _may_create(LOCAL):
        yield LOCAL
    else:
        with _private(durable=durable) as server:
            yield server


def _can_start() -> bool:
    try:
        _programs()
    except NoServer:
        return False
    return True


def _may_create(server: str) -> bool:
    try:
        with psycopg.connect(server, connect_timeout=5) as connection:
            row = connection.execute(
                "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.OperationalError:
        return False
    return row is not None and row[0]


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


def _databases(server: str, name: str) -> list[str]:
    with psycopg.connect(server) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database"
            " WHERE datname = %(name)s OR starts_with(datname, 'test_' || %(name)s)",
            {"name": name},
        ).fetchall()
    return [row[0] for row in rows]


@contextmanager
def _private(*, durable: bool) -> Iterator[str]:
    """A cluster in a temporary folder, running while the block runs."""
    with tempfile.TemporaryDirectory(prefix="lianhu-postgres-") as folder:
        cluster = Cluster(Path(folder), durable=durable)
        try:
            cluster.start()
            yield cluster.url
        finally:
            cluster.stop()


class Cluster:
    """A server of our own in an empty folder, started and stopped at will. It dies with us.

    Raises NoServer where there is no PostgreSQL, or it does not start.
    """

    def __init__(self, folder: Path, *, durable: bool) -> None:
        self._folder, self._programs, self._owner = folder, _programs(), _owner()
        self._process: subprocess.Popen[bytes] | None = None
        if self._owner:
            os.chown(folder, self._owner.pw_uid, self._owner.pw_gid)
        subprocess.run(
            [self._programs / "initdb", "-D", folder / "data", *INITDB],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
            **self._as_owner,
        )
        port = free_port()
        self.url = f"postgres://lianhu@127.0.0.1:{port}/postgres"
        self._options = ["-c", "listen_addresses=127.0.0.1", "-c", f"port={port}"]
        if not durable:
            self._options += ["-c", "fsync=off", "-c", "full_page_writes=off"]

    def start(self) -> None:
        log, data = self._folder / "log", self._folder / "data"
        server: list[str | Path] = [self._programs / "postgres", "-D", data, "-k", self._folder]
        with log.open("ab") as written:
            process = subprocess.Popen(
                [*DIES_WITH_US, *server, *self._options],
                cwd=self._folder,
                stdout=written,
                stderr=written,
                # Ctrl-C is for the command; the server stops when that has ended.
                start_new_session=True,
                **self._as_owner,
            )
        self._process = process
        _wait_for(self.url, process, log)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT stops it `fast`, SIGQUIT `immediate`: as a crash of the machine would."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    @property
    def _as_owner(self) -> dict[str, Any]:
        if self._owner is None:
            return {}
        group = self._owner.pw_gid
        return {"user": self._owner.pw_uid, "group": group, "extra_groups": [group]}


def _owner() -> pwd.struct_passwd | None:
    """Whom the server runs as, where that is not us: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        raise NoServer("PostgreSQL refuses to run as root, and no user postgres is here.") from None


def _programs() -> Path:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if debian:
        return debian[-1].parent
    found = shutil.which("initdb")
    if found is None:
        raise NoServer(
            "No PostgreSQL here. Install one (Debian: apt-get install postgresql) or let "
            f"{NAMED_BY} name a server, as in postgres://user:password@host:5432/."
        )
    return Path(found).resolve().parent


def _version(initdb: Path) -> int:
    return int(initdb.parts[-3])


def free_port() -> int:
    """A port of this machine for a server that will be stopped and started again."""
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _wait_for(server: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    give_up = monotonic() + START_S
    while not _may_create(server):
        if process.poll() is not None or monotonic() > give_up:
            raise NoServer(f"PostgreSQL did not start:\n{log.read_text()}")
        sleep(0.05)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m lianhu.kernel.postgres", description=__doc__)
    parser.add_argument("--bench", action="store_true", help="make an empty, durable database")
    parser.add_argument("command", nargs="+", help="what to run, after --")
    arguments = parser.parse_args()

    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        with database_url(bench=arguments.bench) as url:
            environment = os.environ | {"DATABASE_URL": url}
            with subprocess.Popen(arguments.command, env=environment) as command:
                try:
                    return command.wait()
                except BaseException:
                    command.terminate()
                    raise
    except NoServer as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
