"""Two workers never hold one row, and what a dead one held comes back."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from lianhu.kernel.lease import MAX_TRIES, claim, retry_delay

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LEASE = timedelta(minutes=5)

with isolate_apps("tests.kernel"):

    class Errand(models.Model):
        done = models.BooleanField(default=False)
        next_at = models.DateTimeField()
        tries = models.PositiveSmallIntegerField(default=0)

        objects: ClassVar[models.Manager["Errand"]] = models.Manager()

        class Meta:
            app_label = "kernel"


@pytest.fixture(scope="module", autouse=True)
def table(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Errand)
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.delete_model(Errand)


def waiting() -> models.QuerySet[Errand]:
    return Errand.objects.filter(done=False, tries__lt=MAX_TRIES)


def make_errand(minutes: int = 0) -> Errand:
    return Errand.objects.create(next_at=NOON + timedelta(minutes=minutes))


@pytest.mark.django_db
class TestClaim:
    def test_it_takes_the_first_that_is_due_and_counts_the_try(self) -> None:
        make_errand(1)
        first = make_errand(-1)

        claimed = claim(waiting(), NOON, LEASE)

        assert claimed == first
        assert (claimed.tries, claimed.next_at) == (1, NOON + LEASE)
        assert claim(waiting(), NOON, LEASE) is None

    def test_the_row_of_a_dead_worker_is_due_when_its_lease_runs_out(self) -> None:
        errand = make_errand()
        claim(waiting(), NOON, LEASE)

        just_before = NOON + LEASE - timedelta(seconds=1)
        assert claim(waiting(), just_before, LEASE) is None
        again = claim(waiting(), NOON + LEASE, LEASE)
        assert again == errand
        assert again.tries == 2

    @pytest.mark.parametrize("tries", [0, 1])
    def test_a_row_from_before_the_clock_was_set_back_is_due(self, tries: int) -> None:
        errand = make_errand()
        tomorrow = NOON + timedelta(days=1)
        Errand.objects.update(next_at=tomorrow, tries=tries)

        assert claim(waiting(), NOON, LEASE) == errand
        assert claim(waiting(), NOON, LEASE) is None

    def test_the_longest_delay_is_waited_for(self) -> None:
        longest = retry_delay(MAX_TRIES - 1)
        assert longest is not None
        Errand.objects.create(next_at=NOON + longest, tries=MAX_TRIES - 1)

        assert claim(waiting(), NOON, LEASE) is None

    def test_who_loses_a_row_takes_the_next(self) -> None:
        make_errand(-2)
        second = make_errand(-1)

        rows = _Overtaken(waiting())
        claimed = claim(rows.queryset, NOON, LEASE)

        assert rows.overtaken
        assert claimed == second

    def test_a_row_that_was_finished_meanwhile_is_not_taken(self) -> None:
        make_errand()
        rows = _Overtaken(waiting(), done=True)

        assert claim(rows.queryset, NOON, LEASE) is None
        assert rows.overtaken


class _Overtaken:
    """Rows, the first of which changes hands between being read and being claimed."""

    def __init__(self, waiting: models.QuerySet[Errand], **change: Any) -> None:
        self.overtaken = False
        change = change or {"next_at": NOON + LEASE, "tries": 1}
        outer = self

        class Rows(models.QuerySet[Errand]):
            def filter(self, *args: Any, **asked: Any) -> Any:
                if "pk" in asked and not outer.overtaken:
                    outer.overtaken = True
                    Errand.objects.filter(pk=asked["pk"]).update(**change)
                return super().filter(*args, **asked)

        self.queryset = Rows(Errand, query=waiting.query)


@pytest.mark.django_db(transaction=True)
def test_many_workers_share_the_rows_and_none_is_taken_twice() -> None:
    errands = {make_errand(-n).pk for n in range(40)}
    taken: list[int] = []

    def work() -> None:
        try:
            while errand := claim(waiting(), NOON, LEASE):
                taken.append(errand.pk)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    while errand := claim(waiting(), NOON, LEASE):  # workers may have left while all rows were hot
        taken.append(errand.pk)
    Errand.objects.all().delete()

    assert sorted(taken) == sorted(errands)


def test_waits_grow_and_end_with_the_sixth_try() -> None:
    delays = [retry_delay(tries) for tries in range(1, 8)]
    waits = [delay for delay in delays if delay is not None]

    assert waits == sorted(set(waits))
    assert delays[5:] == [None, None]
    assert len(waits) == 5


def test_a_try_is_counted_before_it_is_made() -> None:
    with pytest.raises(ValueError):
        retry_delay(0)
