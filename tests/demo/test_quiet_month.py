"""The month of the quiet bench: what arrives, and what comes of it in plain groups."""

from datetime import datetime, timedelta

import pytest

from lianhu.demo.quiet import groups, month
from lianhu.demo.quiet.month import Kind, Message
from tests.cast import FRIDAY, at

pytestmark = pytest.mark.once

DAYS = [
    [
        (at(8, 30, day=FRIDAY + timedelta(days=n)), at(12, day=FRIDAY + timedelta(days=n))),
        (at(13, 30, day=FRIDAY + timedelta(days=n)), at(17, 30, day=FRIDAY + timedelta(days=n))),
    ]
    for n in range(22)
]


def notice(hour: int, minute: int, due: datetime, *, matter: int = 1, superior: int = 0) -> Message:
    return Message(at(hour, minute), superior, Kind.MATERIAL, matter, due)


def talk(hour: int, minute: int) -> Message:
    return Message(at(hour, minute), 0, Kind.TALK)


def test_a_seed_is_a_month() -> None:
    assert month.messages(3, DAYS) == month.messages(3, DAYS) != month.messages(4, DAYS)
    assert month.looks(3, DAYS, 6) == month.looks(3, DAYS, 6)


def test_as_much_comes_again_as_is_said() -> None:
    sent = [one for seed in range(12) for one in month.messages(seed, DAYS) if one.matter]
    first = {(seed, one.matter) for seed in range(12) for one in month.messages(seed, DAYS)}
    first = {key for key in first if key[1] is not None}

    assert 1 - len(first) / len(sent) == pytest.approx(month.REPEATED, abs=0.05)


def test_everything_falls_due_after_it_was_sent_and_in_open_time() -> None:
    for one in month.messages(1, DAYS):
        if one.due_at is not None:
            assert one.at < one.due_at
            assert any(opens <= one.due_at < closes for day in DAYS for opens, closes in day)


def test_looks_are_in_open_time() -> None:
    moments = month.looks(1, DAYS, 6)
    assert len(moments) == 6 * len(DAYS)
    assert all(any(a <= at < b for day in DAYS for a, b in day) for at in moments)


def test_what_lies_under_others_is_not_read() -> None:
    buried = [notice(9, 0, at(16)), *(talk(9, n) for n in range(1, 4))]

    outcome = groups.read(buried, [at(9, 30)], screen=3, heeds=None)

    assert (outcome.missed, outcome.seen, outcome.interruptions) == ({1}, {}, 4)
    assert groups.read(buried, [at(9, 30)], screen=4, heeds=None).seen == {1: at(9, 30)}


def test_what_is_read_too_late_is_missed() -> None:
    outcome = groups.read([notice(9, 0, at(10))], [at(10)], screen=9, heeds=None)
    assert outcome.missed == {1}


def test_what_was_missed_could_be_seen_if_there_was_a_look_in_time() -> None:
    buried = [notice(9, 0, at(10)), *(talk(9, n) for n in range(1, 4))]
    for looks, could in (
        ([at(8, 59), at(10)], set()),
        ([at(8, 30), at(11)], set()),
        ([], set()),
        ([at(9, 30)], {1}),
    ):
        outcome = groups.read(buried, looks, screen=3, heeds=None)
        assert outcome.missed == {1}
        assert groups.missed_at_a_look(buried, outcome) == could


def test_a_copy_through_another_superior_is_read_and_filled_in_again() -> None:
    twice = [notice(9, 0, at(16)), notice(9, 20, at(16), superior=1)]

    outcome = groups.read(twice, [at(10)], screen=9, heeds=None)

    assert (outcome.again, outcome.minutes, outcome.missed) == (1, 90, set())


def test_who_heeds_every_message_sees_each_soon() -> None:
    heeded = groups.read([notice(9, 0, at(16))], [], screen=9, heeds=timedelta(minutes=3))
    assert heeded.seen == {1: at(9, 3)}
    assert groups.delays([notice(9, 0, at(16))], heeded.seen, [Kind.MATERIAL]) == [180]
