"""What a case is, as its events tell it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
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
    WAITING = "waiting"  # for the resident, who was asked something
    ON_BEHALF = "on_behalf"
    MERGED = "merged"  # handled with another case, whose answer it gets
    ANSWERED = "answered"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


# At a desk: it has an open stage. A merged case is nobody's own, yet not over.
AT_A_DESK = frozenset(
    {Status.ASKED, Status.TAKEN, Status.CONSULTING, Status.WAITING, Status.ON_BEHALF}
)
OPEN = AT_A_DESK | {Status.MERGED}


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
    RESIDENT_ASKED = "resident_asked"
    RESIDENT_REPLIED = "resident_replied"
    RESIDENT_SILENT = "resident_silent"
    EXTENDED = "extended"
    WITHDRAWN = "withdrawn"
    JOINT = "joint"
    MERGED = "merged"
    JOINED = "joined"
    SPLIT = "split"
    MARKED_CONFIDENTIAL = "marked_confidential"
    HANDED = "handed"
    SUMMARISED = "summarised"
    FOLLOWED = "followed"
    NEED_PUBLISHED = "need_published"
    NEED_TAKEN_UP = "need_taken_up"
    NEED_VISITED = "need_visited"
    CALL_DUE = "call_due"
    DEADLINE_MOVED = "deadline_moved"
    WAITED_ON = "waited_on"


# What changes nothing for somebody who is about to act: no reason to make them look again.
QUIET = frozenset({Kind.FOLLOWED, Kind.DEADLINE_MOVED, Kind.NEED_TAKEN_UP, Kind.WAITED_ON})


def attachments(data: Mapping[str, Any]) -> int:
    """How many photos and voice notes came along with the words of an event."""
    return int(data.get("photos", 0) + data.get("voice", 0))


class Reason(StrEnum):
    """Why a case moved to another desk."""

    PASSED_UP = "passed_up"
    RETURNED = "returned"
    TIMED_OUT = "timed_out"
    ROSTER_TOOK = "roster_took"
    TRANSFERRED = "transferred"
    CONTESTED = "contested"
    LEADS = "leads"  # leads several departments that handle it together
    UNMANNED = "unmanned"  # a change of hours or people left nobody there in time


class Settled(StrEnum):
    """How a case was settled."""

    CONFIRMED = "confirmed"
    SILENCE = "silence"
    FOLLOWED_UP = "followed_up"
    NEED_CONFIRMED = "need_confirmed"


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


# In an event's data: who wrote down what its actor said.
ENTERED_BY = "entered_by"


def entered(events: Iterable[Event], by: int) -> tuple[Event, ...]:
    """These, saying of what somebody did that another entered it."""
    return tuple(
        replace(event, data={**event.data, ENTERED_BY: by}) if event.actor is not None else event
        for event in events
    )


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
    # It came by a transfer: the desk may contest it, once.
    transferred: bool = False
    # The resident was asked something: until when to wait, and what was left of the promise.
    waiting_until: datetime | None = None
    promise_left_s: int = 0


@dataclass(frozen=True, slots=True)
class Consultation:
    """A department asked while the holder keeps the case. Only open ones are kept.

    For a word, which stops the holder's clock until it is late; or, `joint`, for its part of a case
    that several handle and the holder leads, which stops nothing.
    """

    number: int
    desk: int
    asked_by: int
    started_at: datetime
    due_at: datetime
    late: bool = False
    joint: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """Help that was asked for in public, without a name: somebody takes it up and visits."""

    published_at: datetime
    taken_up_by: int | None = None
    visited_at: datetime | None = None


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
    door: Door = Door.PAGE
    confidential: bool = False
    about: int | None = None  # whom it complains about: that person has no part in it
    extended: bool = False
    contested: tuple[int, ...] = ()  # desks that have used their right to contest
    merged_into: int | None = None
    merged_at: int | None = None  # the desk where it was merged, to which it goes if split
    is_public: bool = False  # neighbours may read the desk's summary and follow
    followers: tuple[int, ...] = ()
    need: Need | None = None
    withdrawn_at: datetime | None = None
    # When an answer that nobody has said a word to counts as enough, or is asked after.
    silence_due_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def consultation(self, number: int) -> Consultation | None:
        return next((c for c in self.consultations if c.number == number), None)

    @property
    def awaited(self) -> tuple[Consultation, ...]:
        """Consultations still within their own deadline: they stop the holder's clock."""
        return tuple(c for c in self.consultations if not (c.late or c.joint))

    @property
    def is_stopped(self) -> bool:
        """Whether the clock of the stage has a reason to stand still."""
        waits = self.stage is not None and self.stage.waiting_until is not None
        return waits or bool(self.awaited)
