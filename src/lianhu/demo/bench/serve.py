"""Whether the memory of `lianhu serve` stays flat while people and programs read from it."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from statistics import median
from threading import Event, Thread
from time import monotonic, perf_counter
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from lianhu.accounts.models import User
from lianhu.cases.models import Stage
from lianhu.demo.bench.crowd import ask_many
from lianhu.demo.bench.processes import memory_of, tree
from lianhu.demo.clock import begin_if_new, first_morning
from lianhu.demo.seed import seed
from lianhu.grid.queries import my_desks
from lianhu.kernel import clock
from lianhu.kernel.postgres import DIES_WITH_US, free_port
from lianhu.signin.rules import Scope
from lianhu.signin.services import tokens

CASES = 1_000
WARM_UP_S = 60.0
START_S = 120.0
SAMPLES = 40
API = "/api/v1/"


def measure(*, scale: float, minutes: float, progress: Callable[[str], None]) -> dict[str, Any]:
    """Seed a city into the empty database, serve it, and read from it until the time is over."""
    morning = first_morning()
    progress(f"seeding a city at scale {scale:g}")
    call_command("migrate", verbosity=0)
    seed(scale, now=morning)
    hour = timedelta(hours=1)
    ask_many(CASES, seed=1, start=morning, over=hour, progress=lambda done: None)
    begin_if_new()
    readers = [_Reader(*given) for given in _readers()]
    connection.close()
    seconds = minutes * 60
    warm_up = min(WARM_UP_S, seconds / 4)
    samples = []
    with _served() as (pid, port):
        progress(f"reading for {minutes:g} minutes")
        began = monotonic()
        for reader in readers:
            reader.begin(port)
        while (passed := monotonic() - began) < seconds:
            readers[0].ended.wait(min(seconds - passed, warm_up, seconds / SAMPLES))
            now = monotonic() - began
            if now >= warm_up:
                processes = tree(pid)
                samples.append((round(now), len(processes), memory_of(processes)))
        for reader in readers:
            reader.end()
    times = [time for reader in readers for time in reader.times]
    return {
        "bench": "serve",
        "scale": scale,
        "minutes": minutes,
        "readers": len(readers),
        "requests": len(times),
        "errors": sum(len(reader.errors) for reader in readers),
        "first_errors": [error for reader in readers for error in reader.errors][:5],
        "requests_per_second": round(len(times) / seconds, 1),
        "median_ms": round(median(times) * 1000, 1),
        "processes": sorted({count for _at, count, _held in samples}),
        "memory_mb": _change([held["pss"] for _at, _count, held in samples]),
        "rss_mb": _change([held["rss"] for _at, _count, held in samples]),
        "samples": [
            {"seconds": at, **{kind: round(mb, 1) for kind, mb in held.items()}}
            for at, _count, held in samples
        ],
    }


def _change(held: Sequence[float]) -> dict[str, float]:
    first, last = held[0], held[-1]
    return {
        "first": round(first, 1),
        "last": round(last, 1),
        "most": round(max(held), 1),
        "change_percent": round((last / first - 1) * 100, 2),
    }


def _readers() -> Iterator[tuple[Mapping[str, str], Sequence[str]]]:
    """The headers by which each is known, and what each reads."""
    clerk = my_desks(User.objects.get(username="office-luo"), clock.now())[0]
    waiting = Stage.objects.filter(closed_at=None, desk=clerk.desk).select_related("case")
    numbers = [stage.case.number for stage in waiting[:5]]
    desk, inbox = reverse("desk"), reverse("inbox")
    yield _session("office-luo"), [desk, *(reverse("desk_case", args=[n]) for n in numbers), inbox]
    yield _session("office-jiang"), [f"{desk}?tab=shared", reverse("desk_filters"), inbox]
    yield (
        _session("resident-wu"),
        [reverse("my_cases"), reverse("ask"), reverse("who_sees")],
    )
    yield _session("officer-shen"), [inbox, reverse("households"), reverse("needs")]
    yield _session("supervisor-yue"), [reverse("overdue"), reverse("unmanned")]
    now = clock.now()
    lives = timedelta(days=1)
    _token, secret = tokens.make(clerk, Scope.READ, "bench", expires_at=now + lives, now=now)
    cases = [f"{API}cases", f"{API}me", *(f"{API}cases/{n}" for n in numbers)]
    yield {"Authorization": f"Bearer {secret}"}, cases


def _session(username: str) -> Mapping[str, str]:
    client = Client()
    client.force_login(User.objects.get(username=username))
    name = settings.SESSION_COOKIE_NAME
    return {"Cookie": f"{name}={client.cookies[name].value}"}


class _Reader(Thread):
    """Reads one page after the other, over and over, without a pause."""

    def __init__(self, headers: Mapping[str, str], paths: Sequence[str]) -> None:
        super().__init__(daemon=True)
        self.ended = Event()
        self.times: list[float] = []
        self.errors: list[str] = []
        self._headers = dict(headers)
        self._paths = paths
        self._port = 0

    def begin(self, port: int) -> None:
        self._port = port
        self.start()

    def run(self) -> None:
        for path in cycle(self._paths):
            if self.ended.is_set():
                return
            began = perf_counter()
            try:
                status = _status(self._port, path, self._headers)
            except (OSError, HTTPException) as error:
                self.errors.append(f"{path}: {error!r}")
            else:
                if status != 200:
                    self.errors.append(f"{path}: {status}")
            self.times.append(perf_counter() - began)

    def end(self) -> None:
        self.ended.set()
        self.join()


def _status(port: int, path: str, headers: dict[str, str]) -> int:
    http = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        http.request("GET", path, headers=headers)
        response = http.getresponse()
        response.read()
    finally:
        http.close()
    return response.status


@contextmanager
def _served() -> Iterator[tuple[int, int]]:
    """`lianhu serve` as people start it: its first process and its port."""
    port = free_port()
    command = [*DIES_WITH_US, sys.executable, "-m", "lianhu", "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(process, port)
            yield process.pid, port
        finally:
            process.terminate()


def _wait_for(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = monotonic() + START_S
    while monotonic() < until and process.poll() is None:
        try:
            if _status(port, "/readyz", {}) == 200:
                return
        except (OSError, HTTPException):
            Event().wait(0.1)
    raise RuntimeError("lianhu serve did not start")
