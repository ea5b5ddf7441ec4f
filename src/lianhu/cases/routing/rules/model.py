"""What was learnt: for each class how much a feature speaks for it, and how sure that makes us."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

from lianhu.cases.routing.rules.evidence import together
from lianhu.cases.routing.rules.features import Recipe, Text, read, weighed
from lianhu.cases.routing.rules.scores import Scores
from lianhu.kernel.han import SAYING_LITTLE

# Of features times classes: 16 MB in memory, and less in the table.
MOST = 8_000_000
TELLING = 3


@dataclass(frozen=True, slots=True)
class Guess:
    """`sure` between 0 and 1; `telling`: the words that speak most for it, the strongest first."""

    label: str
    sure: float
    telling: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """`weights` stand row by row: one row a feature, one number a class, in units of `unit`."""

    recipe: Recipe
    labels: tuple[str, ...]
    places: Mapping[str, int]
    rarity: Mapping[str, float]
    weights: "array[int]"
    commonness: tuple[float, ...]
    unit: float
    sharpness: float

    @classmethod
    def made(
        cls,
        recipe: Recipe,
        labels: Sequence[str],
        places: Mapping[str, int],
        rarity: Mapping[str, float],
        lines: Sequence[Sequence[float]],
        sharpness: float,
        most: int | None = None,
    ) -> "Model":
        """The features that speak loudest, as many as fit; of numbers as many digits as matter."""
        room = (most or MOST) // len(labels)
        loudness = {
            feature: max(abs(line[at]) for line in lines) * rarity[feature]
            for feature, at in places.items()
        }
        loud = sorted(loudness, key=lambda feature: (-loudness[feature], feature))[:room]
        kept = sorted(feature for feature in loud if loudness[feature] > 0)
        unit = max((abs(line[places[one]]) for one in kept for line in lines), default=1.0) / 32767
        weights = array(
            "h", (round(line[places[feature]] / unit) for feature in kept for line in lines)
        )
        return cls(
            recipe,
            tuple(labels),
            {feature: at for at, feature in enumerate(kept)},
            {feature: rarity[feature] for feature in kept},
            weights,
            tuple(line[len(places)] for line in lines),
            unit,
            sharpness,
        )

    def shares_of_texts(self) -> dict[str, float]:
        """Which share of the texts learnt from holds each feature, all but exactly."""
        return {feature: exp(1 - rarity) for feature, rarity in self.rarity.items()}

    def scores(self, text: Text) -> Scores:
        return self._scores(self._values(text))

    def guesses(
        self,
        text: Text,
        count: int = TELLING,
        found: Mapping[str, float] | None = None,
        counting: float = 1.0,
    ) -> list[Guess]:
        """The likeliest, `count` of them; none for a text that has nothing known, unless something
        was `found` for one of the labels: the odds for it (`evidence.odds`), by which what was
        learnt counts that much.
        """
        values = self._values(text)
        found = {label: said for label, said in (found or {}).items() if label in self.labels}
        if not values and not found:
            return []
        shares = self._scores(values).shares(self.sharpness)
        if found:
            shares = together(shares, self.labels, found, counting)
        return [
            Guess(self.labels[at], shares[at], tuple(self._telling(values, at, shares)))
            for at in Scores(shares).order()[:count]
        ]

    def _values(self, text: Text) -> dict[str, float]:
        return weighed(self.recipe.blocks(text, self.rarity), self.rarity)

    def _scores(self, values: Mapping[str, float]) -> Scores:
        width, weights = len(self.labels), self.weights
        sums = [0.0] * width
        for feature, value in values.items():
            start = self.places[feature] * width
            row = weights[start : start + width]
            sums = [one + value * weight for one, weight in zip(sums, row, strict=True)]
        pairs = zip(sums, self.commonness, strict=True)
        return Scores([one * self.unit + common for one, common in pairs])

    def _telling(self, values: Mapping[str, float], own: int, shares: Sequence[float]) -> list[str]:
        """What speaks for `own` and not for the likeliest other, said once, by its longest name."""
        width = len(self.labels)
        other = max((at for at in range(width) if at != own), key=lambda at: shares[at])
        spoken: dict[str, float] = {}
        for feature, value in values.items():
            word = read(feature)
            start = self.places[feature] * width
            for_it = value * (self.weights[start + own] - self.weights[start + other])
            if self.weights[start + own] > 0 and len(word) > 1 and " " not in word:
                spoken[word] = spoken.get(word, 0.0) + for_it
        strong = {word: said for word, said in spoken.items() if not SAYING_LITTLE & set(word)}
        # Pieces with 了 or 么 in them are no words to anybody; better than nothing all the same.
        return _loudest(strong) or _loudest(spoken)


def _loudest(spoken: Mapping[str, float]) -> list[str]:
    found: list[str] = []
    for word in sorted(spoken, key=lambda word: (-spoken[word], word)):
        if len(found) == TELLING or spoken[word] <= 0:
            break
        if not any(_overlap(word, other) for other in found):
            found.append(word)
    return found


def _overlap(one: str, other: str) -> bool:
    """Whether they are pieces of one stretch of text: then the louder stands for both."""
    return any(one[at : at + 2] in other for at in range(len(one) - 1))
