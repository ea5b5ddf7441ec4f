"""Whether two texts ask the same: for somebody who asks again through another door."""

import unicodedata
from collections import Counter
from datetime import timedelta
from itertools import pairwise

# How far back the same question may be meant.
WITHIN = timedelta(days=7)
# Of the pairs of characters of both texts, how many they must have in common.
SHARE = 0.8
# A text of fewer characters is like itself only.
SHORTEST = 4


def alike(one: str, other: str) -> bool:
    """Equal but for spaces, punctuation, width and case; or most pairs of characters the same."""
    one, other = plain(one), plain(other)
    if not one or not other:
        return False
    if one == other:
        return True
    if min(len(one), len(other)) < SHORTEST:
        return False
    pairs, others = _pairs(one), _pairs(other)
    common = (pairs & others).total()
    return 2 * common >= SHARE * (pairs.total() + others.total())


def plain(words: str) -> str:
    """What is left to compare: letters, digits and characters."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", words).casefold()))


def _pairs(text: str) -> Counter[str]:
    return Counter(map("".join, pairwise(text)))
