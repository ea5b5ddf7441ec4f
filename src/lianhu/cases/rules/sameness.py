"""Which of many texts are about the same matter: by the pairs of characters that they share, rare
ones most, and by what those around them share.
"""

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

_BRIEF = 3  # a piece of the brief counts as much as this many of the text
# Neighbours of a text that speak for their own neighbours, and from where on one is a neighbour.
_NEIGHBOURS, _IS_NEAR, _SAY = 5, 0.15, 0.5
_KNOWN = 200


def pieces(brief: Iterable[str], text: Iterable[str]) -> Counter[str]:
    """What a text is compared by, and how much each counts, of its pairs of characters."""
    found = Counter(text)
    for piece in brief:
        found[piece] += _BRIEF
    return found


class Matters:
    """`counted`: what each is compared by, as from `pieces`; they are told by their place in the
    list. `known`: for pairs, which share of all texts ever holds each, so that a few that are all
    about one matter do not take its words for common ones; a pair that it lacks is rare.
    """

    def __init__(
        self, counted: Sequence[Mapping[str, int]], known: Mapping[str, float] | None = None
    ) -> None:
        held_by = Counter(pair for pairs in counted for pair in pairs)
        rarity = _rarity(held_by, len(counted), known)
        self._vectors = [_vector(pairs, rarity) for pairs in counted]
        self._holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, vector in enumerate(self._vectors):
            for pair, weight in vector.items():
                self._holders[pair].append((place, weight))

    def near(self, place: int) -> Mapping[int, float]:
        """How much alike others are to one, 0 to 1; those that share nothing are left out."""
        found: dict[int, float] = defaultdict(float)
        for pair, weight in self._vectors[place].items():
            for other, theirs in self._holders[pair]:
                found[other] += weight * theirs
        found.pop(place, None)
        return found

    def like(self, place: int) -> Mapping[int, float]:
        """As `near`, and higher for what its nearest are near to. For ranking only."""
        direct = self.near(place)
        nearest = heapq.nlargest(_NEIGHBOURS, direct, key=lambda other: (direct[other], -other))
        found = dict(direct)
        for neighbour in nearest:
            if direct[neighbour] <= _IS_NEAR:
                break
            for other, score in self.near(neighbour).items():
                if other != place:
                    found[other] = found.get(other, 0.0) + _SAY * direct[neighbour] * score
        return found

    def ranked(self, place: int) -> list[int]:
        """Others that share anything with one, the most alike first."""
        found = self.like(place)
        return sorted(found, key=lambda other: (-found[other], other))

    def links(self, least: float) -> dict[tuple[int, int], float]:
        """How much alike any two are that are it by `least`, the earlier one first."""
        return {
            (place, other): score
            for place in range(len(self._vectors))
            for other, score in self.near(place).items()
            if place < other and score >= least
        }


def _rarity(
    held_by: Mapping[str, int], texts: int, known: Mapping[str, float] | None
) -> dict[str, float]:
    """What only one text holds compares with nothing."""
    # What is known counts as much as so many texts.
    more = _KNOWN if known else 0
    rarest = min(known.values(), default=0.0) if known else 0.0
    share = known or {}
    return {
        pair: math.log((texts + more) / (held + more * share.get(pair, rarest)))
        for pair, held in held_by.items()
        if held > 1 and (known or held < texts)
    }


def _vector(pairs: Mapping[str, int], rarity: Mapping[str, float]) -> dict[str, float]:
    """Of length 1."""
    weights = {
        pair: (1 + math.log(count)) * rarity[pair]
        for pair, count in pairs.items()
        if rarity.get(pair, 0.0) > 0.0
    }
    length = math.sqrt(math.fsum(weight * weight for weight in weights.values())) or 1.0
    return {pair: weight / length for pair, weight in weights.items()}


def joined(count: int, links: Mapping[tuple[int, int], float], least: float) -> list[list[int]]:
    """Everything in one group each, the largest first. Those two that are most alike are joined
    until none are alike by `least`: the mean over all pairs, those without a link counting as 0.
    """
    members = {place: [place] for place in range(count)}
    sums: dict[int, dict[int, float]] = defaultdict(dict)
    for (one, other), score in links.items():
        sums[one][other] = sums[other][one] = score
    waiting = [(-score, one, other) for (one, other), score in links.items() if score >= least]
    heapq.heapify(waiting)
    fresh = count
    while waiting:
        _, one, other = heapq.heappop(waiting)
        if one not in members or other not in members:
            continue
        together = members.pop(one) + members.pop(other)
        shared = Counter(sums.pop(one))
        shared.update(sums.pop(other))
        for third, total in shared.items():
            if third in members:
                sums[fresh][third] = sums[third][fresh] = total
                mean = total / (len(together) * len(members[third]))
                if mean >= least:
                    heapq.heappush(waiting, (-mean, third, fresh))
        members[fresh] = together
        fresh += 1
    groups = [sorted(group) for group in members.values()]
    return sorted(groups, key=lambda group: (-len(group), group))
