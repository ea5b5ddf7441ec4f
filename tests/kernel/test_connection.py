"""Before a request's first statement a connection is asked whether it holds, unless it just did;
plain SQL has one cursor on it.
"""

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any
from unittest.mock import patch
from weakref import ref

import pytest
from django.contrib.auth.models import Group
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    DataError,
    IntegrityError,
    OperationalError,
    connection,
    connections,
    transaction,
)
from django.db.backends.postgresql import base as django_base

from lianhu.kernel.postgresql import base
from lianhu.kernel.postgresql.gathering import Gathering
from lianhu.kernel.store import read

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


@pytest.fixture
def asked() -> Iterator[list[bool]]:
    """What connections answered that were asked."""
    answers: list[bool] = []
    usual = django_base.DatabaseWrapper.is_usable

    def is_usable(self: django_base.DatabaseWrapper) -> bool:
        answers.append(usual(self))
        return answers[-1]

    with patch.object(django_base.DatabaseWrapper, "is_usable", is_usable):
        yield answers


def request(*, later: float) -> None:
    """What Django does before one, and a statement, so many seconds after the last."""
    connection.close_if_unusable_or_obsolete()
    with (
        patch.object(base, "monotonic", lambda: monotonic() + later),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT 1")


def cut() -> None:
    """The server ends this connection, as when it goes down."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    other.close()


def mine() -> Gathering:
    """This thread's."""
    found = connections[DEFAULT_DB_ALIAS]
    assert isinstance(found, Gathering)
    return found


def test_in_steady_use_it_is_not_asked(asked: list[bool]) -> None:
    request(later=0)
    request(later=0.5)
    assert asked == []

    request(later=2)
    assert asked == [True]


def test_one_that_broke_while_nobody_used_it_is_made_anew(asked: list[bool]) -> None:
    request(later=0)
    cut()

    request(later=2)

    assert asked == [False]


def test_one_that_breaks_in_steady_use_fails_once(asked: list[bool]) -> None:
    request(later=0)
    cut()

    with pytest.raises(OperationalError):
        request(later=0.5)
    request(later=0.6)

    assert asked == [False]


def test_what_is_read_row_by_row_fails_as_anything_else_does() -> None:
    Group.objects.bulk_create([Group(name="one"), Group(name="two")])
    rows = Group.objects.order_by("pk").iterator(chunk_size=1)
    next(rows)
    cut()

    with pytest.raises(OperationalError):
        list(rows)
    connection.close()


def test_so_does_the_end_of_it() -> None:
    """Django's error, which is answered by the page of an outage, not the driver's."""
    cursor: Any = connection.chunked_cursor()
    cursor.execute("SELECT 1")
    cut()

    with pytest.raises(OperationalError):
        cursor.close()
    connection.close()


def test_what_is_read_row_by_row_stays_with_the_server_until_then() -> None:
    """A command reads a city of any size in as much memory."""
    Group.objects.bulk_create([Group(name="one"), Group(name="two")])
    rows = Group.objects.order_by("pk").iterator(chunk_size=1)
    next(rows)

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM pg_cursors")
        assert cursor.fetchone() == (1,)
    assert [group.name for group in rows] == ["two"]


def test_what_takes_long_is_not_asked_in_the_middle(asked: list[bool]) -> None:
    request(later=0)

    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("CREATE TEMPORARY TABLE once_only (n int UNIQUE) ON COMMIT DROP")
        cursor.execute("INSERT INTO once_only VALUES (1)")
        with patch.object(base, "monotonic", lambda: monotonic() + 5):
            with pytest.raises(IntegrityError), transaction.atomic():
                cursor.execute("INSERT INTO once_only VALUES (1)")
            # The outer transaction is as it was.
            with connection.cursor() as further:
                further.execute("SELECT COUNT(*) FROM once_only")
                assert further.fetchone() == (1,)

    assert asked == []


def test_plain_sql_goes_on_with_a_new_connection() -> None:
    assert read("SELECT 1", []) == [(1,)]
    connection.close()
    assert read("SELECT 2", []) == [(2,)]


def test_plain_sql_goes_on_after_an_error() -> None:
    with pytest.raises(DataError):
        read("SELECT 1 / %s", [0])
    assert read("SELECT 1 / %s", [1]) == [(1,)]


def test_plain_sql_goes_on_where_its_cursor_was_closed() -> None:
    with mine().kept_cursor() as cursor:
        cursor.execute("SELECT 1")
    assert read("SELECT 2", []) == [(2,)]


def test_a_lost_connection_is_told_to_plain_sql_as_to_others() -> None:
    connection.close()
    connection.ensure_connection()
    connection.connection.close()
    with pytest.raises(OperationalError):
        read("SELECT 1", [])
    connection.close()


def test_plain_sql_of_another_thread_is_refused() -> None:
    read("SELECT 1", [])
    kept = mine().kept_cursor
    with (
        ThreadPoolExecutor(1) as other,
        pytest.raises(DatabaseError, match="can only be used in that same thread"),
    ):
        other.submit(kept).result()


def test_nothing_of_a_closed_connection_stays() -> None:
    read("SELECT 1", [])
    was = ref(connection.connection)
    connection.close()
    gc.collect()
    assert was() is None


def test_plain_sql_reads_times_in_the_zone_of_the_connection() -> None:
    times = "SELECT TIMESTAMPTZ '2026-03-16 09:00+08', NULL::timestamptz"
    with connection.cursor() as cursor:
        cursor.execute(times)
        [(usual, _)] = cursor.fetchall()

    [(found, nothing)] = read(times, [])

    assert (found, nothing) == (usual, None)
    assert found.tzinfo is usual.tzinfo
