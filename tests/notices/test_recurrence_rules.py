"""On which days something recurs."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lianhu.notices.recurring.rules import Every, Rhythm, days_left, next_day
from tests.notices.recurring import YEAR_END

days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


rhythms = st.builds(
    lambda start, every, length: Rhythm(start, every, start + timedelta(days=length)),
    days,
    st.sampled_from(Every),
    st.integers(0, 366),
)


offs = st.sets(st.integers(0, 400), max_size=60)


def working(rhythm: Rhythm, off: set[int]) -> Callable[[date], bool]:
    rest = {rhythm.starts_on + timedelta(days=n) for n in off}
    return lambda day: day.weekday() < 5 and day not in rest


def all_days(rhythm: Rhythm, works: Callable[[date], bool]) -> list[date]:
    found: list[date] = []
    day = next_day(rhythm, rhythm.starts_on - timedelta(days=1), works)
    while day is not None:
        found.append(day)
        day = next_day(rhythm, day, works)
    return found


@pytest.mark.once
@given(rhythms, offs)
def test_always_a_working_day_never_twice_never_after_the_end(
    rhythm: Rhythm, off: set[int]
) -> None:
    works = working(rhythm, off)
    found = all_days(rhythm, works)
    assert all(works(day) for day in found)
    assert found == sorted(set(found))
    assert all(rhythm.starts_on <= day <= rhythm.until for day in found)
    assert days_left(rhythm, rhythm.starts_on - timedelta(days=1), works) == len(found)
    # One at most between two days that are meant, and never before its own.
    for n in range(len(found)):
        meant = [k for k in range(60) if rhythm.nth(k) <= found[n]]
        assert sum(rhythm.nth(meant[-1]) <= day for day in found[: n + 1]) == 1


@pytest.mark.once
@given(rhythms)
def test_a_day_that_is_worked_is_kept(rhythm: Rhythm) -> None:
    found = all_days(rhythm, lambda _day: True)
    meant = [rhythm.nth(n) for n in range(60)]
    assert found == [day for day in meant if day <= rhythm.until]


@pytest.mark.once
@given(rhythms, offs, days)
def test_what_comes_next_comes_after(rhythm: Rhythm, off: set[int], after: date) -> None:
    day = next_day(rhythm, after, working(rhythm, off))
    assume(day is not None)
    assert day is not None and day > after


@pytest.mark.once
def test_the_last_of_a_month_stays_the_last() -> None:
    rhythm = Rhythm(date(2026, 1, 31), Every.MONTH, YEAR_END)
    assert [rhythm.nth(n) for n in (1, 2, 3)] == [
        date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30),
    ]  # fmt: skip
