"""What a case is, as its events tell it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class CaseClass(StrEnum):
    QUESTION = "question"
    MATTER = "matter"
    REPAIR = "repair"
    COMPLAINT = "complaint"


class Status(StrEnum):
    ASKED = "asked"
    TAKEN = "taken"
    CONSULTING = "consulting"
    ON_BEHALF = "on_behalf"
    ANSWERED = "answered"
    SETTLED = "settled"


OPEN = frozenset({Status.ASKED, Status.TAKEN, Status.CONSULTING, Status.ON_BEHALF})


class Door(StrEnum):
    PAGE = "page"
    PHONE = "phone"
    OFFICER = "officer"
    GROUP = "group"
    PASTE = "paste"
    API = "api"


class Kind(StrEnum):
    """What an event says happened. Stored: never rename, only add."""

    ASKED = "asked"
    TAKEN = "taken"
    MOVED = "moved"
    CONSULTED = "consulted"
    CONSULT_REPLIED = "consult_replied"
    CONSULT_LATE = "consult_late"
    ON_BEHALF = "on_behalf"
    FOLLOWED_UP = "followed_up"
    NOTED = "noted"
    ANSWERED = "answered"
    SETTLED = "settled"
    REOPENED = "reopened"
    ALERTED = "alerted"


class Reason(StrEnum):
    """Why a case moved to another desk."""

    PASSED_UP = "passed_up"
    RETURNED = "returned"
    TIMED_OUT = "timed_out"
    ROSTER_TOOK = "roster_took"


@dataclass(frozen=True, slots=True)
class Event:
    """One fact of a case's timeline.

    `data` is plain JSON and complete: folding needs no desk, roster or calendar. `words` and
    `papers` are what a person wrote; they are stored apart, so that erasing them leaves the fact.
    """

    kind: Kind
    at: datetime
    actor: int | None = None
    desk: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""
    papers: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """The stay of the case at one desk. Seconds are open seconds of that desk.

    A running clock has `running_since` and `due_at`; a stopped one has neither.
    """

    number: int
    desk: int
    started_at: datetime
    budget_s: int
    due_at: datetime | None
    running_since: datetime | None
    used_s: int = 0
    taken_by: int | None = None
    on_behalf: bool = False
    # From here on the roster above sees the words too and may take the question.
    shared_at: datetime | None = None
    # The stage ran out at the top, where nobody is left to move it to.
    alerted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Consultation:
    """A department asked for a word while the holder keeps the case. Only open ones are kept."""

    number: int
    desk: int
    asked_by: int
    started_at: datetime
    due_at: datetime
    late: bool = False


@dataclass(frozen=True, slots=True)
class State:
    seq: int
    case_class: CaseClass
    asked_at: datetime
    promise_due_at: datetime
    status: Status
    stage: Stage | None
    consultations: tuple[Consultation, ...] = ()
    consulted: int = 0  # how many consultations there ever were: numbers the next one
    stages: int = 1  # how many stages there ever were: numbers the next one
    path: tuple[int, ...] = ()  # desks on the way up to here; a return goes back along it
    answered_by: int | None = None
    answered_at: datetime | None = None
    follow_up_on: date | None = None
    follow_up_by: int | None = None
    follow_up_due_at: datetime | None = None
    reopened: int = 0
    settled_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def consultation(self, number: int) -> Consultation | None:
        return next((c for c in self.consultations if c.number == number), None)

    @property
    def awaited(self) -> tuple[Consultation, ...]:
        """Consultations still within their own deadline: they stop the holder's clock."""
        return tuple(c for c in self.consultations if not c.late)
