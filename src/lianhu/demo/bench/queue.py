"""How lists and pages of cases grow with all the cases there ever were: by page and by API."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from statistics import median
from time import perf_counter, process_time
from typing import Any
from urllib.parse import urlencode

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from lianhu.accounts.models import User
from lianhu.cases.models import Case, Event, Filing, Stage
from lianhu.demo.bench.cpu import cpu_seconds, database_processes
from lianhu.demo.bench.pages import Counter
from lianhu.demo.bench.past import Past
from lianhu.demo.clock import first_morning
from lianhu.demo.seed import seed
from lianhu.grid.models import Resident
from lianhu.grid.queries import MyDesk, my_desks
from lianhu.kernel import clock, cursor
from lianhu.kernel.api import cursors
from lianhu.signin.rules import Scope
from lianhu.signin.services import tokens

WARM_UP = 3
CLERK, OFFICER, RESIDENT = "office-luo", "officer-shen", "resident-wu"
API = "/api/v1/"


def measure(
    *, scale: float, sizes: Sequence[int], runs: int, progress: Callable[[str], None]
) -> dict[str, Any]:
    """Seed a city into the empty database, and read the same lists as it comes to have more cases.

    `sizes`: how many, ascending.
    """
    morning = first_morning()
    now = morning + timedelta(weeks=4, hours=1)
    progress(f"seeding a city at scale {scale:g}")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    seed(scale, now=morning)
    resident = Resident.objects.get(user__username=RESIDENT)
    found: dict[str, dict[str, Any]] = {}
    filling = 0.0
    past = None
    for size in sizes:
        progress(f"filling it with {size:,} cases")
        began = perf_counter()
        past = past or Past(size, asker=resident, now=now)
        past.grow(size, progress=lambda done: None)
        filling += perf_counter() - began
        progress("reading")
        with clock.fixed(now):
            found[str(size)] = _all(runs)
    smallest, largest = (found[str(size)] for size in (sizes[0], sizes[-1]))
    return {
        "bench": "queue",
        "scale": scale,
        "runs": runs,
        "cases": Case.objects.count(),
        "events": Event.objects.count(),
        "fill_seconds": round(filling, 1),
        "sizes": found,
        "growth": _growth(smallest, largest, "median_ms"),
        "growth_of_cpu": _growth(smallest, largest, "cpu_ms"),
    }


def _growth(
    smallest: Mapping[str, Any], largest: Mapping[str, Any], figure: str
) -> dict[str, float]:
    return {
        name: round(largest[name][figure] / smallest[name][figure], 2)
        for name, page in smallest.items()
        if isinstance(page, dict)
    }


def _all(runs: int) -> dict[str, Any]:
    desk = _post(CLERK).desk
    waiting = Stage.objects.filter(desk=desk, closed_at=None).order_by("due_at", "pk")
    count = waiting.count()
    deep = waiting.select_related("case")[count // 2]
    own = Case.objects.filter(asker__user__username=RESIDENT).latest("pk")
    place = cursor.write(deep.due_at, deep.pk)
    after, closed = (urlencode({"after": text}) for text in (place, cursors.closed(place)))
    by_clerk, by_resident = _signed_in(CLERK), _signed_in(RESIDENT)
    read, intake = _with_token(CLERK, Scope.READ), _with_token(OFFICER, Scope.INTAKE, own.asker)
    server = database_processes()
    reads = {
        "queue_first": (by_clerk, reverse("desk")),
        "queue_deep": (by_clerk, f"{reverse('desk')}?{after}"),
        "mine": (by_resident, reverse("my_cases")),
        "case": (by_clerk, reverse("desk_case", args=[deep.case.number])),
        "own_case": (by_resident, reverse("my_case", args=[own.number])),
        "queue_first_api": (read, f"{API}cases"),
        "queue_deep_api": (read, f"{API}cases?{closed}"),
        "mine_api": (intake, f"{API}matters"),
        "case_api": (read, f"{API}cases/{deep.case.number}"),
        "own_case_api": (intake, f"{API}matters/{own.number}"),
    }
    return {
        "waiting_at_the_desk": count,
        **{name: _measured(client, url, runs, server) for name, (client, url) in reads.items()},
    }


def _signed_in(username: str) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=username))
    return client


def _with_token(username: str, scope: Scope, asker: Resident | None = None) -> Client:
    """A program with a token of this person's post, which has asked what `asker` has asked."""
    now = clock.now()
    lives = timedelta(days=1)
    token, secret = tokens.make(_post(username), scope, "bench", expires_at=now + lives, now=now)
    if asker is not None:
        Filing.objects.all().delete()
        asked = Case.objects.filter(asker=asker)
        Filing.objects.bulk_create(Filing(case=case, token=token) for case in asked)
    return Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {secret}"})


def _post(username: str) -> MyDesk:
    return my_desks(User.objects.get(username=username), clock.now())[0]


def _measured(client: Client, url: str, runs: int, server: list[int]) -> dict[str, Any]:
    queries = Counter()
    for _ in range(WARM_UP):
        queries.count = 0
        with connection.execute_wrapper(queries):
            body = _read(client, url)
    times = []
    began_cpu, began_server = process_time(), cpu_seconds(server)
    for _ in range(runs):
        began = perf_counter()
        _read(client, url)
        times.append((perf_counter() - began) * 1000)
    own, servers = process_time() - began_cpu, cpu_seconds(server) - began_server
    return {
        "queries": queries.count,
        "bytes": len(body),
        "median_ms": round(median(times), 1),
        "p99_ms": round(sorted(times)[int(0.99 * (runs - 1))], 1),
        "cpu_ms": round((own + servers) * 1000 / runs, 1),
        "server_cpu_ms": round(servers * 1000 / runs, 1),
    }


def _read(client: Client, url: str) -> bytes:
    response = client.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}")
    return response.content
