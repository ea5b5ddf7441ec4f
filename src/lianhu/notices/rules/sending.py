"""What has to be there before a notice is sent, and who has to look at it first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from lianhu.grid.facts.rules import Fact
from lianhu.grid.rules import DeskKind, Role
from lianhu.inbox.rules.broadcasts import Asks, Who

# A notice is there for so long, or so long past its time.
LASTS = timedelta(days=30)
AFTERWARDS = timedelta(days=14)
# What a sender says who reads it takes, at most.
LONGEST_MINUTES = 480
# An emergency is one for so long at most: whoever joins later hears of it as of anything else.
EMERGENCY = timedelta(hours=24)


class Stage(StrEnum):
    DRAFT = "draft"
    WAITING = "waiting"  # for a second person
    PLANNED = "planned"  # goes out at its time
    SENT = "sent"


class Code(StrEnum):
    NO_DUE = "no_due"  # to act by a time, and no time said
    PAST = "past"  # that time has passed
    ONLY_KNOW = "only_know"  # an emergency, and nobody is to say that it has been read
    NOBODY = "nobody"  # it reaches nobody
    OWN = "own"  # whoever wrote it approves it
    OTHER_STAGE = "other_stage"  # somebody did something with it meanwhile
    OTHER_TEXT = "other_text"  # somebody wrote another one meanwhile
    WITHDRAWN = "withdrawn"
    NOT_SAME = "not_same"  # what is to be joined says something else
    FORM = "form"  # something speaks against what a request asks
    SENT_ON = "sent_on"  # what was sent on is withdrawn, not corrected
    UNREAD_FILE = "unread_file"  # what goes along has not been looked through yet
    BROKEN_FILE = "broken_file"  # or cannot be read
    SEND_PAST = "send_past"  # the time at which it was to go out has passed
    SEND_FAR = "send_far"  # or is too far away
    SEND_LATE = "send_late"  # it goes out after what it asks is due
    SEND_URGENT = "send_urgent"  # what cannot wait goes out at once
    SEND_REST = "send_rest"  # what goes out again and again begins on a working day
    UNTIL = "until"  # and has an end, within a year
    UNREVIEWED = "unreviewed"  # nobody has said that it is still needed
    SAME_NAME = "same_name"  # a template of the desk is called so
    FULL = "full"  # the desk has enough of them
    SENDER_LEFT = "sender_left"  # whoever planned it writes there no more
    CLOSED = "closed"  # a place or desk that it names is no more
    MORE_NOW = "more_now"  # it reaches more than was approved, or than goes without
    DELAYED = "delayed"  # no worker lived at its time, nor for long after
    LIST_GONE = "list_gone"  # who was on its list is not known any more
    TOO_MANY = "too_many"  # so many are reached by a notice that a second person looks at


class Refused(Exception):
    """Nothing has changed."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom: these kinds of people at these places and below, of one level there if `depth` says
    so; of households those alone that let one of `facts` be known. `chosen`: so many households
    there, which were chosen one by one; only what was sent knows which, as long as it lasts.
    `listed`: so many households and desks of a list, which stands in rows of its own. Readable:
    `words.sentence` says it.
    """

    who: tuple[Who, ...]
    nodes: tuple[int, ...]
    depth: int | None = None
    chosen: int | None = None
    facts: tuple[Fact, ...] = ()
    listed: tuple[int, int] | None = None

    def to_json(self) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "who": [who.value for who in self.who],
            "nodes": list(self.nodes),
            "depth": self.depth,
        }
        if self.chosen is not None:
            facts["chosen"] = self.chosen
        if self.facts:
            facts["facts"] = [fact.value for fact in self.facts]
        if self.listed is not None:
            facts["listed"] = list(self.listed)
        return facts

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Audience":
        listed = value.get("listed")
        return cls(
            tuple(Who(who) for who in value["who"]),
            tuple(value["nodes"]),
            value["depth"],
            value.get("chosen"),
            tuple(Fact(fact) for fact in value.get("facts", ())),
            None if listed is None else (listed[0], listed[1]),
        )


def choices(kind: DeskKind, role: Role, *, is_beat: bool) -> tuple[Who, ...]:
    """To whom somebody with this post may send: an officer to the own households alone."""
    if is_beat:
        return (Who.HOUSEHOLD,) if role is Role.OFFICER else ()
    if role is not Role.CLERK or kind is DeskKind.SUPERVISION:
        return ()
    return (Who.OFFICER, Who.CLERK, Who.DEPARTMENT, Who.SUPERVISOR, Who.HOUSEHOLD)


def expires_at(due_at: datetime | None, now: datetime) -> datetime:
    """When it reaches nobody any more: long after its time, so that it is not missed."""
    return now + LASTS if due_at is None else max(due_at + AFTERWARDS, now + AFTERWARDS)


def check_due(asks: Asks, due_at: datetime | None, now: datetime) -> None:
    """Raises Refused."""
    if asks is Asks.ACT and due_at is None:
        raise Refused(Code.NO_DUE)
    if due_at is not None and due_at <= now:
        raise Refused(Code.PAST)


def emergency_until(due_at: datetime | None, now: datetime) -> datetime:
    return now + EMERGENCY if due_at is None else min(due_at, now + EMERGENCY)


def check_emergency(asks: Asks, emergency: str) -> None:
    """Raises Refused: what wakes people is not only to be known."""
    if emergency and asks is Asks.KNOW:
        raise Refused(Code.ONLY_KNOW)


def needs_approval(people: int, households: int, most: int) -> bool:
    """Whether a second person has to look at it: `most` are reached without."""
    return people + households > most


def to_send(stage: Stage, *, is_withdrawn: bool) -> None:
    """Raises Refused unless it can be sent, or shown to a second person."""
    if is_withdrawn:
        raise Refused(Code.WITHDRAWN)
    if stage is not Stage.DRAFT:
        raise Refused(Code.OTHER_STAGE)


def to_approve(
    stage: Stage, *, writers: Collection[int | None], person: int, is_withdrawn: bool
) -> None:
    """Raises Refused unless this person may let it through, or give it back. `writers`: whose words
    they are, and who wrote them down.
    """
    if is_withdrawn:
        raise Refused(Code.WITHDRAWN)
    if stage is not Stage.WAITING:
        raise Refused(Code.OTHER_STAGE)
    if person in writers:
        raise Refused(Code.OWN)


def minutes_asked(people: int, households: int, minutes: int) -> int:
    """Of everybody's time together."""
    return (people + households) * minutes
