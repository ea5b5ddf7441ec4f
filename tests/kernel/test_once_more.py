"""What the database dropped out of is done again, once, where a key tells whether it was done."""

import pytest
from django.db import OperationalError, connection, transaction

from lianhu.kernel.idempotency import once_more
from lianhu.kernel.models import Idempotency

pytestmark = pytest.mark.django_db(transaction=True)


class Work:
    """Drops out the first times it is done."""

    def __init__(self, failures: int) -> None:
        self.times = 0
        self._failures = failures

    def __call__(self) -> str:
        self.times += 1
        if self.times <= self._failures:
            raise OperationalError("server closed the connection unexpectedly")
        return f"done the {self.times}. time"


def outcome(work: Work, key: str = "k") -> tuple[str, int]:
    try:
        said = once_more(key, work)
    except OperationalError:
        said = "dropped out"
    return said, work.times


@pytest.mark.postgresql
def test_it_is_done_again_once() -> None:
    assert outcome(Work(1)) == ("done the 2. time", 2)
    assert outcome(Work(2)) == ("dropped out", 2)


@pytest.mark.postgresql
def test_it_is_done_again_on_a_new_connection() -> None:
    dropped: list[int] = []

    def work() -> int:
        if not dropped:
            dropped.append(1)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return Idempotency.objects.count()

    assert once_more("k", work) == 0
    assert dropped


@pytest.mark.sqlite
def test_a_locked_file_was_waited_for_already() -> None:
    assert outcome(Work(1)) == ("dropped out", 1)


def test_without_a_key_or_within_a_transaction_it_is_not_done_again() -> None:
    assert outcome(Work(1), key="") == ("dropped out", 1)
    with transaction.atomic():
        assert outcome(Work(1)) == ("dropped out", 1)
