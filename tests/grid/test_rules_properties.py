"""The rules of duty against looking at every second of a short day."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.grid.rules import Absence, Post, Roster, Span, on_duty, unmanned
from lianhu.kernel.worktime import Calendar, Hours, Interval, Schedule
from tests.cast import at

pytestmark = pytest.mark.once

MINUTE = timedelta(minutes=1)
MIDNIGHT = at(0)
# One opening from 10 to 20 minutes past midnight, one from 30 to 40.
BRIEFLY = Schedule(
    Hours("Asia/Shanghai", ((Interval(10, 20), Interval(30, 40)),) * 7),
    Calendar(),
)
minutes = st.integers(0, 50).map(lambda n: MIDNIGHT + n * MINUTE)
people = st.integers(1, 3)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start, end = draw(minutes), draw(st.none() | minutes)
    return Span(start, end)


absences = st.builds(Absence, spans(), st.none() | people)
posts = st.builds(Post, people, spans(), st.lists(absences, max_size=3).map(tuple))
rosters = st.builds(Roster, st.lists(posts, max_size=3).map(tuple))


def covered(span: Span, now: datetime) -> bool:
    return now >= span.start and not (span.end is not None and now >= span.end)


def there(post: Post, now: datetime) -> int | None:
    if not covered(post.span, now):
        return None
    found: int | None = post.person
    for absence in post.absences:  # the last one that covers wins
        if covered(absence.span, now):
            found = absence.stand_in
    return found


def is_open(now: datetime) -> bool:
    return (now - MIDNIGHT) // MINUTE in {*range(10, 20), *range(30, 40)}


@given(rosters, minutes)
def test_on_duty_are_those_who_are_there_while_it_is_open(roster: Roster, now: datetime) -> None:
    expected = {person for post in roster.posts if (person := there(post, now)) is not None}

    found = on_duty(roster, BRIEFLY, now)

    assert set(found) == (expected if is_open(now) else set())
    assert len(found) == len(set(found))
    assert {person for person in range(1, 4) if roster.has(person, now)} == expected


@given(rosters, minutes, minutes)
def test_unmanned_is_nobody_on_duty_in_any_minute(
    roster: Roster, start: datetime, end: datetime
) -> None:
    """Everything in it happens on whole minutes, so looking at each minute's start is enough."""
    looks = [start + n * MINUTE for n in range(max(0, (end - start) // MINUTE))]

    found = unmanned(roster, BRIEFLY, start, end)

    assert found == (not any(on_duty(roster, BRIEFLY, now) for now in looks))
