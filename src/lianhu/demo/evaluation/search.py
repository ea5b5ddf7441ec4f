"""How well the search finds what somebody asks for: in our own book, and among texts of others."""

import zlib
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from lianhu.demo.evaluation import measures, rows
from lianhu.demo.evaluation.known import Known, Scores, fitting, less_pulled, pulls
from lianhu.demo.evaluation.memory import peak_memory_mb
from lianhu.demo.evaluation.plain import Plain
from lianhu.demo.evaluation.rows import BadRows
from lianhu.kernel import tokens
from lianhu.kernel.han import runs
from lianhu.knowledge.asking import wanted
from lianhu.knowledge.rules.postings import BUCKET, EVERY, Field, pack, reckon, weigh

_FOLDS = 5
Progress = Callable[[str], None]


class Documents:
    """Texts that are found as items of the book are, by their place in the list: the same tokens,
    postings and score, kept in memory.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        cut = [tokens.written(tokens.normal(text)) for text in texts]
        field = Field(weight=1.0, usual=sum(map(len, cut)) / len(cut) or 1.0)
        found: dict[tuple[str, int], dict[int, int]] = defaultdict(dict)
        for place, written in enumerate(cut):
            bucket, within = divmod(place, BUCKET)
            for token, weight in weigh([(field, written)]).items():
                found[token, bucket][within] = weight
        self._rows: dict[str, list[tuple[int, bytes]]] = defaultdict(list)
        self._counts: dict[str, int] = defaultdict(int, {EVERY: len(texts)})
        for (token, bucket), weights in found.items():
            self._rows[token].append((bucket, pack(weights)))
            self._counts[token] += len(weights)

    def counts(self, looked_for: Sequence[str]) -> Mapping[str, int]:
        return {token: self._counts[token] for token in looked_for if token in self._counts}

    def rows(self, looked_for: Sequence[str]) -> Mapping[str, Sequence[tuple[int, bytes]]]:
        return {token: self._rows[token] for token in looked_for if token in self._rows}

    def scores(self, question: str) -> dict[int, float]:
        return reckon(wanted(question), self).scores

    def bytes(self) -> int:
        """Of tokens and postings, without what Python keeps about them."""
        return sum(
            len(token.encode()) + sum(len(packed) for _, packed in kept)
            for token, kept in self._rows.items()
        )


def of_documents(
    docs: Iterable[Path], queries: Path, *, query_field: str, doc_field: str, progress: Progress
) -> dict[str, Any]:
    """Each row of `queries` asks for the document with its id, among those of all files. What the
    other rows asked is known; where there are no others, a part of the questions knows those of the
    other parts. Raises BadRows.
    """
    texts: dict[str, str] = {}
    said: dict[str, str] = {}
    for path in docs:
        for row in rows.read(path, ("id", doc_field)):
            if row["id"] in texts:
                raise BadRows(f"{path.name}: {row['id']} is there twice")
            texts[row["id"]] = row[doc_field]
            said[row["id"]] = str(row.get(query_field) or "")
    places = {key: place for place, key in enumerate(texts)}
    asked = rows.read(queries, ("id", query_field))
    refuse_unless_known(queries, [row["id"] for row in asked], places)
    progress(f"indexing {len(texts):,} documents")
    began = perf_counter()
    index = Documents(list(texts.values()))
    building = perf_counter() - began
    progress(f"asking {len(asked):,} questions")
    questions = [row[query_field] for row in asked]
    right = [places[row["id"]] for row in asked]
    untaught, _ = _ask(questions, right, index.scores)
    asking = {row["id"] for row in asked}
    others = [Known(said[key], places[key]) for key in texts if key not in asking and said[key]]
    first: dict[str, int] = {}
    same = [first.setdefault(text, place) for place, text in enumerate(texts.values())]
    taught = _taught(questions, right, index.scores, same, others)
    ranks, times = _ask_knowing(questions, right, index.scores, taught)
    return {
        "documents": len(texts),
        "known": taught.known,
        "known_from": taught.whence,
        **_told(questions, right, ranks, times, list(texts.values())),
        **{f"untaught_{key}": value for key, value in measures.ranking(untaught).items()},
        "build_seconds": round(building, 2),
        "teaching_seconds": round(taught.seconds, 2),
        "index_bytes": index.bytes(),
        "peak_memory_mb": peak_memory_mb(),
    }


def of_book(queries: Path, *, progress: Progress) -> dict[str, Any]:
    """Each row of `queries` asks for the item with that title, in the sample book, with the search
    that residents use, database included. Needs an empty database. Raises BadRows.
    """
    # Others are evaluated without a database, so without Django's settings.
    from lianhu.demo.evaluation.book import SampleBook

    asked = rows.read(queries, ("question", "item"))
    book = SampleBook.texts()
    places = {title: place for place, title in enumerate(book)}
    refuse_unless_known(queries, [row["item"] for row in asked], places)
    progress("loading the sample book")
    sample = SampleBook()
    progress(f"asking {len(asked):,} questions")
    questions = [row["question"] for row in asked]
    right = [places[row["item"]] for row in asked]

    def scores(question: str) -> dict[int, float]:
        return {places[title]: score for title, score in sample.scores(question).items()}

    ranks, times = _ask(questions, right, scores)
    return {
        "documents": len(book),
        **_told(questions, right, ranks, times, list(book.values())),
        "build_seconds": round(sample.building, 2),
        "index_bytes": sample.bytes(),
        "peak_memory_mb": peak_memory_mb(),
    }


def refuse_unless_known(path: Path, asked: Iterable[str], known: Container[str]) -> None:
    unknown = [name for name in asked if name not in known]
    if unknown:
        raise BadRows(f"{path.name}: nothing there is to be found for {', '.join(unknown[:5])}")


def _ask(
    questions: Sequence[str], right: Sequence[int], scores: Scores
) -> tuple[list[int | None], list[float]]:
    """At which rank the right one stands, and how many milliseconds each question took."""
    ranks, times = [], []
    scores(questions[0])  # reads tables that are kept
    for question, place in zip(questions, right, strict=True):
        began = perf_counter()
        found = scores(question)
        times.append((perf_counter() - began) * 1000)
        ranks.append(_rank(found, place))
    return ranks, times


@dataclass(frozen=True)
class _Taught:
    """How much texts draw questions of others, for each part of the questions, by their places."""

    parts: list[tuple[Sequence[int], Mapping[int, float]]]
    known: int
    whence: str
    seconds: float


def _taught(
    questions: Sequence[str],
    right: Sequence[int],
    scores: Scores,
    same: Sequence[int],
    others: Sequence[Known],
) -> _Taught:
    began = perf_counter()
    if others:
        pulled = pulls([fitting(others, scores, same)])
        everything = range(len(questions))
        seconds = perf_counter() - began
        return _Taught([(everything, pulled)], len(others), "rows not asked about", seconds)
    parts = _parts(questions)
    fits = [
        fitting([Known(questions[at], right[at]) for at in part], scores, same) for part in parts
    ]
    pulled_by = [pulls([one for one in fits if one is not own]) for own in fits]
    seconds = perf_counter() - began
    fewest = len(questions) - max(map(len, parts))
    return _Taught(list(zip(parts, pulled_by, strict=True)), fewest, "the other parts", seconds)


def _ask_knowing(
    questions: Sequence[str], right: Sequence[int], scores: Scores, taught: _Taught
) -> tuple[list[int | None], list[float]]:
    """As `_ask`, by what is known of other questions."""
    ranks: list[int | None] = [None] * len(questions)
    times: list[float] = []
    for part, pulled in taught.parts:

        def adjusted(question: str, pulled: Mapping[int, float] = pulled) -> Mapping[int, float]:
            return less_pulled(scores(question), pulled)

        some, took = _ask([questions[at] for at in part], [right[at] for at in part], adjusted)
        times += took
        for at, rank in zip(part, some, strict=True):
            ranks[at] = rank
    return ranks, times


def _rank(scores: Mapping[int, float], place: int) -> int | None:
    mine = scores.get(place, 0.0)
    if mine <= 0:
        return None
    return 1 + sum(
        score > mine or (score == mine and other < place) for other, score in scores.items()
    )


def _told(
    questions: Sequence[str],
    right: Sequence[int],
    ranks: Sequence[int | None],
    times: Sequence[float],
    texts: Sequence[str],
) -> dict[str, Any]:
    plain, _ = _ask(questions, right, Plain(texts).scores)
    baseline = {f"baseline_{key}": value for key, value in measures.ranking(plain).items()}
    return {
        "rows": len(questions),
        **measures.ranking(ranks),
        **baseline,
        **measures.gained(ranks, plain),
        "folds": _folds(questions, ranks, plain),
        "ms_median": round(measures.percentile(times, 0.5), 2),
        "ms_p99": round(measures.percentile(times, 0.99), 2),
    }


def _folds(
    questions: Sequence[str], ranks: Sequence[int | None], plain: Sequence[int | None]
) -> list[dict[str, Any]]:
    """Of each part of the questions, with the plain search beside it."""
    found = []
    for part in _parts(questions):
        ours = measures.ranking([ranks[at] for at in part])
        theirs = measures.ranking([plain[at] for at in part])
        shown = {key: ours[key] for key in ("r_1", "r_5")}
        found.append({"rows": len(part), **shown, **{f"baseline_{k}": theirs[k] for k in shown}})
    return found


def _parts(questions: Sequence[str]) -> list[list[int]]:
    """Five fixed ones. The same question asked twice is in one part."""
    parts: dict[int, list[int]] = defaultdict(list)
    for at, question in enumerate(questions):
        said = "".join(runs(tokens.normal(question)))
        parts[zlib.crc32(said.encode()) % _FOLDS].append(at)
    return [part for _, part in sorted(parts.items())]
