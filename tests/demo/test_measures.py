"""The measures that evaluations tell."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.demo.evaluation import measures

pytestmark = pytest.mark.once

RANKS = st.lists(st.none() | st.integers(1, 30), min_size=1)


def test_recall_and_reciprocal_rank() -> None:
    found = measures.ranking([1, 2, 5, 6, 11, None])

    assert found["r_1"] == pytest.approx(1 / 6, abs=1e-4)
    assert found["r_5"] == 0.5
    assert found["mrr_10"] == pytest.approx((1 + 1 / 2 + 1 / 5 + 1 / 6) / 6, abs=1e-4)


def test_the_standard_error_of_a_share() -> None:
    values = [1.0] * 30 + [0.0] * 70

    assert measures.standard_error(values) == pytest.approx(math.sqrt(0.3 * 0.7 / 99))
    assert measures.standard_error([1.0]) == 0.0


def test_percentiles_are_values_that_were_there() -> None:
    values = list(range(1, 201))

    assert measures.percentile(values, 0.5) == 100
    assert measures.percentile(values, 0.99) == 198
    assert measures.percentile(values, 1) == 200
    assert measures.percentile([7], 0.01) == 7


@given(RANKS)
def test_the_first_is_among_the_first_five(ranks: list[int | None]) -> None:
    found = measures.ranking(ranks)

    assert 0 <= found["r_1"] <= found["mrr_10"] <= 1
    assert found["r_1"] <= found["r_5"] <= 1
