"""How a group begins, rests and ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lianhu.cases.rules.likeness import alike, plain
from lianhu.groups.rules import errors
from lianhu.groups.rules.people import Audience, People, takes_in

IDLE_AFTER = timedelta(days=60)
# What lasts longer is no temporary matter.
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Life:
    """When a group was made and ends. A place's own has no end but that of the place."""

    made_at: datetime
    ends_at: datetime | None = None
    closed_at: datetime | None = None
    last_at: datetime | None = None
    place_closed_at: datetime | None = None


def is_open(life: Life, now: datetime) -> bool:
    """At the instant of its end it has ended."""
    ends = (life.closed_at, life.ends_at, life.place_closed_at)
    return all(end is None or now < end for end in ends)


def is_idle(life: Life, now: datetime) -> bool:
    """Whether nobody has written for 60 days, in a group that is open."""
    return (
        is_open(life, now) and now - max(life.made_at, life.last_at or life.made_at) >= IDLE_AFTER
    )


@dataclass(frozen=True, slots=True)
class New:
    people: People
    purpose: str
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Other:
    """A group that is open."""

    code: str
    people: People
    purpose: str


def purpose_key(purpose: str) -> str:
    """The same for purposes that differ in spaces, punctuation, width and case alone."""
    return plain(purpose)


def check_new(new: New, others: Iterable[Other], now: datetime) -> None:
    """Whether a temporary group may begin. Raises a Refused, AlreadyThere with the first of those
    that are for the same people and purpose.
    """
    if not purpose_key(new.purpose):
        raise errors.PurposeNeeded
    if new.ends_at is None:
        raise errors.EndNeeded
    if new.ends_at <= now:
        raise errors.EndNotAhead
    if new.ends_at - now > LONGEST:
        raise errors.EndTooFar
    for other in others:
        same_people = (tuple(other.people.place), other.people.audience) == (
            tuple(new.people.place),
            new.people.audience,
        )
        if same_people and alike(other.purpose, new.purpose):
            raise errors.AlreadyThere(other.code)


def check_closing(
    life: Life, people: People, successor: People | None, now: datetime, beat_depth: int
) -> None:
    """Whether a temporary group may be closed, for `successor` to take its people in."""
    if life.ends_at is None:
        raise errors.NotNow
    if not is_open(life, now):
        raise errors.IsClosed
    if successor is not None and not takes_in(successor, people, beat_depth):
        raise errors.NotForAll


def audience_of(place_is_near: bool, wanted: Audience) -> Audience:
    """A place too large for neighbours has groups of its staff only."""
    return wanted if place_is_near else Audience.STAFF
