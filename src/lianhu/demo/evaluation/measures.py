"""How good an answer is, over many of them. Standard library only: no Django, no I/O."""

import math
import statistics
from collections.abc import Mapping, Sequence


def found_within(rank: int | None, most: int) -> float:
    """1 if what is right stands among the first `most`; `rank` counts from 1, None is nowhere."""
    return float(rank is not None and rank <= most)


def reciprocal(rank: int | None, most: int = 10) -> float:
    """1 for the first place, a half for the second, nothing below `most`."""
    return 1 / rank if rank is not None and rank <= most else 0.0


def mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def standard_error(values: Sequence[float]) -> float:
    """Of their mean: two means that differ by less than two of these may be the same."""
    return statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The least of the values that `share` of all do not exceed."""
    return sorted(values)[max(math.ceil(share * len(values)), 1) - 1]


def ranking(ranks: Sequence[int | None]) -> dict[str, float]:
    """Recall at 1 and at 5 and mean reciprocal rank at 10, each with its standard error."""
    return with_errors(_of_each(ranks))


def gained(ranks: Sequence[int | None], others: Sequence[int | None]) -> dict[str, float]:
    """How much more than others, question by question: what both find or miss adds nothing to the
    standard error.
    """
    theirs = _of_each(others)
    differences = {
        f"gain_{key}": [mine - other for mine, other in zip(values, theirs[key], strict=True)]
        for key, values in _of_each(ranks).items()
    }
    return with_errors(differences)


def _of_each(ranks: Sequence[int | None]) -> dict[str, list[float]]:
    return {
        "r_1": [found_within(rank, 1) for rank in ranks],
        "r_5": [found_within(rank, 5) for rank in ranks],
        "mrr_10": [reciprocal(rank) for rank in ranks],
    }


def with_errors(single: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """The mean of each, and its standard error."""
    found: dict[str, float] = {}
    for key, values in single.items():
        found[key] = round(mean(values), 4)
        found[f"{key}_se"] = round(standard_error(values), 4)
    return found
