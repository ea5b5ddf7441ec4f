"""What an entry of the how-to book says: the ten parts of an item page, and what they may hold.

In the order in which residents read them: the answer in one sentence; whom it suits and whom not;
what to bring; what to do; where, when, telephone; cost and time; why papers come back; the rules it
rests on. Who has checked it is the item's, not the text's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import Enum
from typing import Any, Self


class Form(Enum):
    """In what form a paper is brought."""

    ORIGINAL = "original"
    COPY = "copy"
    BOTH = "both"
    ELECTRONIC = "electronic"
    FILLED = "filled"  # a form to fill in


class Audience(Enum):
    """Whom an item is for: a filter of the book."""

    EVERYBODY = "everybody"
    ELDERLY = "elderly"
    CHILDREN = "children"
    WOMEN = "women"
    DISABLED = "disabled"
    VETERANS = "veterans"
    HARDSHIP = "hardship"
    RURAL = "rural"
    EMPLOYEES = "employees"
    UNEMPLOYED = "unemployed"
    BUSINESSES = "businesses"
    MIGRANTS = "migrants"


@dataclass(frozen=True, slots=True)
class Paper:
    name: str
    form: Form
    copies: int
    # What to do for want of it.
    otherwise: str


@dataclass(frozen=True, slots=True)
class Window:
    """Where somebody can be asked, and when."""

    name: str
    hours: str
    # As people write it; unchecked, since hotlines have five digits.
    phone: str


@dataclass(frozen=True, slots=True)
class Return:
    """Why papers come back, and what to do about it."""

    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of the text of an item."""

    title: str
    title_en: str
    sentence: str
    sentence_en: str
    # How people really say it.
    aliases: tuple[str, ...]
    gives: str
    suits: str
    excludes: str
    audiences: tuple[Audience, ...]
    papers: tuple[Paper, ...]
    steps: tuple[str, ...]
    online: str
    counter: str
    elsewhere: str
    by_family: str
    windows: tuple[Window, ...]
    fee: str
    takes: str
    returns: tuple[Return, ...]
    basis: tuple[str, ...]
    region: str
    # Titles of other items.
    related: tuple[str, ...]
    valid_from: date | None = None
    valid_until: date | None = None

    def as_data(self) -> dict[str, Any]:
        """For a JSON column; `from_data` reads it again."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        made: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in data.items()
        }
        made["audiences"] = tuple(map(Audience, data["audiences"]))
        made["papers"] = tuple(
            Paper(name, Form(form), copies, otherwise)
            for name, form, copies, otherwise in data["papers"]
        )
        made["windows"] = tuple(Window(*row) for row in data["windows"])
        made["returns"] = tuple(Return(*row) for row in data["returns"])
        for name in ("valid_from", "valid_until"):
            made[name] = date.fromisoformat(data[name]) if data[name] else None
        return cls(**made)


def _plain(value: Any) -> Any:
    match value:
        case Paper() | Window() | Return():
            return [_plain(getattr(value, field.name)) for field in fields(value)]
        case tuple():
            return [_plain(one) for one in value]
        case Enum():
            return value.value
        case date():
            return value.isoformat()
    return value


class Fault(Enum):
    """What is wrong with a field of an entry; `about` of a Problem is the limit or the value."""

    NEEDED = "needed"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    TWICE = "twice"
    ENDS_FIRST = "ends_first"
    NO_COPIES = "no_copies"


@dataclass(frozen=True, slots=True)
class Problem:
    field: str
    fault: Fault
    about: str = ""


MOST_STEPS = 5
_LONGEST = {
    "title": 40,
    "title_en": 120,
    "sentence": 30,
    "sentence_en": 120,
    "gives": 120,
    "suits": 300,
    "excludes": 300,
    "online": 200,
    "counter": 200,
    "elsewhere": 200,
    "by_family": 200,
    "fee": 100,
    "takes": 100,
    "region": 100,
}
_MAY_BE_EMPTY = {"excludes"}
_MOST = {
    "aliases": 12,
    "audiences": len(Audience),
    "papers": 20,
    "steps": MOST_STEPS,
    "windows": 6,
    "returns": 8,
    "basis": 8,
    "related": 6,
}
_NEEDED = {"audiences", "steps", "windows"}
_LONGEST_LINE = 200


def problems(entry: Entry) -> list[Problem]:
    """What keeps an entry from being published. Drafts may have any of it."""
    found = list(_lengths(entry))
    for name, most in _MOST.items():
        rows = getattr(entry, name)
        if name in _NEEDED and not rows:
            found.append(Problem(name, Fault.NEEDED))
        if len(rows) > most:
            found.append(Problem(name, Fault.TOO_MANY, str(most)))
        found += [
            Problem(name, Fault.TOO_LONG, str(_LONGEST_LINE))
            for row in rows
            if any(isinstance(part, str) and len(part) > _LONGEST_LINE for part in _parts(row))
        ]
    twice = {alias for alias in entry.aliases if entry.aliases.count(alias) > 1}
    found += [Problem("aliases", Fault.TWICE, alias) for alias in sorted(twice)]
    if any(paper.copies < 1 for paper in entry.papers):
        found.append(Problem("papers", Fault.NO_COPIES))
    if entry.valid_from and entry.valid_until and entry.valid_until < entry.valid_from:
        found.append(Problem("valid_until", Fault.ENDS_FIRST))
    return found


def _lengths(entry: Entry) -> Iterator[Problem]:
    for name, longest in _LONGEST.items():
        text = getattr(entry, name)
        if not text and name not in _MAY_BE_EMPTY:
            yield Problem(name, Fault.NEEDED)
        if len(text) > longest:
            yield Problem(name, Fault.TOO_LONG, str(longest))


def _parts(row: Any) -> tuple[Any, ...]:
    if isinstance(row, Paper | Window | Return):
        return tuple(getattr(row, field.name) for field in fields(row))
    return (row,)
