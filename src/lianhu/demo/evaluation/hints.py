"""What a desk is told of where a question belongs, measured: in the city of the sample book, which
has learnt from the book alone.
"""

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from lianhu.cases.book.suggesting import LookedUp, looked_up
from lianhu.cases.routing.beside import Destination, likely
from lianhu.cases.routing.services import learn
from lianhu.demo.clock import first_morning
from lianhu.demo.evaluation import rows
from lianhu.demo.evaluation.book import SampleBook
from lianhu.demo.evaluation.measures import percentile, with_errors
from lianhu.demo.evaluation.search import Progress, refuse_unless_known
from lianhu.grid.models import Desk
from lianhu.grid.rules import DeskKind
from lianhu.knowledge.models import Item


def of_book(queries: Path, *, progress: Progress) -> dict[str, Any]:
    """Each row of `queries` asks what the item with that title is about: its topic and the desk
    that owns it are right. Needs an empty database. Raises BadRows.
    """
    asked = rows.read(queries, ("question", "item"))
    refuse_unless_known(queries, [row["item"] for row in asked], SampleBook.texts())
    progress("loading the sample book")
    SampleBook()
    now = first_morning()
    items = {item.title: item for item in Item.objects.select_related("topic", "owner")}
    progress("learning from the book")
    learn(now)
    desks = list(Desk.objects.filter(kind=DeskKind.DEPARTMENT))
    progress(f"asking {len(asked):,} questions")
    told: list[Destination | None] = []
    alone: list[Destination | None] = []
    times = []
    for row in asked:
        start = perf_counter()
        told.append(likely(row["question"], desks, looked_up(row["question"], now)))
        times.append((perf_counter() - start) * 1000)
        alone.append(likely(row["question"], desks, LookedUp([], [])))
    own = [items[row["item"]] for row in asked]
    return {
        "rows": len(asked),
        **_measures(told, own),
        **{f"without_search_{key}": value for key, value in _measures(alone, own).items()},
        "ms_median": round(percentile(times, 0.5), 2),
        "ms_p99": round(percentile(times, 0.99), 2),
    }


def _measures(told: Sequence[Destination | None], own: Sequence[Item]) -> dict[str, float]:
    """`…_said`: of how many questions anything; `…_right`: of what was said; `…_acc`: of all."""
    topics = [one.topic.named if one and one.topic else None for one in told]
    desks = [one.desk.named if one and one.desk else None for one in told]
    found: dict[str, Sequence[float]] = {}
    for name, guesses, rights in (
        ("topic", topics, [item.topic for item in own]),
        ("desk", desks, [item.owner for item in own]),
    ):
        hits = [
            guess is not None and guess == one for guess, one in zip(guesses, rights, strict=True)
        ]
        said = [guess is not None for guess in guesses]
        found |= {
            f"{name}_said": said,
            f"{name}_right": [hit for hit, is_said in zip(hits, said, strict=True) if is_said],
            f"{name}_acc": hits,
        }
    return with_errors(found)
