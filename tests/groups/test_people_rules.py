"""Who reads a group, and where its people go on when it closes: for any tree, any people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.groups.rules.people import (
    REACH,
    Audience,
    People,
    Reader,
    is_near,
    is_within,
    looks_after,
    readable_places,
    reads,
    takes_in,
)

pytestmark = pytest.mark.once

TOP = ("0",)
steps = st.sampled_from("ab")


def ways(depth: int) -> st.SearchStrategy[tuple[str, ...]]:
    below = st.lists(steps, max_size=depth - 1)
    return below.map(lambda rest: (*TOP, *rest))


@st.composite
def trees(draw: st.DrawFn) -> tuple[int, Reader, People, People]:
    """How deep a tree is, somebody in it, and two groups of it."""
    depth = draw(st.integers(1, 6))
    beat = st.lists(steps, min_size=depth - 1, max_size=depth - 1).map(lambda r: (*TOP, *r))
    reader = Reader(draw(st.none() | beat), tuple(draw(st.lists(ways(depth), max_size=2))))
    people = st.builds(People, ways(depth), st.sampled_from(Audience))
    return depth, reader, draw(people), draw(people)


@given(trees())
def test_whoever_is_taken_in_reads_the_other_as_well(
    tree: tuple[int, Reader, People, People],
) -> None:
    depth, reader, successor, closing = tree

    if takes_in(successor, closing, depth) and reads(reader, closing):
        assert reads(reader, successor)


@given(trees())
def test_a_residents_places_are_those_whose_groups_they_read(
    tree: tuple[int, Reader, People, People],
) -> None:
    _, reader, people, _ = tree
    if reader.beat is None:
        return

    found = readable_places(reader.beat)

    as_resident = Reader(reader.beat)
    assert all(reads(as_resident, People(place)) for place in found)
    read = people.audience is Audience.EVERYBODY and tuple(people.place) in map(tuple, found)
    assert reads(as_resident, people) == read
    assert len(found) <= REACH + 1


@given(trees())
def test_whoever_looks_after_a_group_reads_it(tree: tuple[int, Reader, People, People]) -> None:
    _, reader, people, _ = tree

    if looks_after(reader.serves, people.place):
        assert reads(reader, people)


@given(trees())
def test_a_group_of_staff_has_no_residents(tree: tuple[int, Reader, People, People]) -> None:
    _, reader, people, _ = tree

    if people.audience is Audience.STAFF:
        assert not reads(Reader(reader.beat), people)


def test_the_five_levels_of_the_city() -> None:
    beat = ("city", "town", "community", "village", "beat")

    assert [len(place) for place in readable_places(beat)] == [5, 4, 3]
    assert not is_near(beat[:1], 3) and is_near(beat[:2], 3)
    assert is_within(beat, beat) and not is_within(beat[:2], beat)


def test_takes_in_is_not_said_of_everything() -> None:
    village, beat = People(("c", "t", "k", "v")), People(("c", "t", "k", "v", "b"))

    assert takes_in(village, beat, 5)
    assert not takes_in(beat, village, 5)
    assert not takes_in(People(village.place, Audience.STAFF), beat, 5)
    assert not takes_in(People(("c", "t")), beat, 5)
