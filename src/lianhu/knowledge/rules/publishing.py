"""The life of an item's text: drafted, checked by the department that answers, published."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

# How long a checked text holds before it is to be checked again, unless the checker says otherwise.
HOLDS = timedelta(days=365)
LONGEST = timedelta(days=3 * 366)


class Stage(Enum):
    """Of a version."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    DROPPED = "dropped"  # another came before it, or it was given up


# Of a text that is worked on, or waits to be published; as versions keep it.
OPEN = (Stage.DRAFT.value, Stage.REVIEWED.value)


class Refused(Exception):
    """The life of a text does not allow this; nothing was changed. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Version:
    """What is asked of a version before it goes on. `faults`: how many its text has."""

    stage: Stage
    faults: int
    publish_at: datetime | None = None


def ensure_reviewable(version: Version) -> None:
    """A department may check its own people's text: in small offices one person does both."""
    if version.stage is not Stage.DRAFT:
        raise Refused("not_a_draft")
    if version.faults:
        raise Refused("faults")


def ensure_held_until(review_on: date, today: date) -> None:
    """Whoever checks a text says when it is to be checked again: later, and within three years."""
    if not today < review_on <= today + LONGEST:
        raise Refused("review_day")


def ensure_publishable(version: Version, at: datetime | None, now: datetime) -> None:
    """`at`: later, on its own; None for now."""
    if version.stage is not Stage.REVIEWED:
        raise Refused("not_reviewed")
    if at is not None and at <= now:
        raise Refused("in_the_past")


def is_due(version: Version, now: datetime) -> bool:
    """Whether its hour to be published has come."""
    return (
        version.stage is Stage.REVIEWED
        and version.publish_at is not None
        and version.publish_at <= now
    )


def is_being_checked(review_on: date | None, today: date) -> bool:
    """Past its review date: residents are told, and it ranks lower until it is checked."""
    return review_on is not None and review_on < today


def is_valid(begins: date | None, ends: date | None, today: date) -> bool:
    """Whether what it says holds today; both days count."""
    return (begins is None or begins <= today) and (ends is None or today <= ends)
