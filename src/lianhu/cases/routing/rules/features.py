"""What of a text counts: runs of one to three characters, its words, and both again for how it
begins.

The beginning counts twice because people say there what they want; the rest tells the story.

Words are those of texts that are cut into words. In a text that is not, the same words are looked
for, so that what was learnt from cut texts holds for it as well.
"""

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from math import log, sqrt
from typing import Self

from lianhu.kernel.han import HAN, runs

_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")
_SENTENCE = re.compile(r"[。？！?!；;\n]")
# Longer texts repeat themselves.
LONGEST = 700
LEAD = 30
_LEAD_WORDS = 14
_LONGEST_WORD = 6
# Before what is no run of characters; no feature holds them otherwise.
WORD, BEGINNING = " ", "^"
# Features by kind, each with its weight: a kind counts as a whole, however many it has.
Blocks = list[tuple[float, Counter[str]]]


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """`lead` is a title or the beginning, `body` all the rest."""

    lead: str
    body: str = ""

    @classmethod
    def of(cls, words: str) -> Self:
        """A text without a title. Texts cut into words have longer beginnings: no full stops."""
        words = words.strip()
        if len(pieces := words.split()) > _LEAD_WORDS and is_cut(words):
            return cls(" ".join(pieces[:_LEAD_WORDS]), " ".join(pieces[_LEAD_WORDS:]))
        end = _SENTENCE.search(words, 0, LEAD)
        at = end.end() if end and end.start() >= LEAD // 3 else LEAD
        return cls(words[:at], words[at:])

    @property
    def whole(self) -> str:
        return f"{self.lead} {self.body}"[:LONGEST]


@dataclass(frozen=True, slots=True)
class Recipe:
    """Which features, and how far the learner may follow single examples (`cost`)."""

    longest: int = 3
    words: bool = True
    lead: float = 0.6
    cost: float = 3.0

    def blocks(self, text: Text, known: Container[str] = ()) -> Blocks:
        """`known`: the features that are words, to be looked for in a text that is not cut."""
        whole = text.whole
        cut = is_cut(whole)
        found = [(1.0, Counter(_characters(whole, self.longest)))]
        if self.words:
            found.append(_words(whole, cut, known))
        if self.lead:
            beginning = [(1.0, Counter(_characters(text.lead, self.longest)))]
            if self.words:
                beginning.append(_words(text.lead, cut, known))
            found += [
                (self.lead * weight, Counter({BEGINNING + one: n for one, n in counts.items()}))
                for weight, counts in beginning
            ]
        return [(weight, counts) for weight, counts in found if counts]


PLAIN = Recipe(longest=2, words=False, lead=0.0, cost=1.0)


def is_cut(text: str) -> bool:
    """Into words, with spaces between them."""
    words = len(text.split())
    return words > 1 and len(text) < _LONGEST_WORD * words


def _characters(text: str, longest: int) -> Iterator[str]:
    for run in runs(_BETWEEN_HAN.sub("", text)):
        if run.isascii():
            yield run[:LEAD]
            continue
        for length in range(1, longest + 1):
            for at in range(len(run) - length + 1):
                yield run[at : at + length]


def _words(text: str, cut: bool, known: Container[str]) -> tuple[float, Counter[str]]:
    """Words, and pairs that stand side by side. They weigh as much as they are of the text: one
    word that happens to be known does not speak for a whole story.
    """
    found: Counter[str] = Counter()
    words = characters = 0
    before = ""
    for piece in runs(text) if cut else _pieces(text, known):
        characters += len(piece)
        if len(piece) > _LONGEST_WORD if cut else WORD + piece not in known:
            before = ""
            continue
        words += len(piece)
        found[WORD + piece] += 1
        if before:
            found[f"{WORD}{before} {piece}"] += 1
        before = piece
    return words / characters if characters else 0.0, found


def _pieces(text: str, known: Container[str]) -> Iterator[str]:
    """A text that is not cut: at each place the longest known word, else one character."""
    for run in runs(text):
        at = 0
        while at < len(run):
            end = min(len(run), at + _LONGEST_WORD)
            while end > at + 1 and WORD + run[at:end] not in known:
                end -= 1
            yield run[at:end]
            at = end


def read(feature: str) -> str:
    """A feature as it stands in a text."""
    return feature.lstrip(BEGINNING).strip()


def weighed(blocks: Blocks, rarity: Mapping[str, float]) -> dict[str, float]:
    """The features that are known, rare ones heavier; of length one."""
    found: dict[str, float] = {}
    for weight, counts in blocks:
        values = {
            one: (1 + log(times)) * rarity[one] for one, times in counts.items() if one in rarity
        }
        if values:
            scale = weight / sqrt(sum(value * value for value in values.values()))
            found |= {one: value * scale for one, value in values.items()}
    length = sqrt(sum(value * value for value in found.values()))
    return {one: value / length for one, value in found.items()} if length else {}
