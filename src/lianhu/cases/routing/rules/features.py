"""What of a text counts: runs of one to three characters, the words of one that is cut into words,
and both again for how it begins.

The beginning counts twice because people say there what they want; the rest tells the story.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
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


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """`lead` is a title or the beginning, `body` all the rest."""

    lead: str
    body: str = ""

    @classmethod
    def of(cls, words: str) -> Self:
        """A text without a title. Texts cut into words have longer beginnings: no full stops."""
        words = words.strip()
        if len(pieces := words.split()) > _LEAD_WORDS and _is_cut(words):
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

    def blocks(self, text: Text) -> list[tuple[float, Counter[str]]]:
        """Features by kind, each with its weight: a kind counts as a whole, however many it has."""
        whole = text.whole
        found = [(1.0, Counter(_characters(whole, self.longest)))]
        # What stands between the marks of a text that is not cut is no word.
        words = self.words and _is_cut(whole)
        if words:
            found.append((1.0, Counter(_words(whole))))
        if self.lead:
            beginning = Counter(BEGINNING + one for one in _characters(text.lead, self.longest))
            found.append((self.lead, beginning))
            if words:
                cut = Counter(BEGINNING + one for one in _words(text.lead))
                found.append((self.lead, cut))
        return found


PLAIN = Recipe(longest=2, words=False, lead=0.0, cost=1.0)


def _is_cut(text: str) -> bool:
    """Into words, with spaces between them. A text of few characters passes for a word or two."""
    return len(text) < _LONGEST_WORD * len(text.split())


def _characters(text: str, longest: int) -> Iterator[str]:
    for run in runs(_BETWEEN_HAN.sub("", text)):
        if run.isascii():
            yield run[:LEAD]
            continue
        for length in range(1, longest + 1):
            for at in range(len(run) - length + 1):
                yield run[at : at + length]


def _words(text: str) -> Iterator[str]:
    """What stands between spaces and marks, and pairs of it."""
    before = ""
    for run in runs(text):
        if len(run) > _LONGEST_WORD:
            before = ""
            continue
        yield WORD + run
        if before:
            yield f"{WORD}{before} {run}"
        before = run


def read(feature: str) -> str:
    """A feature as it stands in a text."""
    return feature.lstrip(BEGINNING).strip()


def weighed(
    blocks: list[tuple[float, Counter[str]]], rarity: Mapping[str, float]
) -> dict[str, float]:
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
