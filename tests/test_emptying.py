"""What a test has left running commits before its tables are emptied, and is deleted too."""

from threading import Event, Thread

import pytest
from django.core.management.color import no_style
from django.db import connection, transaction

from lianhu.kernel.models import JobLock
from tests.processes import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

TABLE = JobLock._meta.db_table


def is_waited_for() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [TABLE],
        )
        [(found,)] = cursor.fetchall()
    return bool(found)


def test_it_waits_for_what_is_about_to_be_committed() -> None:
    written, waited = Event(), Event()

    def write() -> None:
        with transaction.atomic():
            JobLock.objects.create(name="late")
            written.set()
            wait_until(is_waited_for, within_s=10)
            waited.set()
        connection.close()

    late = Thread(target=write)
    late.start()
    assert written.wait(timeout=10)
    statements = connection.ops.sql_flush(no_style(), [TABLE])
    late.join()

    assert waited.is_set()
    assert statements == [f'DELETE FROM "{TABLE}"']


def test_whoever_wants_numbers_from_one_on_gets_them() -> None:
    [statement] = connection.ops.sql_flush(no_style(), [TABLE], reset_sequences=True)
    assert "RESTART IDENTITY" in statement
