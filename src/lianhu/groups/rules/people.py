"""Whose a group is. Nobody is entered anywhere: a group is read by the people of its place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

# A place by the steps of the tree that lead to it, the top first.
Way = Sequence[str]

# A resident reads the group of the own beat and those of so many places above it. What is above
# has more people than anybody can talk with: there those talk who serve.
REACH = 2


class Audience(StrEnum):
    EVERYBODY = "everybody"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class People:
    """Whose a group is: of which place, and whether its residents are among them."""

    place: Way
    audience: Audience = Audience.EVERYBODY


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody as groups see them: where they live, and the places at whose desks they serve;
    `backs_up`: for those right below these too.
    """

    beat: Way | None = None
    serves: tuple[Way, ...] = ()
    backs_up: bool = True


def is_within(inner: Way, outer: Way) -> bool:
    return tuple(inner[: len(outer)]) == tuple(outer)


def reads(reader: Reader, people: People) -> bool:
    """Residents of the place, if it is near enough; whoever serves there, below, or right above."""
    if any(is_within(place, people.place) for place in reader.serves):
        return True
    if reader.backs_up and any(is_right_above(place, people.place) for place in reader.serves):
        return True
    return (
        people.audience is Audience.EVERYBODY
        and reader.beat is not None
        and is_within(reader.beat, people.place)
        and is_near(people.place, len(reader.beat))
    )


def is_right_above(place: Way, other: Way) -> bool:
    return len(place) + 1 == len(other) and is_within(other, place)


def is_near(place: Way, beat_depth: int) -> bool:
    """Whether residents read the group of this place. The whole city's is nobody's neighbourhood,
    unless it has no level above its beats.
    """
    return beat_depth - len(place) <= REACH and (len(place) > 1 or beat_depth == 1)


def readable_places(beat: Way) -> list[Way]:
    """The places whose groups a resident of this beat reads, lowest first."""
    ways = [beat[:depth] for depth in range(len(beat), 0, -1)]
    return [way for way in ways if is_near(way, len(beat))]


def looks_after(serves: Iterable[Way], owner: Way) -> bool:
    """Whoever serves at the owner's desk, and as their backup whoever serves right above."""
    return any(tuple(place) == tuple(owner) or is_right_above(place, owner) for place in serves)


def takes_in(successor: People, closing: People, beat_depth: int) -> bool:
    """Whether all who read the one that closes read its successor: then they need not be moved."""
    if not is_within(closing.place, successor.place):
        return False
    if closing.audience is Audience.STAFF or not is_near(closing.place, beat_depth):
        return True
    return successor.audience is Audience.EVERYBODY and is_near(successor.place, beat_depth)
