"""Who is on duty, and whether anybody will be. Standard library and opening hours only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from lianhu.kernel.worktime import Schedule


class Role(StrEnum):
    OFFICER = "officer"
    BACKUP = "backup"
    CLERK = "clerk"
    SUPERVISOR = "supervisor"


# Who answers at a desk. A supervisor looks on.
ANSWERING = (Role.OFFICER, Role.BACKUP, Role.CLERK)


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


class Unfit(Exception):
    """A change of people that cannot be made. Nothing has been changed."""


class HasItAlready(Unfit):
    """The successor holds the post at that moment."""


class SettledAlready(Unfit):
    """Somebody else begins there later: that is to be taken back first."""


class NothingToEnd(Unfit):
    """No duty of that kind lasts beyond that moment."""


class NotThen(Unfit):
    """The leave ends before it begins, is over, or has nothing to do with the duty's time."""


class AwayAlready(Unfit):
    """Another leave of the same duty lies in that time."""


class AwayToo(Unfit):
    """The stand-in is away in that time, or is the person who goes."""


def parts(wanted: Span, taken_away: Iterable[Span]) -> tuple[Span, ...]:
    """What is left of `wanted` without these, in order of time."""
    left = [wanted] if wanted.end is None or wanted.start < wanted.end else []
    for other in taken_away:
        left = [part for whole in left for part in _around(whole, other)]
    return tuple(left)


def _around(whole: Span, other: Span) -> Iterator[Span]:
    """The parts of `whole` before and after `other`."""
    if other.end is not None and other.end <= other.start:
        yield whole
        return
    before = Span(whole.start, other.start if whole.end is None else min(whole.end, other.start))
    if before.end is not None and before.start < before.end:
        yield before
    if other.end is None:
        return
    after = Span(max(whole.start, other.end), whole.end)
    if after.end is None or after.start < after.end:
        yield after


def share_an_instant(one: Span, other: Span) -> bool:
    """Whether there is an instant in both."""
    empty = any(span.end is not None and span.end <= span.start for span in (one, other))
    return not (
        empty
        or (one.end is not None and one.end <= other.start)
        or (other.end is not None and other.end <= one.start)
    )


def ended(span: Span, at: datetime) -> Span | None:
    """A duty that ends at `at` at the latest; None if it would not have begun by then."""
    if at <= span.start:
        return None
    return Span(span.start, at if span.end is None else min(span.end, at))


def succeeds(posts: Iterable[Post], successor: int, at: datetime) -> None:
    """Whether `successor` can have the post from `at` on, given all who hold it or will.

    Raises HasItAlready, SettledAlready.
    """
    for post in posts:
        if post.span.start > at:
            raise SettledAlready
        if post.person == successor and post.span.covers(at):
            raise HasItAlready


def takes_leave(
    post: Post, wanted: Span, now: datetime, *, stand_in: int | None, away: Iterable[Span] = ()
) -> None:
    """Whether the holder of `post` can be away then. `away`: when the stand-in is.

    Raises NotThen, AwayAlready, AwayToo.
    """
    if wanted.end is None or wanted.end <= max(wanted.start, now):
        raise NotThen
    if not share_an_instant(post.span, wanted):
        raise NotThen
    if any(share_an_instant(absence.span, wanted) for absence in post.absences):
        raise AwayAlready
    if stand_in is not None:
        fills_in(post.person, wanted, stand_in, away)


def fills_in(person: int, wanted: Span, stand_in: int, away: Iterable[Span]) -> None:
    """Whether `stand_in` can do what `person` does in that time. Raises AwayToo."""
    if stand_in == person or any(share_an_instant(span, wanted) for span in away):
        raise AwayToo
