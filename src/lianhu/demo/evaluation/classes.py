"""Measures of telling classes apart, each with its standard error. Pure."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random
from typing import TypeVar

from lianhu.demo.evaluation.measures import with_errors

_DRAWS = 200
Drawn = TypeVar("Drawn")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row: its class, the class guessed, and how many classes were ahead of its own."""

    own: str
    guessed: str
    rank: int
    auto: bool = False


def share(hits: Sequence[bool]) -> tuple[float, float]:
    """Of none: 0, with no error."""
    if not hits:
        return 0.0, 0.0
    part = sum(hits) / len(hits)
    return part, sqrt(part * (1 - part) / len(hits))


def macro_f1(outcomes: Sequence[Outcome]) -> float:
    """Over the classes that the rows have."""
    own = Counter(one.own for one in outcomes)
    guessed = Counter(one.guessed for one in outcomes)
    right = Counter(one.own for one in outcomes if one.rank == 0)
    return sum(2 * right[label] / (own[label] + guessed[label]) for label in own) / len(own)


def spread(rows: Sequence[Drawn], of: Callable[[Sequence[Drawn]], float]) -> float:
    """The standard error of a measure that is no mean: by drawing the rows again, with a seed."""
    dice = Random(len(rows))
    found = [of(dice.choices(rows, k=len(rows))) for _ in range(_DRAWS)]
    mean = sum(found) / len(found)
    return sqrt(sum((one - mean) ** 2 for one in found) / (len(found) - 1))


def gained(outcomes: Sequence[Outcome], others: Sequence[Outcome]) -> dict[str, float]:
    """How much more than others, row by row: where both are right or wrong adds nothing to the
    standard error. Both in the same order.
    """
    pairs = list(zip(outcomes, others, strict=True))

    def more(drawn: Sequence[tuple[Outcome, Outcome]]) -> float:
        ours, theirs = zip(*drawn, strict=True)
        return macro_f1(ours) - macro_f1(theirs)

    ranks = {
        f"gain_{key}": [(ours.rank < count) - (theirs.rank < count) for ours, theirs in pairs]
        for key, count in (("acc_1", 1), ("acc_3", 3))
    }
    return {
        "gain_macro_f1": round(more(pairs), 4),
        "gain_macro_f1_se": round(spread(pairs, more), 4),
        **with_errors(ranks),
    }


def measures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """As `lianhu eval routing` prints them."""
    alone = [one for one in outcomes if one.auto]
    found = {"macro_f1": (macro_f1(outcomes), spread(outcomes, macro_f1))}
    found |= {
        "acc_1": share([one.rank == 0 for one in outcomes]),
        "acc_3": share([one.rank < 3 for one in outcomes]),
        "auto_share": share([one.auto for one in outcomes]),
        "auto_precision": share([one.rank == 0 for one in alone]),
    }
    said: dict[str, float] = {}
    for key, (value, error) in found.items():
        said |= {key: round(value, 4), f"{key}_se": round(error, 4)}
    return said
