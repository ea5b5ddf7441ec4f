"""What a question costs from asked to settled: ask, take, answer, confirm, beside bare SQL."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice
from os import getloadavg
from time import process_time
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client

from lianhu.accounts.models import User
from lianhu.cases import rules, services
from lianhu.cases.models import Case, CaseDesk, Consultation, Event, Stage, Words
from lianhu.channels.models import Delivery
from lianhu.demo import clock as demo_clock
from lianhu.demo.bench import clients, floor
from lianhu.demo.bench.clients import ANSWER, WORDS
from lianhu.demo.bench.cpu import cpu_seconds, database_processes
from lianhu.demo.bench.lives import live
from lianhu.demo.clock import first_morning
from lianhu.demo.seed import seed
from lianhu.grid.models import Desk, Duty, Resident, Stay
from lianhu.grid.queries import MyDesk
from lianhu.grid.rules import DeskKind, Role
from lianhu.inbox.models import Item
from lianhu.kernel import clock
from lianhu.kernel.ids import new_token
from lianhu.kernel.models import Idempotency
from lianhu.signin.rules import Scope
from lianhu.signin.services import tokens

ASKERS = 60
WARM_UP = 20
STEPS = ("ask", "take", "answer", "confirm")
TABLES = (
    Idempotency,
    Case,
    Event,
    Words,
    Stage,
    Consultation,
    CaseDesk,
    Item,
    Delivery,
)


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody who asks, and the officer who answers."""

    asker: Resident
    desk: Desk
    officer: int
    # What clients of the API have to know: a household's code and two tokens.
    by_api: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Server:
    """The web server: where it listens, and the process that its workers descend from."""

    host: str
    port: int
    process: int


Serve = Callable[[], AbstractContextManager[Server]]


def measure(
    *, scale: float, events: int, lifecycles: int, serve: Serve, progress: Callable[[str], None]
) -> dict[str, Any]:
    """Seed a city with a past into the empty database, and live through questions in it.

    `serve` runs the web server on this database, for as long as its block lasts.
    """
    morning = first_morning()
    progress(f"seeding a city at scale {scale:g}")
    call_command("migrate", verbosity=0)
    seed(scale, now=morning)
    progress(f"living {events:,} events")
    live(events, seed=1, start=morning, progress=lambda done: None)
    now = morning + timedelta(weeks=4)
    demo_clock.begin_if_new()
    demo_clock.move_to(now)
    parts = _parts(now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    progress(f"{lifecycles:,} questions by bare SQL")
    bare = _by_bare_sql(parts, lifecycles, now)
    progress(f"{lifecycles:,} questions in this process")
    found = {"floor": bare, "inprocess": _in_process(parts, lifecycles, now)}
    for name, at_once in (("api", 4), ("api_1", 1)):
        progress(f"{lifecycles:,} questions by the API, {at_once} at once")
        with serve() as server:
            found[name] = _by_api(server, parts, lifecycles, at_once)
        found[name]["queries_per_step"] = _queries_by_api(parts[0])
    for cost in (found["api"], found["api_1"], found["inprocess"]):
        ratio = cost["cpu_ms_per_lifecycle"] / bare["cpu_ms_per_lifecycle"]
        cost["ratio_to_floor"] = round(ratio, 1)
    return {
        "bench": "lifecycle",
        "scale": scale,
        "past_events": events,
        "lifecycles": lifecycles,
        "load_average": round(getloadavg()[0], 1),
        **found,
        "ratio_to_floor": found["api"]["ratio_to_floor"],
    }


def _parts(now: datetime) -> list[Part]:
    """Residents with an account and a telephone, spread over the city; officers with tokens."""
    stays = Stay.objects.open().filter(household__residents=None)
    stays = stays.select_related("household", "beat").order_by("pk")
    every = max(1, stays.count() // ASKERS)
    found = []
    for n, stay in enumerate(stays[::every][:ASKERS]):
        home = stay.household
        user = User.objects.create(username=f"bench-{n}")
        asker = Resident.objects.create(
            user=user, household=home, name=home.contact, phone=home.phone
        )
        desk = Desk.objects.get(kind=DeskKind.NODE, node=stay.beat)
        duty = Duty.objects.at(now).filter(desk=desk.manned_by_id or desk.pk, role=Role.OFFICER)[0]
        my = MyDesk(desk, Role.OFFICER, duty.pk)
        secrets = {}
        for scope in (Scope.INTAKE, Scope.ACT):
            expires_at = now + timedelta(days=1)
            _token, secrets[scope] = tokens.make(my, scope, "", expires_at=expires_at, now=now)
        called = {
            "household": home.code,
            "intake": secrets[Scope.INTAKE],
            "act": secrets[Scope.ACT],
        }
        found.append(Part(asker, desk, duty.person_id, called))
    return found


def _by_api(server: Server, parts: list[Part], lifecycles: int, at_once: int) -> dict[str, Any]:
    """Every client has officers of its own, as programs do."""
    shares = [[part.by_api for part in parts[n::at_once]] for n in range(at_once)]
    processes = [server.process, *database_processes()]
    _clients(server, shares, WARM_UP // at_once + 1)
    used = cpu_seconds(processes)
    done = _clients(server, shares, lifecycles // at_once)
    used = cpu_seconds(processes) - used
    lived, times = lifecycles // at_once * at_once, done["times_ms"]
    return {
        "cpu_ms_per_lifecycle": round(used * 1000 / lived, 2),
        "lifecycles_per_second": round(lived / done["seconds"], 1),
        "p50_ms": round(times[len(times) // 2], 1),
        "p99_ms": round(times[len(times) * 99 // 100], 1),
        "errors": done["errors"],
    }


def _clients(server: Server, shares: list[Any], each: int) -> dict[str, Any]:
    asked = {"host": server.host, "port": server.port, "shares": shares, "each": each}
    ran = subprocess.run(
        [sys.executable, clients.__file__],
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def _queries_by_api(part: Part) -> dict[str, int]:
    """Counted in this process, by the same requests."""
    client, queries = Client(SERVER_NAME="localhost"), {}
    done: dict[str, Any] = {}
    for step, path, token, body in (
        ("ask", "matters", "intake", {"words": WORDS, "household": part.by_api["household"]}),
        ("take", "cases/{number}/take", "act", {}),
        ("answer", "cases/{number}/answer", "act", {"words": ANSWER}),
        ("confirm", "matters/{number}/confirm", "intake", {}),
    ):
        statements = StatementCounter()
        seen = {"seq": done["seq"]} if done else {}
        # The demo city's clock is a row of its own, which other cities do not have.
        with clock.fixed(clock.now()), connection.execute_wrapper(statements):
            response = client.post(
                f"/api/v1/{path.format(**done)}",
                json.dumps(body | seen),
                content_type="application/json",
                headers={
                    "Authorization": f"Bearer {part.by_api[token]}",
                    "Idempotency-Key": new_token(),
                },
            )
        if response.status_code != 200:
            raise RuntimeError(f"{step}: {response.status_code} {response.content.decode()}")
        done, queries[step] = response.json(), statements.count
    return queries


def _in_process(parts: list[Part], lifecycles: int, now: datetime) -> dict[str, Any]:
    """Through the services that pages and the API call."""
    for part in islice(cycle(parts), WARM_UP):
        _live(part, now, Counter())
    with _measured(lifecycles) as found:
        for part in islice(cycle(parts), lifecycles):
            _live(part, now, Counter())
    queries: Counter[str] = Counter()
    _live(parts[0], now, queries)
    return found | {"queries_per_step": {step: queries[step] for step in STEPS}}


class StatementCounter:
    """Counts statements, but for the BEGIN of SQLite: PostgreSQL's driver sends that by itself."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], sql: str, *call: Any) -> Any:
        self.count += not sql.startswith("BEGIN")
        return execute(sql, *call)


def _live(part: Part, now: datetime, queries: Counter[str]) -> None:
    """One question from asked to settled; counts the statements of each step."""
    question = services.Question(
        asker=part.asker,
        beat=part.desk.node,
        words=WORDS,
        actor=part.asker.user_id,
    )
    with _counted(queries, "ask"):
        case = services.ask(question, key=new_token(), now=now)
    commands: dict[str, rules.Command] = {
        "take": rules.Take(part.officer, part.desk.pk),
        "answer": rules.Answer(part.officer, part.desk.pk, ANSWER),
        "confirm": rules.Confirm(part.asker.user_id),
    }
    for step, command in commands.items():
        now += timedelta(minutes=2)
        with _counted(queries, step):
            case = services.act(case.pk, command, seq=case.seq, now=now, key=new_token())
    if case.status != rules.Status.SETTLED:
        raise RuntimeError(f"{case.number} is {case.status}")


@contextmanager
def _counted(queries: Counter[str], step: str) -> Iterator[None]:
    statements = StatementCounter()
    with connection.execute_wrapper(statements):
        yield
    queries[step] += statements.count


def _by_bare_sql(parts: list[Part], lifecycles: int, now: datetime) -> dict[str, Any]:
    with floor.opened() as bare:
        for part in islice(cycle(parts), WARM_UP):
            bare.live(part.asker.pk, part.desk, part.officer, now)
        with _measured(lifecycles) as found:
            for part in islice(cycle(parts), lifecycles):
                bare.live(part.asker.pk, part.desk, part.officer, now)
    return found


@contextmanager
def _measured(lifecycles: int) -> Iterator[dict[str, Any]]:
    """Fills what it yields when the block has ended."""
    found: dict[str, Any] = {}
    server = database_processes()
    rows = _rows()
    # Other processes are counted by hundredths of a second, which few questions do not fill.
    began, began_server = process_time(), cpu_seconds(server)
    yield found
    used = process_time() - began + cpu_seconds(server) - began_server
    found["cpu_ms_per_lifecycle"] = round(used * 1000 / lifecycles, 2)
    found["rows_per_lifecycle"] = {
        table: (count - rows[table]) / lifecycles for table, count in _rows().items()
    }


def _rows() -> dict[str, int]:
    return {model._meta.db_table: model._default_manager.count() for model in TABLES}
