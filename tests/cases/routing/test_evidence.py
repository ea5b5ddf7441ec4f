"""What the book says of where a question belongs changes what was learnt, as far as it is worth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.cases.routing.rules.evidence import counting, odds, together

pytestmark = pytest.mark.once

LABELS = ("medical", "schools", "water")
PARTS = st.lists(st.floats(1e-3, 1), min_size=3, max_size=3)
ODDS = st.dictionaries(st.sampled_from([*LABELS, "elsewhere"]), st.floats(0, 20))
KNOWN = st.integers(0, 20_000)


def whole(parts: list[float]) -> list[float]:
    return [part / sum(parts) for part in parts]


@given(PARTS, ODDS, st.floats(0, 1))
def test_shares_stay_shares_of_one_whole(
    parts: list[float], found: dict[str, float], counting: float
) -> None:
    shares = together(whole(parts), LABELS, found, counting)

    assert sum(shares) == pytest.approx(1)
    assert all(0 <= share <= 1 for share in shares)


@given(PARTS)
def test_where_nothing_was_found_all_stays_as_it_was_learnt(parts: list[float]) -> None:
    assert together(whole(parts), LABELS, {}, 1.0) == pytest.approx(whole(parts))


@given(PARTS, ODDS, st.sampled_from(LABELS), st.floats(0, 5), st.floats(0, 1))
def test_what_speaks_for_one_never_makes_it_less_likely(
    parts: list[float], found: dict[str, float], label: str, more: float, counting: float
) -> None:
    at = LABELS.index(label)
    before = together(whole(parts), LABELS, found, counting)[at]

    found = found | {label: found.get(label, 0.0) + more}

    assert together(whole(parts), LABELS, found, counting)[at] >= before - 1e-9


@given(st.floats(0, 40), st.floats(0, 1), st.floats(0.05, 0.5))
def test_a_better_hit_says_no_less(worth: float, score: float, answers: float) -> None:
    assert 0 <= odds(worth, score, answers) <= odds(worth + 1, score, answers)
    assert odds(worth, score, answers) <= odds(worth, score + 0.1, answers)
    # What answers says all that it is worth, not more.
    assert odds(worth, answers, answers) == odds(worth, 1.0, answers)


@given(KNOWN, KNOWN)
def test_the_more_cases_the_more_counts_what_they_have_taught(cases: int, items: int) -> None:
    assert 0.4 <= counting(cases, items) <= counting(cases + 1, items) <= 1
    assert counting(cases, 0) == 1
