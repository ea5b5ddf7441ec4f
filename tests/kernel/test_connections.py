"""Whether a connection still holds is seen without asking the server anything."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.processes import wait_until

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def other() -> Iterator[BaseDatabaseWrapper]:
    copied = connection.copy()
    copied.ensure_connection()
    yield copied
    copied.close()


def served_by(other: BaseDatabaseWrapper) -> int:
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [found] = cursor.fetchone()
    return int(found)


def test_one_that_was_left_alone_holds(other: BaseDatabaseWrapper) -> None:
    served_by(other)
    assert other.is_usable()


def test_one_that_was_ended_by_the_server_does_not(other: BaseDatabaseWrapper) -> None:
    served = served_by(other)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [served])
    wait_until(lambda: not other.is_usable())


def test_one_that_was_closed_does_not(other: BaseDatabaseWrapper) -> None:
    other.connection.close()
    assert not other.is_usable()


def test_the_next_request_finds_another_one(other: BaseDatabaseWrapper) -> None:
    served = served_by(other)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [served])
    wait_until(lambda: not other.is_usable())
    # As when a request begins.
    vars(other).update(health_check_enabled=True, health_check_done=False)

    assert served_by(other) != served
