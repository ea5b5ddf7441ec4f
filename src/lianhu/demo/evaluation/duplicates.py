"""How well texts about one matter are told from all others: side by side, in groups, and which
matters most people ask about.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from lianhu.cases.rules.sameness import Matters, joined, pieces
from lianhu.demo.evaluation import measures, rows
from lianhu.demo.evaluation.memory import peak_memory_mb
from lianhu.demo.evaluation.rows import BadRows
from lianhu.kernel import tokens

_HOT = 5
_LONGEST = 800  # characters of a text that are looked at: people repeat themselves afterwards
# From which likeness on two texts are one matter is looked for among these.
_STEPS = [step / 100 for step in range(6, 41, 2)]
Progress = Callable[[str], None]
Groups = Sequence[Sequence[int]]


class PlainMatters(Matters):
    """The plain way that ours is held against: neighbours say nothing."""

    def like(self, place: int) -> Mapping[int, float]:
        return self.near(place)


def ours(texts: Sequence[tuple[str, str]]) -> Matters:
    return Matters([pieces(_cut(title), _cut(body[:_LONGEST])) for title, body in texts])


def plain(texts: Sequence[tuple[str, str]]) -> Matters:
    """All of a text counts alike."""
    return PlainMatters([Counter(_cut(f"{title}\n{body}")) for title, body in texts])


def _cut(text: str) -> list[str]:
    return tokens.written(tokens.normal(text), alone=False)


@dataclass(frozen=True, slots=True)
class Labelled:
    """`issues`: which matter each is about, None where it is none of those that were labelled."""

    texts: Sequence[tuple[str, str]]
    issues: Sequence[str | None]

    @property
    def of_issue(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for place, issue in enumerate(self.issues):
            if issue is not None:
                found[issue].append(place)
        return found


@dataclass(frozen=True, slots=True)
class Quality:
    """Of a text's group: how much of it is about the same, and how much of that is in it."""

    precision: Sequence[float]
    recall: Sequence[float]

    @property
    def f1(self) -> float:
        precision, recall = measures.mean(self.precision), measures.mean(self.recall)
        return 2 * precision * recall / (precision + recall)

    @property
    def f1_se(self) -> float:
        """By how much each text moves it."""
        precision, recall = measures.mean(self.precision), measures.mean(self.recall)
        scale = 2 / (precision + recall) ** 2
        moves = [
            scale * (recall**2 * p + precision**2 * r)
            for p, r in zip(self.precision, self.recall, strict=True)
        ]
        return measures.standard_error(moves)


def evaluate(tune: Path, test: Path, *, progress: Progress) -> dict[str, Any]:
    """From `tune` only the likeness is learnt from which on texts are grouped. Raises BadRows."""
    known, asked = _read(tune), _read(test)
    found: dict[str, Any] = {
        "rows": len(asked.texts),
        "labelled": sum(issue is not None for issue in asked.issues),
        "issues": len(asked.of_issue),
    }
    for kind, prefix in ((plain, "baseline_"), (ours, "")):
        progress(f"learning from {len(known.texts):,} texts")
        began = perf_counter()
        least = _learn(kind(known.texts), known)
        training = perf_counter() - began
        progress(f"asking about {len(asked.texts):,} texts")
        matters = kind(asked.texts)
        precisions, times = _ranked(matters, asked)
        groups = joined(len(asked.texts), matters.links(least / 4), least)
        quality = grouped(groups, asked)
        told = {
            "map": measures.mean(precisions),
            "map_se": measures.standard_error(precisions),
            "b_cubed_f1": quality.f1,
            "b_cubed_f1_se": quality.f1_se,
            "top_5": hottest(groups, asked),
            "least": least,
        }
        found |= {prefix + key: round(value, 4) for key, value in told.items()}
    return {
        **found,
        "ms_median": round(measures.percentile(times, 0.5), 2),
        "ms_p99": round(measures.percentile(times, 0.99), 2),
        "training_seconds": round(training, 2),
        "peak_memory_mb": peak_memory_mb(),
    }


def _read(path: Path) -> Labelled:
    read = rows.read(path, ("title", "body"))
    issues = [row.get("issue") for row in read]
    for number, issue in enumerate(issues, 1):
        if issue is not None and not isinstance(issue, str):
            raise BadRows(f"{path.name}: the issue of row {number} is not a text")
    labelled = Labelled([(row["title"], row["body"]) for row in read], issues)
    if not any(len(places) > 1 for places in labelled.of_issue.values()):
        raise BadRows(f"{path.name}: no two rows have the same issue")
    return labelled


def _learn(matters: Matters, known: Labelled) -> float:
    links = matters.links(_STEPS[0] / 4)
    tried = {least: grouped(joined(len(known.texts), links, least), known).f1 for least in _STEPS}
    return max(tried, key=lambda least: (tried[least], -least))


def _ranked(matters: Matters, asked: Labelled) -> tuple[list[float], list[float]]:
    """For each text that has others of its issue, how well these stand before the rest; and how
    many milliseconds that took.
    """
    precisions, times = [], []
    for same in asked.of_issue.values():
        for place in same if len(same) > 1 else ():
            began = perf_counter()
            ranked = matters.ranked(place)
            times.append((perf_counter() - began) * 1000)
            precisions.append(average_precision(ranked, set(same) - {place}))
    return precisions, times


def average_precision(ranked: Sequence[int], right: set[int]) -> float:
    """The mean, over all that are right, of how many of those up to it are; what is not ranked
    counts as 0.
    """
    hits, total = 0, 0.0
    for rank, place in enumerate(ranked, 1):
        if place in right:
            hits += 1
            total += hits / rank
    return total / len(right)


def grouped(groups: Groups, asked: Labelled) -> Quality:
    """For each labelled text. A text without a label is about something else, in whichever group it
    is.
    """
    sizes = {issue: len(places) for issue, places in asked.of_issue.items()}
    precision, recall = [], []
    for group in groups:
        within = Counter(asked.issues[place] for place in group)
        for place in group:
            issue = asked.issues[place]
            if issue is not None:
                precision.append(within[issue] / len(group))
                recall.append(within[issue] / sizes[issue])
    return Quality(precision, recall)


def hottest(groups: Groups, asked: Labelled) -> int:
    """How many of the five issues that most texts are about are what the five largest groups are
    mostly about.
    """
    by_size: Mapping[str, int] = {issue: len(places) for issue, places in asked.of_issue.items()}
    right = sorted(by_size, key=lambda issue: (-by_size[issue], issue))[:_HOT]
    largest = sorted(groups, key=lambda group: (-len(group), group))[:_HOT]
    said = {
        Counter(asked.issues[place] for place in group).most_common(1)[0][0] for group in largest
    }
    return len(said & set(right))
