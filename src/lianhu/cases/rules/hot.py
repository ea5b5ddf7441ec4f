"""What many ask about these days: told only where enough people ask, in words that enough say."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lianhu.cases.rules.sameness import Matters, joined

# Fewer people than this are never told of.
FEWEST = 5
# From which likeness on two texts are one matter: best on public messages, where 0.08 to 0.12 do.
LEAST = 0.1
_TELLING = 3
_TRIED = 40
_SHORTEST, _LONGEST = 2, 8


@dataclass(frozen=True, slots=True)
class Asked:
    """`pairs`: what it is compared by; `runs`: its stretches of characters; `asker`: by key."""

    asker: int
    pairs: Mapping[str, int]
    runs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Matter:
    """`words`: what its askers say, each said by FEWEST of them; `people`: how many they are."""

    words: tuple[str, ...]
    people: int


def matters(asked: Sequence[Asked], known: Mapping[str, float] | None = None) -> list[Matter]:
    """What at least FEWEST people ask about, most people first. Nothing of it is one person's."""
    compared = Matters([one.pairs for one in asked], known)
    groups = joined(len(asked), compared.links(LEAST / 4), LEAST)
    found = []
    for group in groups:
        within = [asked[place] for place in group]
        if len({one.asker for one in within}) < FEWEST:
            continue
        words = _telling(within, asked)
        # A text of few words may be in it by one that says nothing.
        people = {one.asker for one in within if any(_says(one, word) for word in words)}
        if len(people) >= FEWEST:
            found.append(Matter(words, len(people)))
    return sorted(found, key=lambda matter: (-matter.people, matter.words))


def _says(one: Asked, word: str) -> bool:
    return any(word in run for run in one.runs)


def _said_by(asked: Iterable[Asked]) -> dict[str, set[int]]:
    """Who says each stretch of two to eight characters."""
    found: dict[str, set[int]] = defaultdict(set)
    for one in asked:
        for stretch in _stretches(one.runs):
            found[stretch].add(one.asker)
    return found


def _stretches(runs: Iterable[str]) -> set[str]:
    return {
        run[at : at + length]
        for run in runs
        if not run.isascii()
        for length in range(_SHORTEST, _LONGEST + 1)
        for at in range(len(run) - length + 1)
    }


def _telling(group: Sequence[Asked], asked: Sequence[Asked]) -> tuple[str, ...]:
    """What sets the group apart: said by many in it, by few elsewhere; the longest of its kind."""
    within = {said: len(who) for said, who in _said_by(group).items() if len(who) >= FEWEST}
    people = len({one.asker for one in group})

    def telling(said: str) -> float:
        here, everywhere = within[said], len({one.asker for one in asked if _says(one, said)})
        # Half of its strength is how many say it, half that others do not.
        return here / people * here / everywhere * (1 - 1 / len(said))

    most_said = sorted(within, key=lambda said: (-within[said] * (1 - 1 / len(said)), said))
    strength = {said: telling(said) for said in most_said[:_TRIED]}
    found: list[str] = []
    for said in sorted(strength, key=lambda said: (-strength[said], -len(said), said)):
        if len(found) == _TELLING:
            break
        if not any(_overlap(said, other) for other in found):
            found.append(said)
    return tuple(found)


def _overlap(one: str, other: str) -> bool:
    return any(one[at : at + 2] in other for at in range(len(one) - 1))


@dataclass(frozen=True, slots=True)
class Line:
    """`total` and `parts`: how many people; None where it is too few to be told, or would let too
    few be reckoned from the others.
    """

    total: int | None
    parts: Mapping[str, int | None]


def told(parts: Mapping[str, int]) -> Line:
    """Of a sum its parts, as far as nobody can reckon a part of less than FEWEST from the rest."""
    given = Counter({part: count for part, count in parts.items() if count > 0})
    total = given.total()
    if total < FEWEST:
        return Line(None, dict.fromkeys(given))
    hidden = {part for part, count in given.items() if count < FEWEST}
    # Of one hidden part, or of few people in them, the rest would tell.
    for part, _count in sorted(given.items(), key=lambda pair: (pair[1], pair[0])):
        if not hidden or (len(hidden) > 1 and sum(given[one] for one in hidden) >= FEWEST):
            break
        hidden.add(part)
    return Line(total, {part: None if part in hidden else count for part, count in given.items()})
