"""How soon thousands of stages that fall due in one minute have moved, by real workers."""

import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import cycle, islice
from random import Random
from time import monotonic, perf_counter, sleep
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count, Min

from lianhu.cases import rules, store
from lianhu.cases.jobs import BATCH, move_overdue
from lianhu.cases.models import Case, Event, LookUp, Stage
from lianhu.demo import clock as demo_clock
from lianhu.demo.bench.cpu import cpu_seconds, database_processes
from lianhu.demo.bench.lives import Life, write
from lianhu.demo.bench.pages import Counter
from lianhu.demo.clock import first_morning
from lianhu.demo.questions import QUESTIONS
from lianhu.demo.seed import seed
from lianhu.grid.models import Node, Resident
from lianhu.inbox.models import DigestLine
from lianhu.kernel import clock
from lianhu.kernel.models import Heartbeat
from lianhu.knowledge.models import Topic

Progress = Callable[[str], None]

WORKERS = (1, 2)
# Each lot has been moved long before the next falls due.
APART = timedelta(minutes=30)
GIVE_UP_S = 1200
LOOK_S = 0.05
# Questions are asked so many in a transaction.
TOGETHER = 500
# What moving a case writes anew, and what it changes.
WRITTEN = ("cases_event", "cases_stage", "cases_casedesk", "inbox_item")
CHANGED = {
    "cases_case": ("status", "seq", "promise_due_at"),
    "cases_stage": ("used_s", "running_since", "due_at", "closed_at", "taken_by_id", "shared_at"),
    "inbox_item": ("done_at",),
}


def measure(*, scale: float, stages: int, progress: Progress) -> dict[str, Any]:
    """Seed a city, ask `stages` questions in one minute for each number of workers, and let their
    first stages run out.

    The last lot is a batch that this process moves itself, for its statements to be counted.
    """
    morning = first_morning()
    progress(f"seeding a city at scale {scale:g}")
    call_command("migrate", verbosity=0)
    seed(scale, now=morning)
    sizes = [*([stages] * len(WORKERS)), min(stages, BATCH)]
    lots = []
    began = perf_counter()
    for number, size in enumerate(sizes):
        progress(f"asking {size:,} questions")
        lots.append(_Lot(morning + timedelta(hours=1) + number * APART, size))
    asking = perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    demo_clock.begin_if_new()
    found = {}
    for workers, lot in zip(WORKERS, lots, strict=False):
        progress(f"{workers} at work on {lot.size:,} stages that have run out")
        before = _last_keys()
        found[str(workers)] = _moved(workers, lot)
        written = {table: _rows(table, "id > %s", [before[table]]) for table in WRITTEN}
    queries = _queries(lots[-1])
    progress("writing the same rows by bare SQL")
    floor = _floor(lots[-2], before, written)
    return {
        "bench": "deadlines",
        "scale": scale,
        "stages": stages,
        "most_to_one_desk": max(lot.most_to_one_desk() for lot in lots),
        "ask_seconds": round(asking, 1),
        "workers": found,
        "queries_a_batch": queries,
        "rows_written": {table: len(rows) for table, (_names, rows) in written.items()},
        "floor_seconds": round(floor, 1),
        "ratio_to_floor": round(found[str(WORKERS[0])]["seconds"] / floor, 1),
    }


class _Lot:
    """Questions asked within one minute, as evenly over villages and their beats as can be."""

    def __init__(self, at: datetime, size: int) -> None:
        self.size = size
        dice = Random(size)
        topics = {topic.code: topic for topic in Topic.objects.all()}
        asking = ((at + timedelta(minutes=1) * (n / size), *who) for n, who in _askers(size))
        cases: list[Case] = []
        while some := list(islice(asking, TOGETHER)):
            cases += _asked(some, dice, topics)
        self.first, self.last = cases[0].pk, cases[-1].pk
        dues = self.stages().values_list("due_at", flat=True)
        self.due_at = max(due for due in dues if due is not None)

    def stages(self) -> Any:
        """The first stage of each."""
        return Stage.objects.filter(case__pk__range=(self.first, self.last), number=1)

    def moves(self) -> Any:
        return Event.objects.filter(
            case__pk__range=(self.first, self.last), kind=rules.Kind.MOVED, actor=None
        )

    def put_aside(self) -> None:
        """Where they have got to, nothing falls due any more that would count for the next lot."""
        open_ones = Stage.objects.filter(case__pk__range=(self.first, self.last), closed_at=None)
        open_ones.update(due_at=None, running_since=None)

    def most_to_one_desk(self) -> int:
        arrived = self.moves().values("data__stage__desk").annotate(count=Count("pk"))
        return max((row["count"] for row in arrived), default=0)


def _asked(
    some: Sequence[tuple[datetime, Node, Resident]], dice: Random, topics: Mapping[str, Topic]
) -> list[Case]:
    """As the service asks them one after the other: decided by the rules, written by the store."""
    beats = {beat.pk: Case(pk=beat.pk, beat=beat) for _at, beat, _asker in some}
    settings = store.settings(beats.values(), {}, some[0][0])
    lives = []
    for at, beat, _asker in some:
        asked = dice.choice(QUESTIONS)
        ask = rules.Ask(rules.CaseClass.QUESTION, rules.Door.PAGE, asked.text.zh)
        lives.append(Life(beat, asked, ask, settings[beat.pk], at))
    with transaction.atomic():
        cases = write(lives, [asker for _at, _beat, asker in some], topics, dice)
        LookUp.objects.bulk_create(LookUp(case=case) for case in cases)
    return cases


def _askers(size: int) -> Iterator[tuple[int, tuple[Node, Resident]]]:
    """Numbered, people of one household a beat, the villages in turn and in each the beats."""
    by_village: dict[str, list[tuple[Node, int]]] = defaultdict(list)
    beats = Node.objects.filter(level__is_beat=True, stays__ends_on=None)
    for beat in beats.annotate(home=Min("stays__household")).order_by("path"):
        by_village[beat.path[: -Node.steplen]].append((beat, beat.home))
    villages = [cycle(homes) for homes in by_village.values()]
    chosen = [next(homes) for homes in islice(cycle(villages), size)]
    people = [Resident(household_id=home, name="某某") for _beat, home in chosen]
    Resident.objects.bulk_create(people)
    return enumerate(zip((beat for beat, _home in chosen), people, strict=True))


def _moved(workers: int, lot: _Lot) -> dict[str, Any]:
    server = database_processes()
    with _at_work(workers) as processes:
        used, used_server = cpu_seconds(processes), cpu_seconds(server)
        demo_clock.move_to(lot.due_at)
        began = monotonic()
        waiting = lot.stages().filter(closed_at=None)
        while waiting.exists():
            if monotonic() - began > GIVE_UP_S:
                raise RuntimeError(f"{waiting.count()} have not moved within {GIVE_UP_S} s")
            sleep(LOOK_S)
        seconds = monotonic() - began
        cpu = cpu_seconds(processes) - used
        cpu_server = cpu_seconds(server) - used_server
    moves = lot.moves()
    twice = moves.values("case").annotate(count=Count("pk")).filter(count__gt=1)
    found = {
        "seconds": round(seconds, 1),
        "moved": moves.values("case").distinct().count(),
        "moved_twice": twice.count(),
        "cpu_seconds": round(cpu, 1),
        "server_cpu_seconds": round(cpu_server, 1),
    }
    lot.put_aside()
    return found


@contextmanager
def _at_work(count: int) -> Iterator[list[int]]:
    """So many workers, waiting for something to do; gone when the block ends or this process."""
    Heartbeat.objects.all().delete()
    read_end, write_end = os.pipe()
    command = [sys.executable, "-m", "lianhu", "worker", "--lifeline", str(read_end)]
    started = [subprocess.Popen(command, pass_fds=[read_end]) for _ in range(count)]
    try:
        began = monotonic()
        while Heartbeat.objects.count() < count:
            if monotonic() - began > GIVE_UP_S or any(one.poll() is not None for one in started):
                raise RuntimeError("the workers did not start")
            sleep(LOOK_S)
        yield [one.pid for one in started]
    finally:
        os.close(write_end)
        for one in started:
            one.wait()
        os.close(read_end)


def _queries(lot: _Lot) -> int:
    counter = Counter()
    with clock.fixed(lot.due_at), connection.execute_wrapper(counter):
        move_overdue(lot.due_at)
    return counter.count


Rows = tuple[list[str], list[tuple]]


def _last_keys() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in WRITTEN:
            cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
            [found[table]] = cursor.fetchone()
    return found


def _rows(table: str, where: str, values: list[int]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE {where} ORDER BY id", values)
        return [column[0] for column in cursor.description], cursor.fetchall()


def _floor(lot: _Lot, before: dict[str, int], written: dict[str, Rows]) -> float:
    """The least that could do it: what was written taken away, and written again by itself."""
    cases, mine = "case_id BETWEEN %s AND %s", [lot.first, lot.last]
    ref = "ref BETWEEN %s AND %s AND done_at IS NOT NULL"
    changed = {
        "cases_case": _rows("cases_case", "id BETWEEN %s AND %s", mine),
        "cases_stage": _rows("cases_stage", f"{cases} AND number = 1", mine),
        "inbox_item": _rows("inbox_item", f"{ref} AND kind <> 'flood'", mine),
    }
    # What the workers told people of them meanwhile is no part of moving.
    DigestLine.objects.filter(item__gt=before["inbox_item"]).delete()
    with connection.cursor() as cursor:
        for table in WRITTEN:
            cursor.execute(f"DELETE FROM {table} WHERE id > %s", [before[table]])
    began = perf_counter()
    for first in range(0, lot.size, BATCH):
        batch = slice(first, first + BATCH)
        with transaction.atomic(), connection.cursor() as cursor:
            for table, (names, rows) in changed.items():
                wanted = [names.index(name) for name in (*CHANGED[table], "id")]
                put = ", ".join(f"{name} = %s" for name in CHANGED[table])
                values = [[row[n] for n in wanted] for row in rows[batch]]
                cursor.executemany(f"UPDATE {table} SET {put} WHERE id = %s", values)
            for table, (names, rows) in written.items():
                marks = ", ".join(["%s"] * len(names))
                cursor.executemany(
                    f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows[batch]
                )
    return perf_counter() - began
