"""How long loading a whole city's households from a workbook takes, and what others notice."""

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from threading import Event, Thread
from time import perf_counter
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from lianhu.demo.bench.verify import memory_mb
from lianhu.demo.clock import first_morning
from lianhu.demo.seed import seed
from lianhu.grid.loading import applying, console
from lianhu.grid.loading.models import Action, Load
from lianhu.grid.loading.rules.columns import COLUMNS, Kind, title
from lianhu.grid.models import Household, Stay
from lianhu.kernel import clock
from lianhu.kernel.models import JobLock
from lianhu.kernel.phones import demo_phone
from lianhu.kernel.sheets import writing

PAUSE_S = 0.05
HOUSEHOLDS = "code, address, contact, phone, phone_bi, size"
STAYS = "household_id, beat_id, starts_on"


def measure(*, scale: float, progress: Callable[[str], None]) -> dict[str, Any]:
    """Seed a city, write its households to a workbook under other codes, and load that, twice."""
    morning = first_morning()
    progress(f"seeding a city at scale {scale:g}")
    call_command("migrate", verbosity=0)
    seed(scale, now=morning)
    with tempfile.TemporaryDirectory(prefix="lianhu-load-") as folder:
        path = Path(folder, "households.xlsx")
        progress("writing the workbook")
        began = perf_counter()
        with path.open("wb") as file:
            columns = COLUMNS[Kind.HOUSEHOLDS]
            sheet = writing.Sheet("户", [title(column) for column in columns], _lines())
            writing.write(file, [sheet])
        written = perf_counter() - began
        megabytes = path.stat().st_size / 2**20
        with clock.fixed(morning):
            progress("loading it")
            first = _load(path)
            progress("loading it again")
            again = _load(path)
    progress("writing the same rows by bare SQL")
    floor = _floor()
    return {
        "bench": "load",
        "scale": scale,
        "workbook": {"seconds": round(written, 1), "mb": round(megabytes, 1)},
        "load": first,
        "again": again,
        "floor_seconds": round(floor, 1),
        "ratio_to_floor": round(first["seconds"] / floor, 1),
    }


def _lines() -> Iterator[writing.Line]:
    stays = Stay.objects.open().select_related("household", "beat").order_by("id")
    for number, stay in enumerate(stays.iterator(2000)):
        home = stay.household
        phone = demo_phone(5_000_000 + number)
        cells = (
            f"L{home.code}",
            home.address,
            home.contact,
            phone,
            str(home.size),
            stay.beat.code,
        )
        yield writing.Line(cells)


def _load(path: Path) -> dict[str, Any]:
    """One run of what the command does, while somebody else goes on writing."""
    memory, applying_s = [memory_mb()], [0.0]
    rival = Rival()
    rival.start()
    carry_out = applying.carry_out

    def timed(load: Load, now: datetime) -> None:
        began = perf_counter()
        carry_out(load, now)
        applying_s.append(perf_counter() - began)

    applying.carry_out = timed
    began = perf_counter()
    try:
        outcome = console.load(
            Kind.HOUSEHOLDS,
            path,
            by=None,
            now=clock.now(),
            note=lambda load, now: None,
            progress=lambda rows: memory.append(memory_mb()),
        )
    finally:
        applying.carry_out = carry_out
        rival.end()
    seconds = perf_counter() - began
    rows = sum(outcome.tally.counts.values())
    return {
        "rows": rows,
        **{action.value: outcome.tally.counts[action] for action in Action},
        "seconds": round(seconds, 1),
        "rows_per_second": round(rows / seconds),
        "applying_seconds": round(max(applying_s), 2),
        "memory_mb": {
            "peak": round(max(memory)),
            "reader_peak": round(getrusage(RUSAGE_CHILDREN).ru_maxrss / 1024),
        },
        "another_writer": rival.told(),
        "left_staged": Load.objects.exclude(state__in=["applied", "discarded"]).count(),
    }


class Rival(Thread):
    """Somebody who goes on working: a small write every few milliseconds, each timed."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._ended = Event()
        self._waits: list[float] = []
        self._errors = 0

    def run(self) -> None:
        name = f"bench {os.getpid()}"
        while not self._ended.wait(PAUSE_S):
            began = perf_counter()
            try:
                with transaction.atomic():
                    JobLock.objects.get_or_create(name=name)
                    JobLock.objects.filter(name=name).update(name=name)
            except Exception:  # counted: the figure to report is whether there were any
                self._errors += 1
            self._waits.append(perf_counter() - began)
        connection.close()

    def end(self) -> None:
        self._ended.set()
        self.join()

    def told(self) -> dict[str, Any]:
        return {
            "writes": len(self._waits),
            "errors": self._errors,
            "median_ms": round(median(self._waits) * 1000, 1),
            "longest_ms": round(max(self._waits) * 1000),
        }


def _floor() -> float:
    """The least that could do it: the finished rows into two tables of the same kind."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {HOUSEHOLDS} FROM grid_household WHERE code LIKE 'L%%'", [])
        households = cursor.fetchall()
        cursor.execute(
            f"SELECT {STAYS} FROM grid_stay WHERE household_id > %s",
            [Household.objects.exclude(code__startswith="L").latest("pk").pk],
        )
        stays = cursor.fetchall()
        for table in ("grid_household", "grid_stay"):
            cursor.execute(f"CREATE TABLE floor_{table} AS SELECT * FROM {table} WHERE 1 = 0")
        cursor.execute("CREATE UNIQUE INDEX floor_code ON floor_grid_household (code)")
    began = perf_counter()
    _insert("floor_grid_household", HOUSEHOLDS, households)
    _insert("floor_grid_stay", STAYS, stays)
    return perf_counter() - began


def _insert(table: str, columns: str, rows: list[tuple]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
