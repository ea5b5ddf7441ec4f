"""The plain search that ours is held against: BM25 over characters and pairs of them, as published,
with nothing known of fields, of words that only ask, or of sounds.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence

from lianhu.kernel import tokens
from lianhu.knowledge.rules.postings import rarity

_SATURATION, _BY_LENGTH = 1.2, 0.75


class Plain:
    """Documents, found by their place in the list."""

    def __init__(self, documents: Sequence[str]) -> None:
        cut = [tokens.written(tokens.normal(text)) for text in documents]
        usual = sum(map(len, cut)) / len(cut) or 1.0
        self._documents = len(cut)
        self._places: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._weights: dict[str, array[float]] = defaultdict(lambda: array("f"))
        for place, found in enumerate(cut):
            length = 1 - _BY_LENGTH + _BY_LENGTH * len(found) / usual
            for token, count in Counter(found).items():
                weight = count * (_SATURATION + 1) / (count + _SATURATION * length)
                self._places[token].append(place)
                self._weights[token].append(weight)

    def scores(self, question: str) -> dict[int, float]:
        found: dict[int, float] = defaultdict(float)
        for token, times in Counter(tokens.written(tokens.normal(question))).items():
            if token not in self._places:
                continue
            places, weights = self._places[token], self._weights[token]
            factor = times * rarity(len(places), self._documents)
            for place, weight in zip(places, weights, strict=True):
                found[place] += factor * weight
        return found
