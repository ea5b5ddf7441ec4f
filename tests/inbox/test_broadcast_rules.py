"""Whom a broadcast reaches, what is still open, and what stands on one card. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.inbox.rules.attention import Sort
from lianhu.inbox.rules.broadcasts import (
    STRICTNESS,
    Aim,
    Answer,
    Asks,
    Copy,
    Spot,
    Who,
    cards,
    is_open,
    matter_of,
    reaches,
)
from tests.cast import at

pytestmark = pytest.mark.once

NINE = at(9)
moments = st.integers(0, 600).map(lambda n: NINE + timedelta(minutes=n))
maybe = st.none() | moments
copies = st.builds(
    Copy,
    broadcast=st.integers(1, 99),
    wording=st.integers(1, 3),
    asks=st.sampled_from(Asks),
    starts_at=moments,
    due_at=maybe,
    corrects=st.just(False),
)
corrections = copies.map(lambda copy: replace(copy, corrects=True))


def done(asks: Asks, when: datetime) -> Answer:
    """As `reading.answer` writes it."""
    return Answer(
        seen_at=when,
        acked_at=when if asks is not Asks.KNOW else None,
        acted_at=when if asks is Asks.ACT else None,
    )


# A path of two steps of four, below it one of three.
steps = st.lists(st.sampled_from(["0001", "0002", "0003"]), min_size=1, max_size=5)


@given(place=steps, way=steps, who=st.sampled_from(Who), other=st.sampled_from(Who))
def test_everybody_of_a_kind_below_a_place_is_reached_and_nobody_else(place, way, who, other):
    aim = Aim("".join(place), who)
    inside = Spot("".join([*place, *way]), who, len(place) + len(way), desk=2)

    assert reaches(aim, inside, sender=1)
    assert reaches(aim, replace(inside, path=aim.path), sender=1)
    assert not reaches(aim, inside, sender=2)
    assert reaches(aim, replace(inside, who=other), sender=1) == (who is other)
    elsewhere = "".join(way)
    is_below = way[: len(place)] == place
    assert reaches(aim, replace(inside, path=elsewhere), sender=1) == is_below


@pytest.mark.parametrize(("depth", "is_reached"), [(None, True), (4, True), (3, False)])
def test_a_level_alone(depth: int | None, is_reached: bool) -> None:
    spot = Spot("0001000100010001", Who.CLERK, 4, desk=2)
    assert reaches(Aim("0001", Who.CLERK, depth), spot, sender=1) is is_reached


@given(same=st.lists(copies, min_size=1), when=moments)
def test_acknowledging_any_copy_acknowledges_all(same, when):
    """Also those that are sent later; what is to be done is acknowledged by doing it."""
    same = [replace(copy, wording=1) for copy in same]
    for asks in Asks:
        answer = done(asks, when)
        for copy in same:
            answered = STRICTNESS.index(copy.asks) <= STRICTNESS.index(asks)
            assert is_open(copy, answer) is not answered
    [card] = cards(same, {1: done(Asks.ACT, when)})
    assert not card.is_open


@given(st.lists(copies | corrections), st.dictionaries(st.integers(1, 3), moments))
def test_one_card_for_each_wording_with_the_strictest_of_what_is_open(sent, seen):
    answers = {wording: done(Asks.KNOW, when) for wording, when in seen.items()}
    found = cards(sent, answers)

    assert sorted(card.wording for card in found) == sorted({copy.wording for copy in sent})
    assert sum(len(card.copies) for card in found) == len(sent)
    for card in found:
        left = [c for c in card.copies if is_open(c, answers.get(card.wording, Answer()))]
        assert card.is_open == bool(left)
        for copy in left:
            assert STRICTNESS.index(card.asks) >= STRICTNESS.index(copy.asks)
            assert copy.due_at is None or (card.due_at or copy.due_at) <= copy.due_at
    dues = [card.due_at for card in found]
    dated = [due_at for due_at in dues if due_at is not None]
    assert dues == [*sorted(dated), *[None] * (len(dues) - len(dated))]


@given(correction=corrections, asks=st.sampled_from(Asks), when=moments)
def test_a_correction_asks_again_what_was_answered_before_it(correction, asks, when):
    if asks is not correction.asks:
        return
    assert is_open(correction, done(asks, when)) == (when < correction.starts_at)


@pytest.mark.parametrize(
    ("asks", "due_at", "sort"),
    [
        (Asks.KNOW, at(9, 30), Sort.REVIEW),
        (Asks.ACKNOWLEDGE, at(9, 30), Sort.NOTICE),
        (Asks.ACT, at(9, 30), Sort.NOTICE),
        (Asks.ACT, at(9), Sort.REVIEW),  # past its time: nobody is pressed
    ],
)
def test_how_loud_it_may_be(asks: Asks, due_at: datetime, sort: Sort) -> None:
    assert matter_of(asks, due_at, NINE).sort is sort
