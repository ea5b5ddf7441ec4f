"""What is broadcast, pure: whom it reaches, what is still open for one of them, and what of it is
the same and stands on one card.

Nothing here is counted of people. What is open is worked out from what one has answered oneself.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lianhu.grid.facts.rules import Fact
from lianhu.grid.rules import DeskKind, Role
from lianhu.inbox.rules.attention import Ear, Matter, Sort
from lianhu.inbox.rules.loudness import Group, group_of
from lianhu.kernel.worktime import Schedule


class Asks(StrEnum):
    """What is asked of whoever it reaches."""

    KNOW = "know"
    ACKNOWLEDGE = "acknowledge"
    ACT = "act"


STRICTNESS = (Asks.KNOW, Asks.ACKNOWLEDGE, Asks.ACT)


class Who(StrEnum):
    """For whom, at the places that are meant."""

    OFFICER = "officer"
    CLERK = "clerk"
    DEPARTMENT = "department"
    SUPERVISOR = "supervisor"
    HOUSEHOLD = "household"
    SEEN = "seen"  # whoever has seen an earlier version, wherever they are by now


# At which desks, and in which post there. A backup hears of it while standing in, not before.
POSTS = {
    Who.OFFICER: (DeskKind.NODE, Role.OFFICER),
    Who.CLERK: (DeskKind.NODE, Role.CLERK),
    Who.DEPARTMENT: (DeskKind.DEPARTMENT, Role.CLERK),
    Who.SUPERVISOR: (DeskKind.SUPERVISION, Role.SUPERVISOR),
}


def who_serves(kind: DeskKind, role: Role) -> Who | None:
    return next((who for who, post in POSTS.items() if post == (kind, role)), None)


@dataclass(frozen=True, slots=True)
class Aim:
    """Everybody of a kind at a place and below it, or of one level there. `path` is the place's.
    Of households those that let a fact be known, or this one, while it lives there.
    """

    path: str
    who: Who
    depth: int | None = None
    fact: Fact | None = None
    household: int | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody serves or lives. `desk`: none for a home, which has a household instead."""

    path: str
    who: Who
    depth: int
    desk: int | None = None
    household: int | None = None


def reaches(aim: Aim, spot: Spot, *, sender: int, facts: Collection[Fact] = frozenset()) -> bool:
    """Whether what a desk sends to `aim` is for whoever is at `spot`; never for that desk.

    `facts`: what the household there lets be known today.
    """
    return (
        aim.who is spot.who
        and spot.path.startswith(aim.path)
        and aim.depth in (None, spot.depth)
        and spot.desk != sender
        and (aim.fact is None or aim.fact in facts)
        and aim.household in (None, spot.household)
    )


@dataclass(frozen=True, slots=True)
class Copy:
    """One sender's broadcast. Those of one `wording` say the same. `corrects` what was sent before,
    which may be all that it says: then it is withdrawn.
    """

    broadcast: int
    wording: int
    asks: Asks
    starts_at: datetime
    due_at: datetime | None = None
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody has done about a wording, whoever sent it: when last."""

    seen_at: datetime | None = None
    acked_at: datetime | None = None
    acted_at: datetime | None = None

    def to(self, asks: Asks) -> datetime | None:
        """When it was last done what is asked; who has acted has acknowledged and seen."""
        done = {Asks.ACT: [self.acted_at], Asks.ACKNOWLEDGE: [self.acted_at, self.acked_at]}
        moments = done.get(asks, [self.acted_at, self.acked_at, self.seen_at])
        return max((at for at in moments if at is not None), default=None)


NOTHING = Answer()


def is_open(copy: Copy, answer: Answer) -> bool:
    """Whether it waits for an answer still. An answer holds for every copy, also for those that are
    sent later; only a correction asks again what was answered before it.
    """
    answered = answer.to(copy.asks)
    return answered is None or (copy.corrects and answered < copy.starts_at)


@dataclass(frozen=True, slots=True)
class Card:
    """All copies of one wording that reach somebody, in the order in which they were sent.

    `asks` and `due_at` are the strictest of those that are open.
    """

    wording: int
    copies: tuple[Copy, ...]
    asks: Asks
    due_at: datetime | None
    is_open: bool


def cards(copies: Iterable[Copy], answers: Mapping[int, Answer]) -> list[Card]:
    """One for each wording, by what falls due, those without a time last; `answers` by wording."""
    together: dict[int, list[Copy]] = defaultdict(list)
    for copy in sorted(copies, key=lambda copy: (copy.starts_at, copy.broadcast)):
        together[copy.wording].append(copy)
    made = [_card(same, answers.get(wording, NOTHING)) for wording, same in together.items()]
    return sorted(made, key=lambda card: (card.due_at is None, card.due_at or _start(card)))


def _start(card: Card) -> datetime:
    return card.copies[0].starts_at


def _card(copies: list[Copy], answer: Answer) -> Card:
    waiting = [copy for copy in copies if is_open(copy, answer)]
    strict = waiting or copies
    return Card(
        wording=copies[0].wording,
        copies=tuple(copies),
        asks=max((copy.asks for copy in strict), key=STRICTNESS.index),
        due_at=min((copy.due_at for copy in strict if copy.due_at), default=None),
        is_open=bool(waiting),
    )


def is_called(
    matter: Matter, ear: Ear, now: datetime, schedule: Schedule, *, has_told: bool
) -> bool:
    """Whether somebody is to hear of it at `now`: of what can wait once, ever. An emergency can
    not, whatever digest it stood in.
    """
    if matter.sort is Sort.EMERGENCY and not ear.interrupted:
        return True
    return not (has_told and group_of(matter.due_at, now, schedule) is Group.LATER)


def next_day(now: datetime, schedule: Schedule) -> datetime | None:
    """When whoever has joined by then hears of it: the opening of the next day on duty."""
    return schedule.next_open(schedule.closing_on(schedule.local_day(now)) or now)


def matter_of(
    asks: Asks, due_at: datetime | None, now: datetime, emergency_until: datetime | None = None
) -> Matter:
    """How a broadcast asks for attention. What is only to be known interrupts nobody, nor does what
    is past its time: whom it reaches then reads it in a digest.
    """
    if emergency_until is not None and now < emergency_until:
        return Matter(Sort.EMERGENCY, due_at)
    if asks is Asks.KNOW:
        return Matter(Sort.REVIEW, due_at if due_at and due_at > now else None)
    if due_at is not None and due_at <= now:
        return Matter(Sort.REVIEW)
    return Matter(Sort.NOTICE, due_at)
