"""What nine superior departments send to somebody in a month, and when that person looks.

Invented, and the same for the same seed. Nobody has counted such groups in public, so every number
is an assumption that stands here: what a superior sends on a duty day, how many of its members
reply to it, and how often a matter comes once more through another superior.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lianhu.demo.dice import Dice

SUPERIORS = 9
# Of all that is sent, so much comes again, word for word, through other superiors.
REPEATED = 0.3
REPEATS_WITHIN_S = 4 * 3600
# How many in a group answer "received" to what is sent there, and within what time.
REPLIES, REPLIES_WITHIN_S = 12, 3600
# Other talk in a group on a duty day; a fifth of it in the evening.
TALK, EVENING = 6, 0.2
EVENING_S = 3 * 3600

Window = tuple[datetime, datetime]


class Kind(StrEnum):
    NOTICE = "notice"  # to be known
    INSPECTION = "inspection"  # to be acknowledged
    MEETING = "meeting"
    MATERIAL = "material"  # to be filled in
    URGENT = "urgent"  # to be done within the hour
    TALK = "talk"  # of the group, replies too


@dataclass(frozen=True, slots=True)
class Habit:
    """How often a superior sends one on a duty day; between how many open hours it falls due; what
    it takes to do, in minutes.
    """

    a_day: float
    due_h: tuple[float, float]
    minutes: int


# Open hours: a duty day has seven and a half.
HABITS = {
    Kind.NOTICE: Habit(0.30, (15, 40), 2),
    Kind.INSPECTION: Habit(0.06, (8, 30), 20),
    Kind.MEETING: Habit(0.10, (6, 20), 5),
    Kind.MATERIAL: Habit(0.15, (8, 24), 45),
    Kind.URGENT: Habit(0.05, (0.5, 1.0), 10),
}


@dataclass(frozen=True, slots=True)
class Message:
    """Something that arrives. `matter` is one number for all that say the same; None: talk."""

    at: datetime
    superior: int
    kind: Kind
    matter: int | None = None
    due_at: datetime | None = None


def messages(seed: int, days: Sequence[Sequence[Window]]) -> list[Message]:
    """All of a month, in order. `days`: the open windows of each duty day."""
    sent = list(_matters(seed, days))
    talk = (each for one in sent for each in _replies(seed, one))
    return sorted([*sent, *talk, *_other_talk(seed, days)], key=lambda one: (one.at, one.superior))


def looks(seed: int, days: Sequence[Sequence[Window]], a_day: int) -> list[datetime]:
    """When the person looks: so many random moments of open time a day."""
    return sorted(
        _moment(day, Dice(seed, "look", number, n).fraction())
        for number, day in enumerate(days)
        for n in range(a_day)
    )


def _matters(seed: int, days: Sequence[Sequence[Window]]) -> Iterator[Message]:
    number = 0
    for day, windows in enumerate(days):
        for superior in range(SUPERIORS):
            for kind, habit in HABITS.items():
                dice = Dice(seed, "send", day, superior, kind)
                if dice.fraction() >= habit.a_day:
                    continue
                number += 1
                at = _moment(windows, dice.fraction())
                low, high = habit.due_h
                hours = low + (high - low) * dice.fraction()
                due_at = _later(at, hours * 3600, days[day:])
                if due_at is None:  # after the month
                    continue
                first = Message(at, superior, kind, number, due_at)
                yield first
                yield from _again(first, dice)


def _again(first: Message, dice: Dice) -> Iterator[Message]:
    """Through other superiors, so often that REPEATED of all are such."""
    others = [superior for superior in range(SUPERIORS) if superior != first.superior]
    for superior in dice.shuffled(others):
        if dice.fraction() >= REPEATED:
            return
        at = first.at + timedelta(seconds=dice.below(REPEATS_WITHIN_S))
        if first.due_at is not None and at < first.due_at:
            yield Message(at, superior, first.kind, first.matter, first.due_at)


def _replies(seed: int, one: Message) -> Iterator[Message]:
    dice = Dice(seed, "reply", one.superior, one.at.isoformat())
    for _ in range(REPLIES):
        at = one.at + timedelta(seconds=dice.below(REPLIES_WITHIN_S))
        yield Message(at, one.superior, Kind.TALK)


def _other_talk(seed: int, days: Sequence[Sequence[Window]]) -> Iterator[Message]:
    for day, windows in enumerate(days):
        for superior in range(SUPERIORS):
            dice = Dice(seed, "talk", day, superior)
            for _ in range(TALK):
                at = _moment(windows, dice.fraction())
                if dice.fraction() < EVENING:
                    at = windows[-1][1] + timedelta(seconds=dice.below(EVENING_S))
                yield Message(at, superior, Kind.TALK)


def _moment(windows: Sequence[Window], part: float) -> datetime:
    """So far into the open time of a day, to the second."""
    left = int(part * sum((closes - opens).total_seconds() for opens, closes in windows))
    for opens, closes in windows:
        length = int((closes - opens).total_seconds())
        if left < length:
            return opens + timedelta(seconds=left)
        left -= length
    return windows[-1][1] - timedelta(seconds=1)


def _later(at: datetime, seconds: float, days: Sequence[Sequence[Window]]) -> datetime | None:
    """So much open time after `at`; None if the days end before."""
    for opens, closes in (window for windows in days for window in windows):
        start = max(at, opens)
        length = (closes - start).total_seconds()
        if length <= 0:
            continue
        if seconds < length:
            return start + timedelta(seconds=int(seconds))
        seconds -= length
    return None
