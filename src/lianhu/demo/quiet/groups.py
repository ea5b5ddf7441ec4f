"""The same month in plain groups: whatever is said there interrupts, and the newest is read."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lianhu.demo.quiet.month import HABITS, Kind, Message


@dataclass(slots=True)
class Outcome:
    """`seen`: when each matter was first seen; `missed`: those never seen before they fell due;
    `again`: how often one that had been seen was shown once more; `minutes`: of what was asked;
    `looks`: when the person looked.
    """

    interruptions: int = 0
    seen: dict[int, datetime] = field(default_factory=dict)
    missed: set[int] = field(default_factory=set)
    again: int = 0
    minutes: int = 0
    looks: list[datetime] = field(default_factory=list)


def read(
    messages: Sequence[Message], looks: Sequence[datetime], *, screen: int, heeds: timedelta | None
) -> Outcome:
    """At each look the person reads the newest `screen` messages of each group that are new.

    `heeds`: so soon after every message that interrupts the person looks as well; None: never.
    """
    outcome = Outcome(interruptions=len(messages))
    moments = sorted({*looks, *(one.at + heeds for one in messages if heeds is not None)})
    outcome.looks = moments
    groups: dict[int, list[Message]] = defaultdict(list)
    for one in messages:
        groups[one.superior].append(one)
    for group in groups.values():
        times, read_until = [one.at for one in group], 0
        for moment in moments:
            there = bisect_right(times, moment)
            for one in group[max(read_until, there - screen) : there]:
                _show(outcome, one, moment)
            read_until = there
    outcome.missed = missed(messages, outcome.seen)
    return outcome


def missed(messages: Sequence[Message], seen: Mapping[int, datetime]) -> set[int]:
    """The matters that were not seen before they fell due."""
    return {
        one.matter
        for one in messages
        if one.matter is not None
        and one.due_at is not None
        and seen.get(one.matter, one.due_at) >= one.due_at
    }


def missed_at_a_look(messages: Sequence[Message], outcome: Outcome) -> set[int]:
    """Those of the missed at which the person could have looked: once at least after they were
    sent and before they fell due. Nobody sees what comes and falls due between two looks.
    """
    looks = sorted(outcome.looks)
    return {
        one.matter
        for one in messages
        if one.matter is not None
        and one.matter in outcome.missed
        and one.due_at is not None
        and bisect_right(looks, one.at) < bisect_left(looks, one.due_at)
    }


def _show(outcome: Outcome, one: Message, at: datetime) -> None:
    if one.matter is None:
        return
    # A copy that was filled in for another superior is asked for by this one as well.
    outcome.minutes += HABITS[one.kind].minutes
    if one.matter in outcome.seen:
        outcome.again += 1
        outcome.seen[one.matter] = min(outcome.seen[one.matter], at)
    else:
        outcome.seen[one.matter] = at


def delays(
    messages: Sequence[Message], seen: Mapping[int, datetime], kinds: Sequence[Kind]
) -> list[float]:
    """Seconds from the first sending of each matter of these kinds to when it was seen."""
    first: dict[int, Message] = {}
    for one in messages:
        if one.matter is not None and one.kind in kinds:
            first.setdefault(one.matter, one)
    return sorted(
        (seen[matter] - one.at).total_seconds() for matter, one in first.items() if matter in seen
    )
