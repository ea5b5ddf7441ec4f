"""Straight to the department, measured: learns from some rows, is asked about others."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, perf_counter, process_time
from typing import Any

from lianhu.cases.routing.rules.features import PLAIN, Recipe, Text
from lianhu.cases.routing.rules.learning import Example, NothingToTellApart, Trained, train
from lianhu.cases.routing.rules.packing import pack, unpack
from lianhu.demo.evaluation import classes, rows
from lianhu.demo.evaluation.classes import Outcome
from lianhu.demo.evaluation.folds import Row, folds_of, said
from lianhu.demo.evaluation.measures import percentile
from lianhu.demo.evaluation.memory import peak_memory_mb
from lianhu.demo.evaluation.rows import BadRows
from lianhu.kernel.tokens import normal


@dataclass(frozen=True, slots=True)
class Task:
    """`fields` hold the text that is asked about, the first of several its title. `beside`: what
    the rows to learn from may have besides, each a text of its own.
    """

    fields: Sequence[str]
    label: str
    beside: Sequence[str] = ()
    min_rows: int = 0
    precision: float = 0.985

    def text(self, row: Row) -> Text:
        if len(self.fields) == 1:
            return Text.of(normal(said(row, self.fields)))
        first, *others = self.fields
        return Text(normal(str(row.get(first) or "")), normal(said(row, others)))

    def examples(self, known: Iterable[Row], *, plain: bool) -> list[Example]:
        found = []
        # What many rows have teaches once, as the name of a department does.
        beside: dict[tuple[str, str], str] = {}
        for row in known:
            # What people asked, whatever the file calls it: rows to learn from may be others.
            own = self.fields if any(row.get(field) for field in self.fields) else _named(row)
            task = Task(own, self.label)
            text, label = task.text(row), str(row[self.label])
            found.append(Example(text, label, text.lead[:20]))
            if not plain:
                for field in filter(row.get, self.beside):
                    beside.setdefault((str(row[field]), label), text.lead[:20])
        return found + [
            Example(Text.of(normal(words)), label, of, asked=False)
            for (words, label), of in beside.items()
        ]


def _named(row: Row) -> list[str]:
    return [field for field in ("title", "body", "text", "question") if row.get(field)]


@dataclass
class Run:
    """What came of it, over all folds."""

    outcomes: list[Outcome]
    seconds: list[float]
    training: list[float]
    training_cpu: list[float]
    size: int = 0


def evaluate(
    train_files: Sequence[Path], test_file: Path, task: Task, *, folds: int = 0
) -> dict[str, Any]:
    """With `folds`, rows of both files are split, and a fold is asked about what the others taught;
    without, the files are taken to be apart. Raises BadRows.
    """
    known = [row for path in train_files for row in rows.read(path, ()) if row.get(task.label)]
    asked = [row for row in rows.read(test_file, ()) if row.get(task.label)]
    counts = Counter(row[task.label] for row in known)
    known = [row for row in known if counts[row[task.label]] >= task.min_rows]
    asked = [row for row in asked if counts[row[task.label]] >= task.min_rows]
    if not asked:
        raise BadRows(f"{test_file} has no rows with a {task.label} that is learnt.")
    parts = list(_parts(known, asked, task, folds))
    ours = _run(parts, task, Recipe(), plain=False)
    memory = peak_memory_mb()
    baseline = _run(parts, task, PLAIN, plain=True)
    milliseconds = [one * 1000 for one in ours.seconds]
    return {
        **classes.measures(ours.outcomes),
        "rows": len(ours.outcomes),
        "rows_learnt": len(known),
        "classes": len({row[task.label] for row in known}),
        "folds": folds,
        "ms_median": round(percentile(milliseconds, 0.5), 3),
        "ms_p99": round(percentile(milliseconds, 0.99), 3),
        "training_seconds": round(max(ours.training), 1),
        # Of a machine that does other things besides, the fairer number.
        "training_cpu_seconds": round(max(ours.training_cpu), 1),
        "model_bytes": ours.size,
        "peak_memory_mb": memory,
        **{f"baseline_{key}": value for key, value in classes.measures(baseline.outcomes).items()},
        **classes.gained(ours.outcomes, baseline.outcomes),
    }


def _parts(
    known: list[Row], asked: list[Row], task: Task, folds: int
) -> Iterable[tuple[list[Row], list[Row]]]:
    if not folds:
        yield known, asked
        return
    fields = (*task.fields, "text")
    fold = folds_of([*known, *asked], fields, folds)
    for held in range(folds):
        others = [row for row, one in zip(known, fold, strict=False) if one != held]
        own = [row for row, one in zip(asked, fold[len(known) :], strict=True) if one == held]
        if own:
            yield others, own


def _run(
    parts: Iterable[tuple[list[Row], list[Row]]], task: Task, recipe: Recipe, *, plain: bool
) -> Run:
    run = Run([], [], [], [])
    for known, asked in parts:
        start, cpu = monotonic(), process_time()
        try:
            trained = train(task.examples(known, plain=plain), recipe)
        except NothingToTellApart:
            raise BadRows(f"the rows to learn from have less than two of {task.label}") from None
        run.training.append(monotonic() - start)
        run.training_cpu.append(process_time() - cpu)
        packed = pack(trained.model)
        run.size = max(run.size, len(packed))
        _ask(run, trained, packed, asked, task)
    return run


def _ask(run: Run, trained: Trained, packed: bytes, asked: Sequence[Row], task: Task) -> None:
    model, gap = unpack(packed), trained.gap_for(task.precision)
    places = {label: at for at, label in enumerate(model.labels)}
    for row in asked:
        start = perf_counter()
        scores = model.scores(task.text(row))
        order = scores.order()
        run.seconds.append(perf_counter() - start)
        own = str(row[task.label])
        # A class of which no row was learnt is behind all others.
        rank = order.index(places[own]) if own in places else len(order)
        auto = gap is not None and scores.gap >= gap
        run.outcomes.append(Outcome(own, model.labels[order[0]], rank, auto))
