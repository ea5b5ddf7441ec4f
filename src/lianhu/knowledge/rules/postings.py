"""The index of the book: which items hold a token, and how much it weighs in each.

BM25 over fields. What a token weighs in an item is reckoned when the item is written, from that
item alone, so that one item's change touches no other; how rare the token is, when it is looked up.
"""

import math
import sys
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Protocol

# Held by every item, so that how many hold it is how many there are: counting rows takes longer.
EVERY = ""
# Items with neighbouring keys share a bucket: a key within it has two bytes.
BUCKET = 8192
_FULL = 255
_SATURATION = 1.2
_IS_BIG_ENDIAN = sys.byteorder == "big"
# Looked at for a question: so many tokens. From the rarest on so many places of theirs, wherever
# they are; then, of so many more, only those of the items that are the best by then.
_TOKENS, _PLACES, _PLACES_OF_BEST, _BEST = 120, 40_000, 400_000, 300


@dataclass(frozen=True, slots=True)
class Field:
    """How much a field's tokens count, how long it usually is, and how much its length matters."""

    weight: float
    usual: float
    by_length: float = 0.9


def weigh(fields: Iterable[tuple[Field, Sequence[str]]]) -> dict[str, int]:
    """What each token weighs in an item, 1 to 255."""
    found: dict[str, float] = {}
    for field, tokens in fields:
        length = 1 - field.by_length + field.by_length * len(tokens) / field.usual
        each = field.weight / length
        for token in tokens:
            found[token] = found.get(token, 0.0) + each
    return {token: int(_FULL * much / (much + _SATURATION)) or 1 for token, much in found.items()}


def pack(weights: Mapping[int, int]) -> bytes:
    """Places within a bucket with what they weigh: first all places, two bytes each, then weights,
    a byte each; in order of places.
    """
    return pack_joined(array("I", (place << 8 | weights[place] for place in sorted(weights))))


def pack_joined(joined: "array[int]") -> bytes:
    """The same of `place << 8 | weight`, in order: what a whole book weighs is kept so."""
    if _IS_BIG_ENDIAN:
        joined = joined[:]
        joined.byteswap()
    whole = joined.tobytes()
    places = bytearray(2 * len(joined))
    places[::2], places[1::2] = whole[1::4], whole[2::4]
    return bytes(places) + whole[::4]


def unpack(packed: bytes) -> dict[int, int]:
    places, weights = _columns(packed)
    return dict(zip(places, weights, strict=True))


def _columns(packed: bytes) -> "tuple[array[int], bytes]":
    split = len(packed) // 3 * 2
    places = array("H")
    places.frombytes(packed[:split])
    if _IS_BIG_ENDIAN:
        places.byteswap()
    return places, packed[split:]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A token that is looked for, and how much it says about what is meant."""

    token: str
    weight: float
    # Not looked for when all of these are held, one at least.
    unless: frozenset[str] = frozenset()


def rarity(holding: int, items: int) -> float:
    """Inverse document frequency: never negative."""
    return math.log(1 + (items - holding + 0.5) / (holding + 0.5))


class Index(Protocol):
    """Where postings are kept."""

    def counts(self, looked_for: Sequence[str]) -> Mapping[str, int]:
        """How many items hold each of those that any holds."""
        ...

    def rows(self, looked_for: Sequence[str]) -> Mapping[str, Sequence[tuple[int, bytes]]]:
        """Buckets with what they hold, in order of buckets."""
        ...


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How well each item that holds anything fits, by its key: 1 is all that it could be. `most`:
    what that is worth, which grows with how much was said and how rare it is.
    """

    scores: dict[int, float]
    most: float = 0.0


def reckon(wanted: Sequence[Wanted], index: Index, *, rarity_counts: float = 1) -> Reckoning:
    """`rarity_counts`: the power of a token's rarity, below 1 where few items may hold it by
    chance.
    """
    looked_for = {token for want in wanted for token in (want.token, *want.unless)}
    counts = index.counts([EVERY, *sorted(looked_for)])
    chosen = choose(wanted, counts, most=_TOKENS, budget=_PLACES + _PLACES_OF_BEST)
    if not chosen:
        return Reckoning({})
    worth = {
        want.token: want.weight * rarity(counts[want.token], counts[EVERY]) ** rarity_counts
        for want in chosen
    }
    most = sum(worth.values())
    # So that an item in which each weighs all it can scores 1.
    factors = {token: value / (_FULL * most) for token, value in worth.items()}
    rows = index.rows([want.token for want in chosen])
    first = choose(chosen, counts, most=_TOKENS, budget=_PLACES)
    scores = score(first, rows, factors)
    if len(first) < len(chosen):
        best = nlargest(_BEST, scores, key=scores.__getitem__)
        score_further(scores, best, chosen[len(first) :], rows, factors)
    return Reckoning(scores, most)


def score(
    wanted: Iterable[Wanted],
    rows: Mapping[str, Sequence[tuple[int, bytes]]],
    factors: Mapping[str, float],
) -> dict[int, float]:
    """By item key. `rows`: buckets with what they hold."""
    # A list for each bucket: twice as fast as one dictionary of all, and this is most of a search.
    sums: dict[int, list[float]] = {}
    for want in wanted:
        factor = factors[want.token]
        for bucket, packed in rows[want.token]:
            own = sums.get(bucket)
            if own is None:
                own = sums[bucket] = [0.0] * BUCKET
            for place, weight in zip(*_columns(packed), strict=True):
                own[place] += factor * weight
    return {
        bucket * BUCKET + place: total
        for bucket, own in sorted(sums.items())
        for place, total in enumerate(own)
        if total
    }


def score_further(
    scores: dict[int, float],
    keys: Iterable[int],
    wanted: Iterable[Wanted],
    rows: Mapping[str, Sequence[tuple[int, bytes]]],
    factors: Mapping[str, float],
) -> None:
    """Add to the scores of these items what they hold of tokens that many others hold as well."""
    by_bucket: dict[int, list[int]] = defaultdict(list)
    for key in keys:
        by_bucket[key // BUCKET].append(key % BUCKET)
    for want in wanted:
        factor = factors[want.token]
        for bucket, packed in rows[want.token]:
            if bucket not in by_bucket:
                continue
            places, weights = _columns(packed)
            base, last = bucket * BUCKET, len(places)
            for place in by_bucket[bucket]:
                at = bisect_left(places, place)
                if at < last and places[at] == place:
                    scores[base + place] += factor * weights[at]


def choose(
    wanted: Sequence[Wanted], counts: Mapping[str, int], *, most: int, budget: int
) -> list[Wanted]:
    """The rarest that anything holds, `most` at most, until they lead to `budget` places."""
    held = sorted((w for w in wanted if _is_needed(w, counts)), key=lambda w: counts[w.token])
    chosen: list[Wanted] = []
    places = 0
    for want in held[:most]:
        places += counts[want.token]
        if chosen and places > budget:
            break
        chosen.append(want)
    return chosen


def _is_needed(want: Wanted, counts: Mapping[str, int]) -> bool:
    is_known = bool(want.unless) and all(counts.get(token) for token in want.unless)
    return bool(counts.get(want.token)) and not is_known
