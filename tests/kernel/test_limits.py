"""Doors that ask nobody's name are used only so often by one phone number or address."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory

from lianhu.kernel.limits import Limit, address_of, again_at, sweep
from lianhu.kernel.models import Tally

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 5, 15, 12, tzinfo=UTC)
TWICE = Limit("test", 2)


def test_so_often_and_no_more_within_the_hour() -> None:
    late = NOON + timedelta(minutes=59, seconds=59)

    assert [TWICE.spend("a", NOON), TWICE.spend("a", late), TWICE.spend("a", late)] == [
        True,
        True,
        False,
    ]
    assert TWICE.is_spent("a", late)
    assert Tally.objects.get().count == 2
    assert TWICE.spend("a", NOON + timedelta(hours=1))
    assert not TWICE.is_spent("a", NOON + timedelta(hours=1))


def test_what_is_given_back_does_not_count() -> None:
    for _ in range(5):
        assert TWICE.spend("a", NOON)
        TWICE.give_back("a", NOON)
    TWICE.give_back("a", NOON)  # never below nothing
    assert [TWICE.spend("a", NOON) for _ in range(3)] == [True, True, False]


def test_it_may_be_tried_again_from_the_next_hour_on() -> None:
    TWICE.spend("a", NOON)
    TWICE.spend("a", NOON)
    again = again_at(NOON + timedelta(minutes=59, seconds=59))
    assert again == NOON + timedelta(hours=1)
    assert TWICE.spend("a", again)


def test_each_person_and_each_door_has_its_own() -> None:
    for _ in range(2):
        TWICE.spend("a", NOON)

    assert TWICE.spend("b", NOON)
    assert Limit("another", 1).spend("a", NOON)
    assert not TWICE.spend("a", NOON)


def test_who_it_was_is_not_written_down() -> None:
    TWICE.spend("203.0.113.7", NOON)

    row = Tally.objects.get()
    assert "203" not in row.who
    assert len(row.who) == 32


def test_old_tallies_are_swept() -> None:
    TWICE.spend("a", NOON)
    TWICE.spend("b", NOON + timedelta(hours=20))

    assert sweep(NOON + timedelta(hours=24)) == 0
    assert sweep(NOON + timedelta(hours=25)) == 1
    assert not TWICE.is_spent("b", NOON + timedelta(hours=25))
    assert Tally.objects.count() == 1


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "expected"),
    [
        (0, "", "203.0.113.7", "203.0.113.7"),
        (0, "198.51.100.1", "203.0.113.7", "203.0.113.7"),  # anybody may write that
        (1, "198.51.100.1", "127.0.0.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "127.0.0.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.1", "127.0.0.1", "198.51.100.1"),
        (2, "198.51.100.1", "127.0.0.1", "198.51.100.1"),
        (1, "", "127.0.0.1", "127.0.0.1"),
        (1, "rubbish", "127.0.0.1", "rubbish"),
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ],
)
def test_where_a_request_comes_from(
    settings, proxies: int, forwarded: str, remote: str, expected: str
) -> None:
    settings.PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)

    assert address_of(request) == expected
