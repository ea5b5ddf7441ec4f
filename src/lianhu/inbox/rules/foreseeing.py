"""What comes of a broadcast for one of those whom it reaches, while nobody answers and nothing else
comes: by the rules by which they are called (`broadcasts.calling`), moment by moment.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from lianhu.inbox.rules.attention import Ear, Matter, Sort, asked_at, way
from lianhu.inbox.rules.broadcasts import Asks, is_called, matter_of, next_day
from lianhu.inbox.rules.loudness import Group, group_of, louder_at
from lianhu.kernel.worktime import Schedule


class Comes(StrEnum):
    NOW = "now"  # interrupted on sending
    ANYWAY = "anyway"  # the same, where anything but an emergency would have been quiet
    LATER = "later"  # interrupted when it falls due
    DIGEST = "digest"  # reads it in a digest, and is never interrupted
    NOTHING = "nothing"  # has heard of the same before, and hears nothing more


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody with the ear at each desk where the broadcast reaches them, and its hours.

    `has_told`: they have heard of the same before. `gathering`: when the digest comes that is
    being gathered for them; `holds_it`: the same stands in it.
    """

    ears: tuple[tuple[Ear, Schedule], ...]
    has_told: bool = False
    gathering: datetime | None = None
    holds_it: bool = False


def comes(
    asks: Asks,
    due_at: datetime | None,
    hearer: Hearer,
    now: datetime,
    emergency_until: datetime | None = None,
) -> Comes:
    """On sending at `now`."""
    digest_at, holds_it, told_at = hearer.gathering, hearer.holds_it, None
    is_ours, at = False, now
    while True:
        # What is decided at the moment of a digest goes along with it.
        if digest_at is not None and digest_at < at:
            told_at = digest_at if holds_it else told_at
            digest_at, holds_it = None, False
        matter = matter_of(asks, due_at, at, emergency_until)
        has_told = hearer.has_told or told_at is not None
        moments: list[datetime | None] = []
        for ear, schedule in hearer.ears:
            later = asked_at(matter, at, schedule)
            if later > at:
                moments.append(later)
                continue
            then = _then(ear, schedule, at, now, told_at)
            if not is_called(matter, then, at, schedule, has_told=has_told):
                continue
            heard = way(matter, then, at, schedule)
            if heard.interrupts and at > now:
                return Comes.LATER
            if heard.interrupts:
                return Comes.ANYWAY if heard.bypasses else Comes.NOW
            if heard.digest_at is not None:
                digest_at = min(heard.digest_at, digest_at or heard.digest_at)
                is_ours = holds_it = True
        if is_ours and not _can_interrupt(matter, hearer):
            return Comes.DIGEST
        for _ear, schedule in hearer.ears:
            moments.append(louder_at(matter.due_at, at, schedule))
            # Of what can wait nothing comes the next day, once it has been told.
            if not (is_ours or has_told) or not _can_wait(matter, at, schedule):
                moments.append(next_day(at, schedule))
        further = [moment for moment in moments if moment is not None and moment > at]
        if not further:
            return Comes.DIGEST if is_ours else Comes.NOTHING
        at = min(further)


def _can_wait(matter: Matter, at: datetime, schedule: Schedule) -> bool:
    return group_of(matter.due_at, at, schedule) is Group.LATER


def _can_interrupt(matter: Matter, hearer: Hearer) -> bool:
    """Whether it may come to that, now or later."""
    is_dated = matter.sort is Sort.NOTICE and matter.due_at is not None
    is_strict = is_dated or matter.sort is Sort.EMERGENCY
    return is_strict and any(ear.reachable and not ear.interrupted for ear, _ in hearer.ears)


def _then(
    ear: Ear, schedule: Schedule, at: datetime, now: datetime, told_at: datetime | None
) -> Ear:
    """The ear of `now` at a later moment: a further day has its own budget."""
    day = schedule.local_day(at)
    is_today = day == schedule.local_day(now)
    told = told_at is not None and schedule.local_day(told_at) == day
    return replace(ear, used=ear.used if is_today else 0, told=told or (ear.told and is_today))
