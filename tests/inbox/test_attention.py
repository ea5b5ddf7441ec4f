"""Who is interrupted and what waits for a digest: examples, and two sentences that always hold.

Nobody is interrupted over budget or outside duty hours except by the emergency class; nothing due
is ever only in a digest that comes after its due time.
"""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.grid.rules import Role
from lianhu.inbox.rules import Group, group_of, louder_at
from lianhu.inbox.rules.attention import (
    BUDGETS,
    LEAD,
    NOT_YET,
    TIMES,
    Ear,
    Matter,
    Sort,
    Way,
    budget_of,
    last_look,
    next_time,
    way,
)
from lianhu.inbox.rules.quiet import is_quiet
from lianhu.kernel.worktime import Calendar, Hours, Schedule
from tests.cast import A_WORKING_DAY, MONDAY, SATURDAY, at
from tests.kernel import worktimes

WEEK = {"zone": "Asia/Shanghai", "week": [A_WORKING_DAY] * 5 + [[], []]}
DESK = Schedule(Hours.from_json(WEEK), Calendar({}, frozenset({2026})))
CALM = Ear(budget=3)
SPENT = Ear(budget=3, used=3)
AT_ONCE = Way(interrupts=True, counts=True)


def case(due_at: datetime | None, sort: Sort = Sort.CASE) -> Matter:
    return Matter(sort, due_at)


@pytest.mark.parametrize(
    ("matter", "ear", "now", "expected"),
    [
        # For now, on duty, within the budget.
        (case(at(9, 15)), CALM, at(9), AT_ONCE),
        (case(at(9, 15)), Ear(3, used=2), at(9), AT_ONCE),
        # Over it: the digest that still leaves time to act.
        (case(at(9, 15)), SPENT, at(9), Way(digest_at=at(9, 5))),
        (case(at(9, 5)), SPENT, at(9), Way(digest_at=at(9))),
        (case(at(17, 30)), SPENT, at(16, 45), Way(digest_at=at(17))),
        # Own households are not counted, and not silenced by others.
        (case(at(9, 15), Sort.OWN_CASE), SPENT, at(9), Way(interrupts=True)),
        # What can wait waits; so does what is only looked over.
        (case(None), CALM, at(9), Way(digest_at=at(17))),
        (case(at(10, 0, day=MONDAY)), CALM, at(9), Way(digest_at=at(17))),
        (case(at(9, 30), Sort.REVIEW), CALM, at(9), Way(digest_at=at(9, 20))),
        # For today, and no digest comes before: asked again when it is for now.
        (case(at(16)), CALM, at(9), NOT_YET),
        # Off duty.
        (case(at(8, 45, day=MONDAY)), CALM, at(18), Way(digest_at=at(8, 35, day=MONDAY))),
        (case(at(9, 30, day=MONDAY)), CALM, at(18), Way(digest_at=at(8, 40, day=MONDAY))),
        (
            case(at(12, day=SATURDAY)),
            CALM,
            at(10, day=SATURDAY),
            Way(digest_at=at(10, day=SATURDAY)),
        ),
        # Once is enough.
        (case(at(9, 15)), Ear(3, told=True), at(9), NOT_YET),
        (case(at(9, 15)), Ear(3, interrupted=True), at(9), Way(digest_at=at(9, 5))),
        # Without a telephone.
        (case(at(9, 15)), Ear(3, reachable=False), at(9), Way(digest_at=at(9, 5))),
        # An emergency, recorded as one where anything else would have been quiet.
        (case(None, Sort.EMERGENCY), CALM, at(9), Way(interrupts=True)),
        (case(None, Sort.EMERGENCY), SPENT, at(9), Way(interrupts=True, bypasses=True)),
        (case(None, Sort.EMERGENCY), CALM, at(23), Way(interrupts=True, bypasses=True)),
        (case(None, Sort.EMERGENCY), Ear(3, reachable=False), at(23), Way(digest_at=at(23))),
    ],
)
def test_the_way_it_is_heard_of(matter: Matter, ear: Ear, now: datetime, expected: Way) -> None:
    assert way(matter, ear, now, DESK) == expected


@pytest.mark.parametrize(
    ("due_at", "now", "expected"),
    [
        (None, at(9), None),
        (at(9, 30), at(9), None),
        (at(16), at(9), at(15)),
        (at(14), at(9), at(11, 30)),  # an hour without the break
        (at(16, day=MONDAY), at(9), at(8, 30, day=MONDAY)),
        (at(9, 15, day=MONDAY), at(9), at(17, 15)),  # the last hour begins the day before
    ],
)
def test_when_it_gets_louder(due_at: datetime | None, now: datetime, expected: object) -> None:
    assert louder_at(due_at, now, DESK) == expected


def test_digests_come_on_working_days_at_the_chosen_times() -> None:
    assert next_time(TIMES, at(8, 39), DESK) == at(8, 40)
    assert next_time(TIMES, at(8, 40), DESK) == at(17)
    assert next_time(TIMES, at(17), DESK) == at(8, 40, day=MONDAY)
    assert next_time([time(20)], at(9, day=SATURDAY), DESK) == at(20, day=MONDAY)


def test_the_busiest_post_sets_the_budget_unless_somebody_wants_fewer() -> None:
    assert budget_of([Role.OFFICER]) == 3
    assert budget_of([Role.OFFICER, Role.CLERK]) == 5
    assert budget_of([Role.CLERK], 0) == 0


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"),
    [
        (7, 29, True),
        (7, 30, False),
        (11, 59, False),
        (12, 0, True),
        (13, 59, True),
        (14, 0, False),
        (20, 59, False),
        (21, 0, True),
        (0, 0, True),
    ],
)
def test_residents_are_left_in_peace(hour: int, minute: int, quiet: bool) -> None:
    assert is_quiet(at(hour, minute), "Asia/Shanghai") is quiet


@st.composite
def matters(draw: st.DrawFn) -> tuple[Matter, datetime, Schedule]:
    """Anything, at any moment, in any opening hours there may be."""
    hours = draw(worktimes.hours())
    schedule = Schedule(hours, draw(worktimes.calendars(hours.zone)))
    now, due = draw(worktimes.instants(hours.zone, 2))
    due += draw(st.integers(-1, 20)) * timedelta(days=1)
    sort = draw(st.sampled_from(Sort))
    return Matter(sort, draw(st.sampled_from([due, due, due, None]))), now, schedule


EARS = st.builds(
    Ear,
    st.sampled_from([0, *BUDGETS.values()]),
    st.integers(0, 6),
    st.lists(st.times(), min_size=1, max_size=3),
    reachable=st.booleans(),
    interrupted=st.booleans(),
)


@given(matters(), EARS)
def test_nobody_is_interrupted_over_budget_or_off_duty_but_by_an_emergency(
    found: tuple[Matter, datetime, Schedule], ear: Ear
) -> None:
    matter, now, schedule = found
    heard = way(matter, ear, now, schedule)

    if heard.interrupts and matter.sort is not Sort.EMERGENCY:
        assert schedule.is_open(now)
        assert matter.sort is Sort.OWN_CASE or ear.used < ear.budget
    if heard.interrupts and matter.sort is Sort.EMERGENCY:
        assert heard.bypasses is not (schedule.is_open(now) and ear.used < ear.budget)
    assert not (heard.interrupts and ear.interrupted)
    if matter.sort is not Sort.EMERGENCY:
        assert way(matter, replace(ear, told=True), now, schedule) == NOT_YET
    assert heard.counts <= heard.interrupts
    assert heard.bypasses <= heard.interrupts


@given(matters(), EARS, st.data())
def test_nothing_due_is_only_in_a_digest_that_comes_too_late(
    found: tuple[Matter, datetime, Schedule], ear: Ear, data: st.DataObject
) -> None:
    """Whatever has become of the budget each time that it is asked for."""
    matter, now, schedule = found
    for _ in range(4):
        heard = way(matter, ear, now, schedule)
        if heard.interrupts:
            return
        if heard.digest_at is not None:
            assert heard.digest_at >= now
            assert matter.due_at is None or heard.digest_at <= max(now, matter.due_at)
            return
        assert matter.due_at is not None
        again = louder_at(matter.due_at, now, schedule)
        assert again is not None
        assert now < again <= matter.due_at
        now, ear = again, data.draw(EARS)
    raise AssertionError("nobody ever hears of it")


@given(matters())
def test_it_gets_louder_step_by_step(found: tuple[Matter, datetime, Schedule]) -> None:
    matter, now, schedule = found
    order = [Group.LATER, Group.TODAY, Group.NOW]
    for _ in range(4):
        group = group_of(matter.due_at, now, schedule)
        again = louder_at(matter.due_at, now, schedule)
        if again is None:
            assert group is Group.NOW or matter.due_at is None
            return
        assert order.index(group_of(matter.due_at, again, schedule)) > order.index(group)
        now = again
    raise AssertionError("it is never for now")


@given(matters())
def test_a_last_look_leaves_time_on_duty(found: tuple[Matter, datetime, Schedule]) -> None:
    matter, now, schedule = found
    if matter.due_at is None:
        return
    last = last_look(matter.due_at, now, schedule)

    assert now <= last <= max(now, matter.due_at)
    if schedule.open_seconds(now, matter.due_at):
        assert schedule.is_open(last)
    if schedule.open_seconds(now, matter.due_at - LEAD):
        assert last <= matter.due_at - LEAD or schedule.open_seconds(now, last) > 0
