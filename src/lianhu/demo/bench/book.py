"""How long it takes to index a large book and to find something in it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from statistics import median
from time import perf_counter, process_time
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.models import Sum
from django.db.models.functions import Length
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianhu.demo.bench import books
from lianhu.demo.bench.pages import Counter
from lianhu.demo.bench.verify import memory_mb
from lianhu.demo.clock import first_morning
from lianhu.demo.dice import Dice
from lianhu.demo.evaluation import measures
from lianhu.demo.seed import seed
from lianhu.kernel import clock
from lianhu.knowledge import index
from lianhu.knowledge.book import sample_blocks
from lianhu.knowledge.models import Item, Posting
from lianhu.knowledge.search import search

_SCALE = 0.005  # of the city: its topics are what is needed
_SMALLER = 10_000  # where results have to be there at once
_WARM_UP = 5


def measure(*, items: int, runs: int, progress: Callable[[str], None]) -> dict[str, Any]:
    """Seed a small city, let its book grow, and search it at 10,000 items and at `items`."""
    morning = first_morning()
    today = timezone.localtime(morning).date()
    progress("seeding a small city")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    seed(_SCALE, now=morning)
    asked = _questions(runs)
    found = []
    with clock.fixed(morning):
        for size in sorted({min(_SMALLER, items), items}):
            found.append(_measure(size, asked, today, progress))
    return {"bench": "book", "runs": runs, "sizes": found}


def _measure(
    size: int, asked: Iterable[str], today: date, progress: Callable[[str], None]
) -> dict[str, Any]:
    there = Item.objects.count()
    progress(f"writing {size - there:,} items")
    began = perf_counter()
    rows = books.entries(size - there, first=there)
    books.write(rows, review_on=today + timedelta(days=180), now=clock.now())
    writing = perf_counter() - began
    progress(f"indexing {size:,} items")
    before, held = memory_mb(), [memory_mb()]
    began, began_cpu = perf_counter(), process_time()
    index.rebuild(lambda done, total: held.append(memory_mb()) if done % 1000 == 0 else None)
    building, building_cpu = perf_counter() - began, process_time() - began_cpu
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    progress(f"searching {size:,} items")
    facts = Posting.objects.aggregate(bytes=Sum(Length("token")) + Sum(Length("packed")))
    return {
        "items": Item.objects.published().count(),
        "writing_seconds": round(writing, 1),
        "build_seconds": round(building, 1),
        "build_cpu_seconds": round(building_cpu, 1),
        "build_memory_mb": round(max(held) - before),
        "index_rows": Posting.objects.count(),
        "index_bytes": facts["bytes"],
        "search": _search(asked, today),
        "typing": _page(asked, {"HX-Request": "true"}),
        "page": _page(asked, {}),
    }


def _search(asked: Iterable[str], today: date) -> dict[str, Any]:
    queries = Counter()
    with connection.execute_wrapper(queries):
        search("外地住院怎么报销", today=today)
    return {"queries": queries.count, **_times(lambda words: search(words, today=today), asked)}


def _page(asked: Iterable[str], headers: Mapping[str, str]) -> dict[str, Any]:
    """The page of results, or what of it is asked for while somebody is typing, as the server
    answers it, without the network.
    """
    client = Client(SERVER_NAME="localhost")
    url = reverse("book_find")

    def read(words: str) -> None:
        response = client.get(url, {"q": words}, headers=headers)
        if response.status_code != 200:
            raise RuntimeError(f"{url} answered {response.status_code}")

    return _times(read, asked)


def _times(act: Callable[[str], object], asked: Iterable[str]) -> dict[str, Any]:
    times, cpu = [], []
    for words in asked:
        began, began_cpu = perf_counter(), process_time()
        act(words)
        times.append((perf_counter() - began) * 1000)
        cpu.append((process_time() - began_cpu) * 1000)
    times, cpu = times[_WARM_UP:], cpu[_WARM_UP:]
    return {
        "p50_ms": round(median(times), 1),
        "p99_ms": round(measures.percentile(times, 0.99), 1),
        "cpu_p50_ms": round(median(cpu), 1),
        "cpu_p99_ms": round(measures.percentile(cpu, 0.99), 1),
    }


def _questions(count: int) -> list[str]:
    """As people ask: mostly how they say it, sometimes at length, sometimes a word or two."""
    blocks = sample_blocks()
    found = []
    for number in range(_WARM_UP + count):
        dice = Dice(number, "asked")
        entry, other = dice.pick(blocks).entry, dice.pick(blocks).entry
        ways = (
            dice.pick(entry.aliases),
            dice.pick(entry.aliases),
            f"{dice.pick(entry.aliases)}，{entry.suits}，{dice.pick(other.aliases)}",
            entry.title[:2],
        )
        found.append(dice.pick(ways))
    return found
