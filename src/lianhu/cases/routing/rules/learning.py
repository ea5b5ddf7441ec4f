"""Learning from examples: one straight line for each class (a support vector machine, squared
hinge), by coordinate descent in the dual. No library: seconds to a minute for thousands of texts.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import exp, log
from operator import itemgetter, mul
from random import Random
from zlib import crc32

from lianhu.cases.routing.rules.features import WORD, Blocks, Recipe, Text, is_cut, weighed
from lianhu.cases.routing.rules.model import Model
from lianhu.cases.routing.rules.scores import Scores

FOLDS = 3
_PASSES = 8
_EXACT = 0.1
# Seen in one text only, a feature says nothing of others; a small collection cannot spare any.
_FEW = 2000


class NothingToTellApart(ValueError):
    """The examples are all of one class, or there are none."""


@dataclass(frozen=True, slots=True, order=True)
class Example:
    """`of`: whom it belongs to; what belongs together is left out together when it is tried.
    `asked`: a text as people ask, by which it is judged; not a page or an answer.
    """

    text: Text
    label: str
    of: str = ""
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A text as the learner sees it: places of its features, and their values."""

    pick: Callable[[list[float]], tuple[float, ...]]
    at: tuple[int, ...]
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class Tried:
    """One example as models saw it that had not learnt from it."""

    gap: float
    rank: int


@dataclass(frozen=True, slots=True)
class Trained:
    model: Model
    tried: tuple[Tried, ...]

    @property
    def accuracy(self) -> float:
        return sum(one.rank == 0 for one in self.tried) / max(1, len(self.tried))

    def gap_for(self, precision: float) -> float | None:
        """From which gap on enough of the guesses are right; None if from no gap on."""
        found, count, right = None, 0, 0
        for gap, same in groupby(sorted(self.tried, key=_by_gap), key=_by_gap):
            ranks = [one.rank for one in same]
            count += len(ranks)
            right += ranks.count(0)
            if right >= precision * count:
                found = -gap
        return found


def _by_gap(one: Tried) -> float:
    return -one.gap


def train(examples: Iterable[Example], recipe: Recipe, *, most: int | None = None) -> Trained:
    """The same from the same examples, in whatever order. `most`: features times classes kept.

    Raises NothingToTellApart for fewer than two classes.
    """
    known = sorted(examples)
    labels = sorted({one.label for one in known})
    if len(labels) < 2:
        raise NothingToTellApart("nothing to tell apart")
    texts = _blocks(known, recipe)
    rarity = _rarity(texts)
    places = {feature: at for at, feature in enumerate(sorted(rarity))}
    rows = [_row(weighed(blocks, rarity), places) for blocks in texts]
    classes = [labels.index(one.label) for one in known]
    del texts
    guesses = _tried(known, rows, classes, len(labels), len(places), recipe.cost)
    weights = _lines(rows, classes, len(labels), len(places), recipe.cost)
    judged = [(guesses[at], classes[at]) for at, one in enumerate(known) if one.asked]
    sharpness = _sharpness(judged)
    model = Model.made(recipe, labels, places, rarity, weights, sharpness, most)
    tried = tuple(Tried(scores.gap, scores.rank(own)) for scores, own in judged)
    return Trained(model, tried)


def _blocks(known: Sequence[Example], recipe: Recipe) -> list[Blocks]:
    """Texts that are cut into words say which words there are, for those that are not."""
    cut = [recipe.blocks(one.text) if is_cut(one.text.whole) else [] for one in known]
    words = {feature for feature in _rarity(cut) if feature.startswith(WORD)}
    return [
        blocks or recipe.blocks(one.text, words) for blocks, one in zip(cut, known, strict=True)
    ]


def _rarity(texts: Sequence[Blocks]) -> dict[str, float]:
    seen: Counter[str] = Counter()
    for blocks in texts:
        for _weight, counts in blocks:
            seen.update(counts.keys())
    least = 2 if len(texts) >= _FEW else 1
    return {
        feature: log((1 + len(texts)) / (1 + count)) + 1
        for feature, count in seen.items()
        if count >= least
    }


def _row(values: dict[str, float], places: dict[str, int]) -> Row:
    """The last place is everybody's: how common a class is."""
    at = (*(places[feature] for feature in values), len(places), len(places))
    # The constant twice at half: itemgetter gives a tuple only of two places or more.
    return Row(itemgetter(*at), at, (*values.values(), 0.5, 0.5))


def _tried(
    known: Sequence[Example],
    rows: Sequence[Row],
    classes: Sequence[int],
    count: int,
    width: int,
    cost: float,
) -> dict[int, Scores]:
    """Each example by a model of the others. Texts that begin alike are left out together."""
    fold = [crc32((one.of or one.text.lead[:20]).encode()) % FOLDS for one in known]
    found: dict[int, Scores] = {}
    for held in range(FOLDS):
        others = [at for at, one in enumerate(fold) if one != held]
        lines = _lines(
            [rows[at] for at in others], [classes[at] for at in others], count, width, cost
        )
        for at, one in enumerate(fold):
            if one == held and known[at].asked:
                row = rows[at]
                found[at] = Scores([sum(map(mul, row.pick(line), row.values)) for line in lines])
    return found


def _lines(
    rows: Sequence[Row], classes: Sequence[int], count: int, width: int, cost: float
) -> list[list[float]]:
    return [_line(rows, [one == own for one in classes], width, cost) for own in range(count)]


def _line(rows: Sequence[Row], own: Sequence[bool], width: int, cost: float) -> list[float]:
    """Hsieh et al. 2008, “A dual coordinate descent method for large-scale linear SVM”, with its
    shrinking: examples that are far on the right side are passed over until the end.
    """
    line = [0.0] * (width + 1)
    if not any(own):
        line[width] = -1.0
        return line
    slack = 0.5 / cost
    lengths = [sum(map(mul, row.values, row.values)) + 0.5 + slack for row in rows]
    pulls = [0.0] * len(rows)
    dice = Random(width)
    active = list(range(len(rows)))
    ceiling = float("inf")
    for _pass in range(_PASSES):
        dice.shuffle(active)
        kept, highest, lowest = [], 0.0, 0.0
        for at in active:
            row, side, pull = rows[at], 1.0 if own[at] else -1.0, pulls[at]
            slope = side * sum(map(mul, row.pick(line), row.values)) - 1.0 + pull * slack
            if pull == 0.0 and slope > 0.0:
                if slope <= ceiling:
                    kept.append(at)
                continue
            kept.append(at)
            highest, lowest = max(highest, slope), min(lowest, slope)
            if -1e-9 < slope < 1e-9:
                continue
            pulls[at] = max(pull - slope / lengths[at], 0.0)
            step = (pulls[at] - pull) * side
            for place, value in zip(row.at, row.values, strict=True):
                line[place] += step * value
        if highest - lowest < _EXACT:
            if len(kept) == len(rows) or ceiling == float("inf"):
                break
            active, ceiling = list(range(len(rows))), float("inf")
            continue
        active, ceiling = kept, highest or float("inf")
    return line


def _sharpness(judged: Sequence[tuple[Scores, int]]) -> float:
    """How strongly scores speak: what makes the true classes of untold examples likeliest."""

    def surprise(sharpness: float) -> float:
        return -sum(log(max(scores.shares(sharpness)[own], 1e-12)) for scores, own in judged)

    return min((exp(step / 4) for step in range(-4, 13)), key=surprise)
