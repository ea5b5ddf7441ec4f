"""The helper finds or starts a server, and leaves neither server nor database behind."""

import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from lianhu.kernel import postgres

COMMAND = [sys.executable, "-m", "lianhu.kernel.postgres"]
NOBODY = "postgres://nobody@127.0.0.1:1/postgres"


@pytest.fixture
def private(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Neither a named nor a local server: the helper must start one."""
    try:
        postgres._programs()
    except postgres.NoServer as missing:
        pytest.skip(str(missing))
    monkeypatch.delenv(postgres.NAMED_BY, raising=False)
    monkeypatch.setattr(postgres, "LOCAL", NOBODY)


def _answer(url: str, question: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return str(row[0])


def _beside(url: str) -> str:
    return urlsplit(url)._replace(path="/postgres").geturl()


@pytest.mark.usefixtures("private")
def test_a_bench_has_an_empty_database_that_is_safe_on_disk() -> None:
    with postgres.database_url(bench=True) as url:
        assert _answer(url, "SHOW fsync") == "on"
        assert _answer(url, "SELECT count(*) FROM pg_stat_user_tables") == "0"
        folder = Path(_answer(url, "SHOW data_directory")).parent
        assert folder.exists()

    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


@pytest.mark.usefixtures("private")
def test_a_cluster_stopped_as_by_a_crash_starts_again_with_what_was_committed() -> None:
    with tempfile.TemporaryDirectory() as folder:  # the user postgres cannot enter tmp_path
        cluster = postgres.Cluster(Path(folder), durable=True)
        try:
            cluster.start()
            postgres._execute(cluster.url, "CREATE TABLE kept AS SELECT 7 AS n")
            cluster.stop(signal.SIGQUIT)
            with pytest.raises(psycopg.OperationalError):
                psycopg.connect(cluster.url)
            cluster.start()
            assert _answer(cluster.url, "SELECT n FROM kept") == "7"
        finally:
            cluster.stop()


@pytest.mark.usefixtures("private")
def test_what_tests_made_is_dropped_and_a_neighbours_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with postgres.database_url(bench=True) as neighbour:
        monkeypatch.setenv(postgres.NAMED_BY, _beside(neighbour))
        with postgres.database_url(bench=False) as url:
            name = urlsplit(url).path.removeprefix("/")
            with pytest.raises(psycopg.OperationalError):
                psycopg.connect(url)
            for made in (f"test_{name}", f"test_{name}_gw0"):
                postgres._execute(_beside(neighbour), f"CREATE DATABASE {made}")

        assert postgres._databases(_beside(neighbour), name) == []
        assert _answer(neighbour, "SELECT 1") == "1"


def test_a_named_server_that_does_not_answer_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(postgres.NAMED_BY, NOBODY)

    with (
        pytest.raises(postgres.NoServer, match=postgres.NAMED_BY),
        postgres.database_url(bench=False),
    ):
        pass


@pytest.mark.usefixtures("private")
def test_the_command_finds_its_database_and_its_exit_code_counts() -> None:
    with postgres.database_url(bench=True) as server:
        ended = subprocess.run(
            [*COMMAND, "--bench", "--", "sh", "-c", 'echo "$DATABASE_URL"; exit 7'],
            env={postgres.NAMED_BY: server},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert ended.returncode == 7
        assert ended.stdout.startswith(server.rpartition("/")[0])
        assert postgres._databases(server, urlsplit(ended.stdout.strip()).path[1:]) == []
