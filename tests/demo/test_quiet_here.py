"""The month of the quiet bench through the services that people use: a clerk and two superiors."""

from datetime import datetime, timedelta

import pytest

from lianhu.demo.quiet import groups, here
from lianhu.demo.quiet.groups import Outcome
from lianhu.demo.quiet.month import Kind, Message
from tests.cast import City, at, make_city

pytestmark = pytest.mark.django_db

THREE = timedelta(minutes=3)


@pytest.fixture
def city() -> City:
    return make_city()


def live(
    city: City, *messages: Message, looks: tuple[datetime, ...] = (), heeds: timedelta | None = None
) -> Outcome:
    superiors = [
        here.Superior(city.desks["insurance"], city.people["gu"]),
        here.Superior(city.desks["water"], city.people["jiang"]),
    ]
    return here.live(
        messages,
        looks,
        reader=city.he,
        at=city.desks["village"],
        superiors=superiors,
        heeds=heeds,
    )


def test_two_copies_are_one_card_done_once(city: City) -> None:
    outcome = live(
        city,
        Message(at(9), 0, Kind.MATERIAL, 1, at(16)),
        Message(at(9, 20), 1, Kind.MATERIAL, 1, at(16)),
        looks=(at(10), at(11)),
    )

    assert (outcome.seen, outcome.again, outcome.missed) == ({1: at(10)}, 0, set())
    assert outcome.minutes == 45


def test_a_copy_that_comes_later_is_done_already(city: City) -> None:
    outcome = live(
        city,
        Message(at(9), 0, Kind.MATERIAL, 1, at(16)),
        Message(at(10, 20), 1, Kind.MATERIAL, 1, at(16)),
        looks=(at(10), at(11)),
    )

    assert (outcome.again, outcome.minutes) == (0, 45)


def test_what_is_urgent_interrupts_and_is_heeded(city: City) -> None:
    urgent = Message(at(9), 0, Kind.URGENT, 1, at(9, 40))

    heeded = live(city, urgent, heeds=THREE)

    assert (heeded.interruptions, heeded.seen) == (1, {1: at(9, 3)})


def test_who_never_looks_misses_it(city: City) -> None:
    outcome = live(city, Message(at(9), 0, Kind.URGENT, 1, at(9, 40)))
    assert (outcome.interruptions, outcome.missed) == (1, {1})


def test_nothing_is_missed_that_was_there_at_a_look(city: City) -> None:
    urgent = Message(at(9), 0, Kind.URGENT, 1, at(9, 40))
    outcome = live(city, urgent, looks=(at(8, 50), at(9, 40)))
    assert (outcome.missed, outcome.looks) == ({1}, [at(8, 50), at(9, 40)])
    assert groups.missed_at_a_look([urgent], outcome) == set()


def test_talk_interrupts_nobody(city: City) -> None:
    talk = [Message(at(9, n), 0, Kind.TALK) for n in range(20)]
    outcome = live(city, *talk, Message(at(9, 30), 0, Kind.NOTICE, 1, at(16)), looks=(at(10),))
    assert (outcome.interruptions, outcome.seen) == (0, {1: at(10)})
