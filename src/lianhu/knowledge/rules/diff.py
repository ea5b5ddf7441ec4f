"""What differs between two texts of an item, field by field, in pieces that can be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from lianhu.knowledge.rules.entry import Entry
from lianhu.knowledge.rules.lines import rows_of, valid

# Two texts that have less in common are shown one after the other, not woven into each other.
_ALIKE = 0.4
# Nor are long ones, such as a paper with a long remark, or many lines: comparing takes as long as
# both are long, times each other, and more.
_LONGEST, _MOST = 300, 20
# In the order in which residents read them.
FIELDS = (
    "title",
    "title_en",
    "sentence",
    "sentence_en",
    "aliases",
    "gives",
    "suits",
    "excludes",
    "audiences",
    "papers",
    "steps",
    "online",
    "counter",
    "elsewhere",
    "by_family",
    "windows",
    "fee",
    "takes",
    "returns",
    "basis",
    "region",
    "related",
    "valid",
)


class Kind(Enum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    kind: Kind


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    field: str
    lines: tuple[Line, ...]


def fields_of(entry: Entry) -> dict[str, list[str]]:
    """Everything an entry says, as lines by field, in the order in which it is read."""
    rows = rows_of(entry)
    apart = {**rows, "valid": [valid(entry)] if valid(entry) else []}
    return {name: apart[name] if name in apart else _lines(entry, name) for name in FIELDS}


def _lines(entry: Entry, name: str) -> list[str]:
    text: str = getattr(entry, name)
    return [text] if text else []


def difference(before: Entry | None, after: Entry) -> list[Difference]:
    """Only fields that differ. `before` None: everything is new."""
    old = fields_of(before) if before else {name: [] for name in FIELDS}
    new = fields_of(after)
    return [
        Difference(name, tuple(lines_between(old[name], new[name])))
        for name in FIELDS
        if old[name] != new[name]
    ]


def lines_between(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """Without what is new it reads as `old`, without what is gone as `new`."""
    if max(len(old), len(new)) > _MOST:
        yield from ((Piece(line, Kind.GONE),) for line in old)
        yield from ((Piece(line, Kind.NEW),) for line in new)
        return
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield from ((Piece(line, Kind.SAME),) for line in old[a:b])
            continue
        gone, come = old[a:b], new[c:d]
        paired = min(len(gone), len(come))
        for was, now in zip(gone[:paired], come[:paired], strict=True):
            yield from _between(was, now)
        yield from ((Piece(line, Kind.GONE),) for line in gone[paired:])
        yield from ((Piece(line, Kind.NEW),) for line in come[paired:])


def _between(old: str, new: str) -> Iterator[Line]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if max(len(old), len(new)) > _LONGEST or matcher.ratio() < _ALIKE:
        yield (Piece(old, Kind.GONE),)
        yield (Piece(new, Kind.NEW),)
        return
    pieces: list[Piece] = []
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            pieces.append(Piece(old[a:b], Kind.SAME))
            continue
        if a < b:
            pieces.append(Piece(old[a:b], Kind.GONE))
        if c < d:
            pieces.append(Piece(new[c:d], Kind.NEW))
    yield tuple(pieces)
