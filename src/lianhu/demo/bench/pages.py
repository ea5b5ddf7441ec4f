"""How long the pages of desks and supervisors take in a full city, beside bare SQL."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from time import perf_counter, process_time
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from lianhu.accounts.models import User
from lianhu.demo.bench.crowd import ask_many
from lianhu.demo.clock import first_morning
from lianhu.demo.seed import seed
from lianhu.grid.models import Desk
from lianhu.grid.queries import my_desks
from lianhu.kernel import clock

WARM_UP = 2


@dataclass(frozen=True, slots=True)
class Page:
    """A route, who reads it, and the least SQL that could fill its first page."""

    route: str
    reader: str
    floor: str


PAGES = (
    Page(
        "desk",
        "office-luo",
        "SELECT id, case_id, due_at FROM cases_stage WHERE desk_id = %(desk)s AND closed_at IS NULL"
        " ORDER BY due_at, id LIMIT 50",
    ),
    Page(
        "inbox",
        "officer-shen",
        "SELECT id, kind, ref, due_at FROM inbox_item WHERE desk_id = %(desk)s AND done_at IS NULL"
        " ORDER BY due_at, id LIMIT 50",
    ),
    Page(
        "overdue",
        "supervisor-yue",
        "SELECT s.id, s.due_at FROM cases_stage s JOIN grid_desk d ON d.id = s.desk_id"
        " JOIN grid_node n ON n.id = d.node_id WHERE s.closed_at IS NULL AND s.due_at <= %(now)s"
        " AND n.path >= %(path)s AND n.path < %(end)s ORDER BY s.due_at, s.id LIMIT 50",
    ),
    Page(
        "unmanned",
        "supervisor-yue",
        "SELECT d.id FROM grid_desk d JOIN grid_node n ON n.id = d.node_id WHERE d.kind = 'node'"
        " AND n.path >= %(path)s AND n.path < %(end)s AND NOT EXISTS (SELECT 1 FROM grid_duty u"
        " WHERE u.desk_id = COALESCE(d.manned_by_id, d.id) AND u.role <> 'supervisor'"
        " AND u.starts_at <= %(now)s AND (u.ends_at IS NULL OR u.ends_at > %(now)s)"
        " AND NOT EXISTS (SELECT 1 FROM grid_leave l WHERE l.duty_id = u.id"
        " AND l.starts_at <= %(now)s AND l.ends_at > %(now)s AND l.stand_in_id IS NULL))"
        " ORDER BY n.path LIMIT 50",
    ),
)


def measure(
    *, scale: float, cases: int, runs: int, progress: Callable[[str], None]
) -> dict[str, Any]:
    """Seed a city into the empty database, fill it with open cases, and read each page."""
    morning = first_morning()
    progress(f"seeding a city at scale {scale:g}")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    began = perf_counter()
    sizes = seed(scale, now=morning)
    seeding = perf_counter() - began
    progress(f"asking {cases:,} questions")
    ask_many(cases, seed=1, start=morning, over=timedelta(hours=1), progress=lambda done: None)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    now = morning + timedelta(minutes=75)
    measured = {}
    with clock.fixed(now):
        for page in PAGES:
            progress(f"reading {page.route}")
            measured[page.route] = _measure(page, runs)
    return {
        "bench": "pages",
        "scale": scale,
        "open_cases": cases,
        "desks": sizes.desks,
        "runs": runs,
        "seed_seconds": round(seeding, 1),
        "pages": measured,
    }


def _measure(page: Page, runs: int) -> dict[str, Any]:
    reader = User.objects.get(username=page.reader)
    client = Client(SERVER_NAME="localhost")
    client.force_login(reader)
    url = reverse(page.route)
    queries = Counter()
    with connection.execute_wrapper(queries):
        body = _read(client, url)
    times, cpu = [], []
    for _ in range(WARM_UP + runs):
        began, began_cpu = perf_counter(), process_time()
        _read(client, url)
        times.append((perf_counter() - began) * 1000)
        cpu.append((process_time() - began_cpu) * 1000)
    floor = _floor(page, my_desks(reader, clock.now())[0].desk, runs)
    middle = median(times[WARM_UP:])
    return {
        "queries": queries.count,
        "bytes": len(body),
        "median_ms": round(middle, 1),
        "max_ms": round(max(times[WARM_UP:]), 1),
        "cpu_ms": round(median(cpu[WARM_UP:]), 1),
        "floor_ms": round(floor, 2),
        "ratio_to_floor": round(middle / floor, 1),
    }


class Counter:
    """Counts statements; an execute_wrapper of Django's."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], *call: Any) -> Any:
        self.count += 1
        return execute(*call)


def _read(client: Client, url: str) -> bytes:
    response = client.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}")
    return response.content


def _floor(page: Page, desk: Desk, runs: int) -> float:
    path = desk.node.path
    values: Mapping[str, Any] = {
        "desk": desk.pk,
        "path": path,
        "end": path + "~",
        "now": connection.ops.adapt_datetimefield_value(clock.now()),
    }
    times = []
    for _ in range(WARM_UP + runs):
        began = perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(page.floor, values)
            cursor.fetchall()
        times.append((perf_counter() - began) * 1000)
    return median(times[WARM_UP:])
