"""What the search of the book says of where a question belongs, beside what was learnt. Pure.

The numbers were chosen on the questions to tune the search on (docs/quality.md).
"""

from collections.abc import Mapping, Sequence
from math import log

from lianhu.cases.routing.rules.scores import Scores

# Odds, as a logarithm, for each unit that the words are worth that fit an item.
_OF_WORTH = 0.7
# What was learnt from the book alone says much the same as its search does.
_FROM_THE_BOOK = 0.4
_LEAST_SHARE = 1e-6


def odds(worth: float, score: float, answers: float) -> float:
    """What an item that was found says for its topic and its desk, as a logarithm. `worth` and
    `score` as the search gives them; `answers`: from which score on an item answers a question.
    """
    return _OF_WORTH * worth * min(1.0, score / answers)


def counting(cases: int, items: int) -> float:
    """How much of what was learnt counts beside the book: all of what cases have taught."""
    known = cases + items
    return 1.0 - (1.0 - _FROM_THE_BOOK) * items / known if known else 1.0


def together(
    shares: Sequence[float], labels: Sequence[str], found: Mapping[str, float], counting: float
) -> list[float]:
    """Shares of labels, changed by the odds that speak for some of them; of one whole again."""
    logs = [
        counting * log(max(share, _LEAST_SHARE)) + found.get(label, 0.0)
        for share, label in zip(shares, labels, strict=True)
    ]
    return Scores(logs).shares(1.0)
