"""Texts as tokens to be found by: single characters, pairs of neighbours, words, and sounds.

No cutting into words: it cuts the same word differently in two texts, and pairs find words of two
characters (楼道, 停水) as well as those that no dictionary knows.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import opencc

from lianhu.kernel import sounds
from lianhu.kernel.han import HAN, runs

_LONGEST_WORD = 30
# Before a token of sounds; no text holds it.
SOUND = "~"


def normal(text: str) -> str:
    """One spelling: narrow, small letters, simplified characters."""
    return _simplify(unicodedata.normalize("NFKC", text).casefold())


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _simplify(text: str) -> str:
    return str(_converter().convert(text)) if re.search(f"[{HAN}]", text) else text


def written(text: str, *, alone: bool = True) -> list[str]:
    """Characters, pairs, words and numbers of a `normal` text, as often as they occur. Without
    `alone` no single characters, but for those that have no neighbour.
    """
    found: list[str] = []
    for run in runs(text):
        if run.isascii():
            found.append(run[:_LONGEST_WORD])
            continue
        if alone or len(run) == 1:
            found += run
        found += [run[at : at + 2] for at in range(len(run) - 1)]
    return found


def heard(text: str) -> Iterator[str]:
    """Pairs of neighbours in a `normal` text by their sound; letters that spell syllables too."""
    for run in runs(text):
        if run.isdigit():
            continue
        said = sounds.syllables(run[:_LONGEST_WORD]) if run.isascii() else list(map(sounds.of, run))
        for first, second in pairwise(said):
            if first and second:
                yield f"{SOUND}{first} {second}"
