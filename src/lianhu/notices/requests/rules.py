"""Requests, pure: what one asks of desks, when they may answer, and what a month's asking cost."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from lianhu.forms.rules import Evidence, Field, Form, Kind
from lianhu.forms.rules.text import plain
from lianhu.inbox.rules.broadcasts import Who

FEWEST_OPTIONS, MOST_OPTIONS = 2, 12
FIRST_YEAR = 2000


class Code(StrEnum):
    OVER = "over"  # answered already, and past its time
    CORRECTED = "corrected"  # the page asked what has been corrected since
    MEANWHILE = "meanwhile"  # a colleague answered for the desk


class Refused(Exception):
    """Nothing has changed."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that is asked; `options` of a choice."""

    field: Field
    options: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        field, evidence = self.field, self.field.evidence
        return {
            "key": field.key,
            "label": field.label,
            "kind": field.kind.value,
            "unit": field.unit,
            "purpose": field.purpose,
            "consent": field.consent,
            "reason": evidence.reason,
            "approver": evidence.approver,
            "until": evidence.until.isoformat() if evidence.until else None,
            "options": list(self.options),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Asked":
        until = date.fromisoformat(value["until"]) if value["until"] else None
        field = Field(
            key=value["key"],
            label=value["label"],
            kind=Kind(value["kind"]),
            unit=value["unit"],
            purpose=value["purpose"],
            consent=value["consent"],
            evidence=Evidence(value["reason"], value["approver"], until),
        )
        return cls(field, tuple(value["options"]))


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a request asks, what people are to reach by it, and, by its keys in the list of what is
    held, what the platform adds by itself.
    """

    asked: tuple[Asked, ...] = ()
    targets: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    def on(self, day: date) -> tuple[Asked, ...]:
        """What is asked still on a day: a picture is until its end."""
        return tuple(
            one
            for one in self.asked
            if one.field.evidence.until is None or one.field.evidence.until >= day
        )

    @property
    def pictures(self) -> set[str]:
        """The keys of those that are asked for."""
        return {one.field.key for one in self.asked if one.field.kind is Kind.PHOTO}


def form_of(purpose: str, sheet: Sheet) -> Form:
    """What `forms` looks at; targets by `target_key`."""
    return Form(
        purpose=purpose,
        fields=tuple(one.field for one in sheet.asked),
        targets=tuple((target_key(n), text) for n, text in enumerate(sheet.targets)),
    )


def target_key(number: int) -> str:
    return f"target-{number}"


def is_same(mine: Asked, theirs: Asked, simplified: Callable[[str], str]) -> bool:
    """Whether an answer to one answers the other, however their labels were typed."""
    labels = {plain(simplified(one.field.label)) for one in (mine, theirs)}
    kinds = {(one.field.kind, one.field.unit, one.options) for one in (mine, theirs)}
    return len(labels) == len(kinds) == 1


def asked_by_both(mine: Sheet, theirs: Sheet, simplified: Callable[[str], str]) -> tuple[str, ...]:
    """The labels of mine that theirs ask too, however they were typed."""
    known = {plain(simplified(one.field.label)) for one in theirs.asked}
    labels = (one.field.label for one in mine.asked)
    return tuple(label for label in labels if plain(simplified(label)) in known)


@dataclass(frozen=True, slots=True)
class Meant:
    """Who is asked: these kinds of people at these places, by path, and below, or of one level."""

    who: frozenset[Who]
    paths: tuple[str, ...]
    depth: int | None = None

    def meets(self, other: "Meant") -> bool:
        """Whether some desk may be meant by both."""
        levels = {self.depth, other.depth} - {None}
        return (
            bool(self.who & other.who)
            and len(levels) < 2
            and any(a.startswith(b) or b.startswith(a) for a in self.paths for b in other.paths)
        )


def next_key(taken: Iterable[str]) -> str:
    """Of a further field: never one that an answer was given to under another question."""
    numbers = (int(key[1:]) for key in taken if key[:1] == "q" and key[1:].isdecimal())
    return f"q{max(numbers, default=0) + 1}"


def to_answer(due_at: datetime | None, now: datetime, *, answered: bool) -> None:
    """A first answer is welcome as long as the request is there; it may be changed until it is due.

    Raises Refused.
    """
    if answered and due_at is not None and now >= due_at:
        raise Refused(Code.OVER)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a desk sent: `minutes` are what it takes each of those whom it reached, by the sender's
    word; `interruptions` as they were foreseen then.
    """

    desk: int
    is_request: bool
    minutes: int
    people: int
    households: int
    interruptions: int


@dataclass(frozen=True, slots=True)
class Burden:
    """`minutes` of people at work, and apart from them those of households."""

    requests: int = 0
    notices: int = 0
    minutes: int = 0
    household_minutes: int = 0
    interruptions: int = 0

    def __add__(self, other: "Burden") -> "Burden":
        return Burden(
            self.requests + other.requests,
            self.notices + other.notices,
            self.minutes + other.minutes,
            self.household_minutes + other.household_minutes,
            self.interruptions + other.interruptions,
        )


def burden_of(sent: Sent) -> Burden:
    return Burden(
        requests=int(sent.is_request),
        notices=int(not sent.is_request),
        minutes=sent.minutes * sent.people,
        household_minutes=sent.minutes * sent.households,
        interruptions=sent.interruptions,
    )


def by_desk(everything: Iterable[Sent]) -> dict[int, Burden]:
    found: dict[int, Burden] = {}
    for sent in everything:
        found[sent.desk] = found.get(sent.desk, Burden()) + burden_of(sent)
    return found


@dataclass(frozen=True, slots=True)
class Month:
    year: int
    number: int

    @classmethod
    def read(cls, text: str, today: date) -> "Month":
        """As an address names it, "2026-05"; that of `today` for what is none, lies before
        FIRST_YEAR or is to come.
        """
        this = cls(today.year, today.month)
        try:
            day = date.fromisoformat(f"{text}-01")
        except ValueError:
            return this
        if day.year < FIRST_YEAR:
            return this
        return min(cls(day.year, day.month), this, key=lambda month: month.first)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def after(self) -> "Month":
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def before(self) -> "Month":
        return Month(self.year - (self.number == 1), self.number - 1 or 12)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"
