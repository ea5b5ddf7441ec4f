"""What questions teach whose answers are known: a text that fits many of them says little when it
fits one more.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappush, heappushpop, nlargest

Scores = Callable[[str], Mapping[int, float]]
_FITTING, _COUNTS = 10, 0.6


@dataclass(frozen=True, slots=True)
class Known:
    """A question, and the place of the text that answers it."""

    question: str
    answer: int


def fitting(known: Iterable[Known], scores: Scores, first: Sequence[int]) -> dict[int, list[float]]:
    """How well each text fits the ten that it fits best of the questions that others answer, as
    shares of what fits these best. Its own question is left out, so that it makes no difference
    whether that is known, and so are those of texts that say the same: `first` gives for each place
    the first of the same words.
    """
    found: dict[int, list[float]] = defaultdict(list)
    for one in known:
        each = scores(one.question)
        best = max(each.values(), default=0.0)
        for place, score in each.items():
            if first[place] == first[one.answer]:
                continue
            kept = found[place]
            if len(kept) < _FITTING:
                heappush(kept, score / best)
            else:
                heappushpop(kept, score / best)
    return found


def pulls(parts: Iterable[Mapping[int, Sequence[float]]]) -> dict[int, float]:
    """How much each text draws questions of others, 0 to 1, by what `fitting` gave for parts of
    them.
    """
    together: dict[int, list[float]] = defaultdict(list)
    for part in parts:
        for place, shares in part.items():
            together[place] += shares
    return {place: sum(nlargest(_FITTING, shares)) / _FITTING for place, shares in together.items()}


def less_pulled(found: Mapping[int, float], pulled: Mapping[int, float]) -> dict[int, float]:
    """The scores of one question, less what each text would have got of many."""
    best = max(found.values(), default=0.0)
    return {
        # One more than that, so that what is found stays above what is not.
        place: 1 + score / best - _COUNTS * pulled.get(place, 0.0)
        for place, score in found.items()
    }
