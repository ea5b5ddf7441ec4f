"""`lianhu serve`: all processes or none. Real ones, in a small demo city of their own."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests import migrated
from tests.processes import LIANHU, alive, roles_below, tree, wait_until

# It brings its own database, so one run of the suite is enough.
pytestmark = pytest.mark.sqlite

NONE_LEFT_S = 5


@dataclass
class Served:
    process: subprocess.Popen[str]
    port: int
    said: str

    def get(self, path: str) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path)
        status = connection.getresponse().status
        connection.close()
        return status

    def pids(self) -> set[int]:
        return tree(self.process.pid)

    def pid_of(self, role: str) -> int:
        return min(roles_below(self.process.pid)[role])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    migrated.copy_to(home / "lianhu.sqlite3")
    subprocess.run([*LIANHU, "seed", "--scale", "0.0001"], env=_environment(home), check=True)
    return home


def _environment(home: Path) -> dict[str, str]:
    mine = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return mine | {
        "LIANHU_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "lianhu.web.settings",
        "LC_ALL": "C.UTF-8",
    }


@pytest.fixture
def serve(home: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []

    def serve(*arguments: str, **more: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*LIANHU, "serve", *arguments],
            env=_environment(home) | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield serve
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=30)


@pytest.fixture
def served(serve: Callable[..., subprocess.Popen[str]]) -> Served:
    process = serve("--demo", "--port", "0")
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            break
    address = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
    assert address, said
    served = Served(process, int(address[1]), said)
    # The supervisor, the worker, gunicorn and the two that answer; the second may come later.
    wait_until(lambda: len(served.pids()) == 5)
    return served


def test_it_says_where_it_is_and_who_is_there(served: Served) -> None:
    assert f"http://127.0.0.1:{served.port}/demo/" in served.said
    assert "Wu Changqing" in served.said and "lianhu-demo" in served.said
    assert "Its clock shows 2026-03-16 09:0" in served.said
    assert served.get("/healthz") == 200
    assert served.get("/demo/") == 200


@pytest.mark.parametrize("role", ["supervisor", "arbiter", "answerer", "worker"])
def test_when_one_process_is_killed_none_is_left(served: Served, role: str) -> None:
    pids = served.pids()
    # Somebody is still connected.
    connection = HTTPConnection("127.0.0.1", served.port)
    connection.request("GET", "/healthz")
    connection.getresponse().read()

    os.kill(served.pid_of(role), signal.SIGKILL)

    wait_until(lambda: not any(alive(pid) for pid in pids), within_s=NONE_LEFT_S)
    connection.close()
    if role != "supervisor":
        assert served.process.wait() == 1
        _, complaint = served.process.communicate()
        assert "everything else was stopped too" in complaint


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop_it_stops_everything(served: Served, number: signal.Signals) -> None:
    pids = served.pids()

    served.process.send_signal(number)

    wait_until(lambda: not any(alive(pid) for pid in pids), within_s=NONE_LEFT_S)
    assert served.process.wait() == 0


def test_a_taken_port_is_named_with_what_to_do(serve: Callable[..., subprocess.Popen[str]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = serve("--demo", "--port", str(port))
        _, complaint = process.communicate(timeout=60)

    assert process.returncode == 1
    assert f"port {port}" in complaint and "--port 0" in complaint


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_a_demo_city_is_not_shown_to_other_machines(
    serve: Callable[..., subprocess.Popen[str]], host: str
) -> None:
    process = serve("--demo", "--host", host, "--port", "0")
    _, complaint = process.communicate(timeout=60)

    assert process.returncode == 1
    assert "--allow-remote-demo" in complaint


def test_before_the_first_page_all_is_loaded_that_a_search_needs(home: Path) -> None:
    told = (
        "import sys, django; django.setup()\n"
        "from lianhu.web.server import Server\n"
        "print('pypinyin' in sys.modules)\n"
        "Server.load(None)\n"
        "print('pypinyin' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", told],
        env=_environment(home) | {"LIANHU_DEMO": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == ["False", "True"]


def test_without_keys_it_says_what_to_set(serve: Callable[..., subprocess.Popen[str]]) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    process = subprocess.run(
        [*LIANHU, "serve"], env=environment, capture_output=True, text=True, timeout=60, check=False
    )

    assert process.returncode == 1
    assert "LIANHU_SECRET_KEY" in process.stderr and "--demo" in process.stderr
    assert "Traceback" not in process.stderr
