"""What nobody waits for is written together with something else, in order and not too late."""

import subprocess
import sys
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lianhu.kernel.models import Idempotency
from lianhu.kernel.store import fill, insert, insert_later, update, update_later
from lianhu.knowledge.models import Posting

pytestmark = pytest.mark.django_db

# Half a character. SQLite tells at once.
UNWRITABLE = (DataError, UnicodeEncodeError)


def key(name: str, ref: str = "") -> Idempotency:
    return Idempotency(caller="c", key=name, body_hash="0" * 64, ref=ref)


def posting(token: str, count: int = 1) -> Posting:
    return Posting(token=token, bucket=0, count=count, packed=b"")


def keys() -> list[str]:
    return list(Idempotency.objects.order_by("key").values_list("key", flat=True))


def tokens() -> list[str]:
    return list(Posting.objects.order_by("token").values_list("token", flat=True))


def statements(told: CaptureQueriesContext) -> int:
    return len([query for query in told if "SAVEPOINT" not in query["sql"]])


def test_whatever_reads_next_finds_it() -> None:
    with transaction.atomic(), connection.cursor() as opened_before:
        insert_later([key("a"), key("b")])
        opened_before.execute("SELECT COUNT(*) FROM kernel_idempotency")
        assert opened_before.fetchone() == (2,)
        insert_later([key("c")])
        assert keys() == ["a", "b", "c"]
        insert_later([posting("灯")])
        fill(Posting, "token bucket count packed", [("水", 0, 1, b"")])
        assert tokens() == ["水", "灯"]


def test_what_is_written_next_takes_it_along_and_tells_of_itself_alone() -> None:
    kept = key("kept")
    insert([kept])
    row = posting("灯")
    with transaction.atomic(), CaptureQueriesContext(connection) as told:
        kept.ref = "LH-1"
        update_later(kept, ["ref"])
        assert insert([row]) == 1

    assert statements(told) == (1 if connection.vendor == "postgresql" else 2)
    assert Posting.objects.get() == row
    assert Idempotency.objects.get().ref == "LH-1"


def test_what_changes_takes_it_along_and_finds_its_row() -> None:
    kept = key("kept")
    insert([kept])
    with transaction.atomic():
        insert_later([posting("灯")])
        kept.ref = "LH-1"
        update(kept, ["ref"])

    assert (Idempotency.objects.get().ref, tokens()) == ("LH-1", ["灯"])


def test_of_one_table_the_earlier_comes_first() -> None:
    with transaction.atomic():
        insert_later([key("a", "first")])
        insert_later([posting("灯")])
        insert_later([key("a", "second")], once=True)
        assert insert([key("a", "third")], once=True) == 0

    assert [row.ref for row in Idempotency.objects.all()] == ["first"]


def test_numbers_of_any_size_texts_and_nothing_go_together() -> None:
    row: Any = posting("灯", count=2**31 - 1)
    with transaction.atomic():
        insert_later([row])
        insert_later([key("a", "%s {x}")])

    assert Posting.objects.get().count == 2**31 - 1
    assert Idempotency.objects.get().ref == "%s {x}"


def test_what_is_undone_is_not_written() -> None:
    with transaction.atomic():
        insert_later([key("a")])
        with pytest.raises(RuntimeError), transaction.atomic():
            insert_later([key("b")])
            raise RuntimeError
        insert_later([key("c")])

    assert keys() == ["a", "c"]


def test_what_is_wrong_is_told_before_the_end() -> None:
    insert([key("a")])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_later([posting("灯")])
        insert_later([key("a")])

    assert (keys(), tokens()) == (["a"], [])


@pytest.mark.django_db(transaction=True)
class TestWholeTransactions:
    def test_after_an_error_the_inner_part_is_undone_and_the_outer_goes_on(self) -> None:
        insert([key("a")])
        with transaction.atomic():
            insert_later([posting("灯")])
            with pytest.raises(IntegrityError), transaction.atomic():
                with pytest.raises(IntegrityError):
                    insert([key("a")])
                insert_later([posting("水")])
                raise IntegrityError

        assert tokens() == ["灯"]

    def test_the_end_of_one_writes_it(self) -> None:
        with transaction.atomic():
            insert_later([key("a")])
            insert_later([posting("灯")])

        assert seen_by_another() == 1
        assert tokens() == ["灯"]

    def test_outside_of_one_it_is_written_at_once(self) -> None:
        insert_later([key("a")])

        assert seen_by_another() == 1

    def test_what_is_wrong_undoes_all_of_it(self) -> None:
        insert([key("a")])
        with pytest.raises(IntegrityError), transaction.atomic():
            insert_later([posting("灯")])
            insert_later([key("a")])

        assert (keys(), tokens()) == (["a"], [])

    def test_what_never_reaches_the_server_undoes_all_of_it_too(self) -> None:
        with pytest.raises(UNWRITABLE), transaction.atomic():
            insert_later([posting("灯")])
            insert_later([key("\ud800")])

        assert connection.get_autocommit()
        assert (keys(), tokens()) == ([], [])

    def test_what_never_reaches_the_server_undoes_the_inner_part_alone(self) -> None:
        with transaction.atomic():
            insert_later([posting("灯")])
            with pytest.raises(UNWRITABLE), transaction.atomic():
                insert_later([key("\ud800")])
            insert_later([posting("水")])

        assert connection.get_autocommit()
        assert (keys(), tokens()) == ([], ["水", "灯"])

    def test_a_connection_that_is_lost_takes_it_along(self) -> None:
        with pytest.raises(RuntimeError), transaction.atomic():
            insert_later([key("a")])
            connection.close()
            raise RuntimeError
        with transaction.atomic():
            insert_later([key("b")])

        assert keys() == ["b"]


def seen_by_another() -> int:
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM kernel_idempotency")
        [(found,)] = cursor.fetchall()
    other.close()
    return int(found)


def test_where_nothing_is_gathered_postgresqls_driver_is_not_loaded() -> None:
    told = "import sys, lianhu.kernel.store; print('psycopg' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True)
    assert ran.stdout == "False\n"
