"""Who is on duty, and whether anybody will be. Standard library and opening hours only."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from lianhu.kernel.worktime import Schedule


class Role(StrEnum):
    OFFICER = "officer"
    BACKUP = "backup"
    CLERK = "clerk"
    SUPERVISOR = "supervisor"


class DeskKind(StrEnum):
    NODE = "node"
    DEPARTMENT = "department"
    SUPERVISION = "supervision"


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` until before `end`; no end means until further notice."""

    start: datetime
    end: datetime | None = None

    def covers(self, at: datetime) -> bool:
        return self.start <= at and (self.end is None or at < self.end)

    def meets(self, start: datetime, end: datetime) -> bool:
        """Whether any instant of [start, end) lies in this span."""
        return self.start < end and (self.end is None or start < self.end) and start < end


@dataclass(frozen=True, slots=True)
class Absence:
    span: Span
    stand_in: int | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """One person's duty at a desk, with the leave taken from it."""

    person: int
    span: Span
    absences: tuple[Absence, ...] = ()
    # Somebody who has no part in what this is asked for, as holder or stand-in.
    without: int | None = None

    def held_by(self, at: datetime) -> int | None:
        """Who does this duty at `at`: the holder, a stand-in, or nobody. Latest leave wins."""
        if not self.span.covers(at):
            return None
        found: int | None = self.person
        for absence in reversed(self.absences):
            if absence.span.covers(at):
                found = absence.stand_in
                break
        return None if found == self.without else found

    def holders(self, start: datetime, end: datetime) -> Iterator[int]:
        """Everybody who does this duty at some instant of [start, end)."""
        if not self.span.meets(start, end):
            return
        edges = {start, self.span.start}
        for absence in self.absences:
            edges.add(absence.span.start)
            if absence.span.end is not None:
                edges.add(absence.span.end)
        for at in sorted(edge for edge in edges if start <= edge < end):
            person = self.held_by(at)
            if person is not None:
                yield person


@dataclass(frozen=True, slots=True)
class Roster:
    posts: tuple[Post, ...] = ()

    def has(self, person: int, at: datetime) -> bool:
        """Whether `person` does one of these duties at `at`, open or closed."""
        return any(post.held_by(at) == person for post in self.posts)


def on_duty(roster: Roster, schedule: Schedule, at: datetime) -> tuple[int, ...]:
    """Who answers for the desk at `at`, in roster order; nobody while it is closed."""
    if not schedule.is_open(at):
        return ()
    people = (post.held_by(at) for post in roster.posts)
    return tuple(dict.fromkeys(person for person in people if person is not None))


def unmanned(roster: Roster, schedule: Schedule, start: datetime, until: datetime) -> bool:
    """Whether nobody is on duty in any open minute of [start, until)."""
    for opens, closes in schedule.windows(start, until):
        for post in roster.posts:
            if next(post.holders(opens, closes), None) is not None:
                return False
    return True


@dataclass(frozen=True, slots=True)
class Place:
    """A desk as rules see it. `minutes`: how long one question may stay here, in open minutes."""

    desk: int
    kind: DeskKind
    level: str
    minutes: int
    schedule: Schedule
    roster: Roster
    is_beat: bool = False

    def unmanned(self, start: datetime, until: datetime) -> bool:
        return unmanned(self.roster, self.schedule, start, until)

    def without(self, person: int) -> "Place":
        """The same desk as if `person` served nowhere."""
        posts = tuple(replace(post, without=person) for post in self.roster.posts)
        return replace(self, roster=Roster(posts))
