"""Changing who serves: what is left to add, what ends, who may succeed, who may be away."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianhu.grid import rules
from lianhu.grid.rules import Absence, Post, Span
from tests.cast import at

MINUTE = timedelta(minutes=1)
MIDNIGHT = at(0)
LAST = 40
minutes = st.integers(0, LAST).map(lambda n: MIDNIGHT + n * MINUTE)
spans = st.builds(Span, minutes, st.none() | minutes)
NOON, ONE, TWO, THREE = (at(hour) for hour in (12, 13, 14, 15))


def instants(span: Span) -> set[datetime]:
    """Everything happens on whole minutes; one beyond the last stands for "for ever"."""
    return {at for n in range(LAST + 2) if span.covers(at := MIDNIGHT + n * MINUTE)}


@given(spans, st.lists(spans, max_size=4))
@settings(max_examples=150)
def test_the_parts_are_what_is_wanted_and_not_there_yet(wanted: Span, held: list[Span]) -> None:
    left = rules.parts(wanted, held)

    covered = [instants(span) for span in left]
    there = set().union(*(instants(span) for span in held)) if held else set()
    assert set().union(*covered) == instants(wanted) - there
    assert sum(map(len, covered)) == len(set().union(*covered)), "no instant twice"
    assert list(left) == sorted(left, key=lambda span: span.start)
    assert all(span.end is None or span.start < span.end for span in left)


@given(spans, spans)
@settings(max_examples=150)
def test_spans_share_an_instant_if_one_lies_in_both(one: Span, other: Span) -> None:
    assert rules.share_an_instant(one, other) == bool(instants(one) & instants(other))
    assert rules.share_an_instant(one, other) == rules.share_an_instant(other, one)


@given(spans, minutes)
@settings(max_examples=100)
def test_what_has_ended_lasts_no_longer_and_lost_nothing_before(span: Span, end: datetime) -> None:
    left = rules.ended(span, end)

    found = instants(left) if left else set()
    assert found == {moment for moment in instants(span) if moment < end}


def test_nobody_succeeds_oneself() -> None:
    with pytest.raises(rules.HasItAlready):
        rules.succeeds([Post(1, Span(NOON))], 1, ONE)

    rules.succeeds([Post(1, Span(NOON))], 2, ONE)
    rules.succeeds([Post(1, Span(NOON, ONE))], 1, ONE)
    rules.succeeds([], 1, ONE)


def test_nobody_succeeds_where_somebody_begins_later() -> None:
    with pytest.raises(rules.SettledAlready):
        rules.succeeds([Post(1, Span(NOON, TWO)), Post(2, Span(TWO))], 3, ONE)


@pytest.mark.parametrize(
    ("wanted", "refused"),
    [
        (Span(ONE, TWO), None),
        (Span(ONE), rules.NotThen),  # for ever is no leave
        (Span(TWO, ONE), rules.NotThen),
        (Span(at(8), NOON), rules.NotThen),  # over
        (Span(THREE, at(16)), rules.NotThen),  # the duty ends at three
        (Span(at(11), ONE), rules.AwayAlready),
        (Span(at(12, 10), at(12, 20)), rules.AwayAlready),
    ],
)
def test_who_may_be_away(wanted: Span, refused: type[Exception] | None) -> None:
    post = Post(1, Span(at(8), THREE), (Absence(Span(NOON, at(12, 30))),))

    if refused is None:
        rules.takes_leave(post, wanted, NOON, stand_in=2)
        return
    with pytest.raises(refused):
        rules.takes_leave(post, wanted, NOON, stand_in=2)


def test_a_stand_in_is_somebody_else_and_there() -> None:
    post, wanted = Post(1, Span(at(8))), Span(ONE, TWO)

    rules.takes_leave(post, wanted, NOON, stand_in=2, away=[Span(TWO, THREE)])
    for stand_in, away in ((1, []), (2, [Span(NOON, at(13, 1))])):
        with pytest.raises(rules.AwayToo):
            rules.takes_leave(post, wanted, NOON, stand_in=stand_in, away=away)
