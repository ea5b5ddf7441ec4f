"""How long verifying a full city with a past takes, beside reading the same rows by bare SQL."""

import os
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter, process_time
from typing import Any

from django.core.management import call_command
from django.db import connection

from lianhu.cases.models import Attachment, Case, CaseDesk, Consultation, Event, Stage, Words
from lianhu.cases.verify import verify
from lianhu.channels.models import Delivery
from lianhu.demo.bench.lives import live
from lianhu.demo.bench.pages import Counter
from lianhu.demo.clock import first_morning
from lianhu.demo.seed import seed
from lianhu.inbox.models import Item

# What every check reads, as far as it reads it.
FLOOR = (
    "SELECT * FROM cases_case ORDER BY id",
    "SELECT case_id, seq, kind, actor_id, desk_id, data, words_id, at FROM cases_event"
    " ORDER BY case_id, seq",
    "SELECT * FROM cases_stage ORDER BY case_id, number",
    "SELECT * FROM cases_consultation ORDER BY case_id, number",
    "SELECT case_id, desk_id FROM cases_casedesk ORDER BY case_id",
    "SELECT case_id, resident_id FROM cases_follower ORDER BY case_id",
    "SELECT id, case_id FROM cases_words ORDER BY id",
    "SELECT words_id, blob_id, position FROM cases_attachment ORDER BY words_id",
    "SELECT ref, kind, key, desk_id, person_id, resident_id, due_at FROM inbox_item"
    " WHERE done_at IS NULL ORDER BY ref",
    "SELECT source FROM channels_delivery ORDER BY source",
)
TABLES = (Case, Event, Words, Stage, Consultation, CaseDesk, Attachment, Item, Delivery)


def measure(*, scale: float, events: int, progress: Callable[[str], None]) -> dict[str, Any]:
    """Seed a city into the empty database, fill it with lives, and verify it."""
    morning = first_morning()
    progress(f"seeding a city at scale {scale:g}")
    call_command("migrate", verbosity=0)
    began = perf_counter()
    seed(scale, now=morning)
    seeding = perf_counter() - began
    progress(f"living {events:,} events")
    began = perf_counter()
    live(events, seed=1, start=morning, progress=lambda done: None)
    living = perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    progress("reading the same rows by bare SQL")
    floor = _floor()
    progress("verifying")
    return {
        "bench": "verify",
        "scale": scale,
        "sizes": {model._meta.db_table: model._default_manager.count() for model in TABLES},
        "seed_seconds": round(seeding, 1),
        "live_seconds": round(living, 1),
        **_verified(floor),
    }


def _verified(floor: float) -> dict[str, Any]:
    before, memory, queries = memory_mb(), [0.0], Counter()
    began, began_cpu = perf_counter(), process_time()
    with connection.execute_wrapper(queries):
        report = verify(lambda _cases: memory.append(memory_mb()))
    seconds = perf_counter() - began
    return {
        "cases": report.cases,
        "events": report.events,
        "told": report.told,
        "queries": queries.count,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(process_time() - began_cpu, 1),
        "events_per_second": round(report.events / seconds),
        "memory_mb": {"before": round(before), "peak": round(max(memory))},
        "floor_seconds": round(floor, 1),
        "ratio_to_floor": round(seconds / floor, 1),
        "findings": [str(finding) for finding in report.findings],
    }


def _floor() -> float:
    began = perf_counter()
    with connection.cursor() as cursor:
        for statement in FLOOR:
            cursor.execute(statement)
            while cursor.fetchmany(2000):
                pass
    return perf_counter() - began


def memory_mb() -> float:
    """What this process holds now; where the system does not say, the most that it ever held."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        pages = int(statm.read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    return getrusage(RUSAGE_SELF).ru_maxrss / 1024
