"""Folds of rows that keep duplicates together."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from zlib import crc32

from lianhu.kernel.han import runs
from lianhu.kernel.tokens import normal

Row = dict[str, Any]
# Two rows that share this many of their 8-character stretches are one text.
_ALIKE = 0.5
_STRETCH = 8
_SAMPLED = 4


def folds_of(rows: Sequence[Row], fields: Sequence[str], count: int) -> list[int]:
    """A fold for each row, the same in every run. Rows that name one another (`seg_id`), and those
    of much the same text, fall into the same.
    """
    leaders = list(range(len(rows)))

    def leader(at: int) -> int:
        while leaders[at] != at:
            leaders[at] = leaders[leaders[at]]
            at = leaders[at]
        return at

    for one, other in (*_named(rows), *_alike(rows, fields)):
        first, second = sorted((leader(one), leader(other)))
        leaders[second] = first
    names = [f"{row.get('id')}".encode() for row in rows]
    return [crc32(names[leader(at)]) % count for at in range(len(rows))]


def _named(rows: Sequence[Row]) -> Iterable[tuple[int, int]]:
    known: dict[str, int] = {}
    for at, row in enumerate(rows):
        for key in {str(row.get("id", "")), str(row.get("seg_id") or row.get("id", ""))} - {""}:
            if key in known:
                yield known[key], at
            known.setdefault(key, at)


def _alike(rows: Sequence[Row], fields: Sequence[str]) -> Iterable[tuple[int, int]]:
    stretches = [_stretches(said(row, fields)) for row in rows]
    holders: dict[int, list[int]] = {}
    for at, found in enumerate(stretches):
        for one in found:
            holders.setdefault(one, []).append(at)
    for at, found in enumerate(stretches):
        common: Counter[int] = Counter()
        for one in found:
            # What very many say is a phrase, no copy.
            if len(holders[one]) <= 50:
                common.update(other for other in holders[one] if other < at)
        for other, times in common.items():
            if times >= _ALIKE * min(len(found), len(stretches[other])):
                yield other, at


def said(row: Row, fields: Sequence[str]) -> str:
    return " ".join(str(row[field]) for field in fields if row.get(field))


def _stretches(text: str) -> set[int]:
    """Every fourth, chosen by what they say, so that two texts choose the same; short texts
    whole.
    """
    joined = "".join(runs(normal(text)))
    every = {
        crc32(joined[at : at + _STRETCH].encode())
        for at in range(max(1, len(joined) - _STRETCH + 1))
    }
    return {one for one in every if one % _SAMPLED == 0} if len(every) > 40 else every
