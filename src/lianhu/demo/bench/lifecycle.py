"""What a question costs from asked to settled: ask, take, answer, confirm, beside bare SQL."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice
from os import getpid
from typing import Any

from django.core.management import call_command
from django.db import connection

from lianhu.accounts.models import User
from lianhu.cases import rules, services
from lianhu.cases.models import Case, CaseDesk, Consultation, Event, Stage, Words
from lianhu.channels.models import Delivery
from lianhu.demo.bench import floor
from lianhu.demo.bench.cpu import cpu_seconds, database_processes
from lianhu.demo.bench.lives import live
from lianhu.demo.bench.pages import Counter as StatementCounter
from lianhu.demo.clock import first_morning
from lianhu.demo.questions import QUESTIONS
from lianhu.demo.seed import seed
from lianhu.grid.models import Desk, Duty, Resident, Stay
from lianhu.grid.rules import DeskKind, Role
from lianhu.inbox.models import Item
from lianhu.kernel.ids import new_token
from lianhu.kernel.models import Idempotency
from lianhu.knowledge.models import Topic

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
    topic: Topic


def measure(
    *, scale: float, events: int, lifecycles: int, progress: Callable[[str], None]
) -> dict[str, Any]:
    """Seed a city with a past into the empty database, and live through questions in it."""
    morning = first_morning()
    progress(f"seeding a city at scale {scale:g}")
    call_command("migrate", verbosity=0)
    seed(scale, now=morning)
    progress(f"living {events:,} events")
    live(events, seed=1, start=morning, progress=lambda done: None)
    parts = _parts()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    now = morning + timedelta(weeks=4)
    progress(f"{lifecycles:,} questions in this process")
    inprocess = _in_process(parts, lifecycles, now)
    progress(f"{lifecycles:,} questions by bare SQL")
    bare = _by_bare_sql(parts, lifecycles, now)
    return {
        "bench": "lifecycle",
        "scale": scale,
        "past_events": events,
        "lifecycles": lifecycles,
        "inprocess": inprocess,
        "floor": bare,
    }


def _parts() -> list[Part]:
    """Residents with an account and a telephone, spread over the city."""
    stays = Stay.objects.open().select_related("household", "beat").order_by("pk")
    every = max(1, stays.count() // ASKERS)
    questions = cycle(QUESTIONS)
    topics = {topic.code: topic for topic in Topic.objects.all()}
    found = []
    for n, stay in enumerate(stays[::every][:ASKERS]):
        user = User.objects.create(username=f"bench-{n}")
        home = stay.household
        asker = Resident.objects.create(
            user=user, household=home, name=home.contact, phone=home.phone
        )
        desk = Desk.objects.get(kind=DeskKind.NODE, node=stay.beat)
        duties = Duty.objects.filter(desk=desk.manned_by_id or desk.pk, role=Role.OFFICER)
        found.append(Part(asker, desk, duties[0].person_id, topics[next(questions).topic]))
    return found


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


def _live(part: Part, now: datetime, queries: Counter[str]) -> None:
    """One question from asked to settled; counts the statements of each step."""
    question = services.Question(
        asker=part.asker,
        beat=part.desk.node,
        words="楼道里的灯坏了两天,晚上看不见台阶。",
        topic=part.topic,
        actor=part.asker.user_id,
    )
    with _counted(queries, "ask"):
        case = services.ask(question, key=new_token(), now=now)
    commands: dict[str, rules.Command] = {
        "take": rules.Take(part.officer, part.desk.pk),
        "answer": rules.Answer(part.officer, part.desk.pk, "已报修,明天上午换好。"),
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
            bare.live(part.asker.pk, part.desk, part.officer, part.topic.pk, now)
        with _measured(lifecycles) as found:
            for part in islice(cycle(parts), lifecycles):
                bare.live(part.asker.pk, part.desk, part.officer, part.topic.pk, now)
    return found


@contextmanager
def _measured(lifecycles: int) -> Iterator[dict[str, Any]]:
    """Fills what it yields when the block has ended."""
    found: dict[str, Any] = {}
    processes = [getpid(), *database_processes()]
    rows, used = _rows(), cpu_seconds(processes)
    yield found
    found["cpu_ms_per_lifecycle"] = round((cpu_seconds(processes) - used) * 1000 / lifecycles, 2)
    found["rows_per_lifecycle"] = {
        table: (count - rows[table]) / lifecycles for table, count in _rows().items()
    }


def _rows() -> dict[str, int]:
    return {model._meta.db_table: model._default_manager.count() for model in TABLES}
