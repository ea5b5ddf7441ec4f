"""Real workers, killed in the middle: everything that was due moves, and moves once."""

import os
import signal
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction

from lianhu.cases.models import Case, Event, Stage
from lianhu.cases.rules import Kind, Reason
from lianhu.cases.verify import verify
from lianhu.grid.models import OpeningHours
from lianhu.inbox.models import Item
from lianhu.kernel import clock
from lianhu.kernel.models import Heartbeat
from tests.cast import City, ask, make_city
from tests.processes import LIANHU, environment, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

DUE = 200
Worker = subprocess.Popen[bytes]


@pytest.fixture
def city() -> City:
    """Workers live by the machine's clock, so these desks never close."""
    city = make_city()
    OpeningHours.objects.update(week={"zone": "Asia/Shanghai", "week": [[["00:00", "24:00"]]] * 7})
    return city


@pytest.fixture
def start() -> Iterator[Callable[[], Worker]]:
    workers: list[Worker] = []

    def start() -> Worker:
        workers.append(subprocess.Popen([*LIANHU, "worker"], env=environment(LIANHU_FLOOD="1000")))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()
        worker.wait()


def overdue(city: City, count: int) -> list[Case]:
    """Questions whose officer's quarter of an hour ran out some minutes ago."""
    asked_at = clock.wall() - timedelta(minutes=20)
    with transaction.atomic():  # one commit instead of hundreds
        return [ask(city.wu, asked_at + timedelta(seconds=n)) for n in range(count)]


def moved() -> int:
    return Event.objects.filter(kind=Kind.MOVED).count()


def lives(worker: Worker) -> bool:
    return Heartbeat.objects.filter(worker__endswith=f":{worker.pid}").exists()


def kill_in_the_middle(*workers: Worker) -> None:
    """SIGKILL the first of them that lives: its first batch begins with the heartbeat."""
    wait_until(lambda: any(lives(worker) for worker in workers))
    first = next(worker for worker in workers if lives(worker))
    assert moved() < DUE, "too late: nothing was left to disturb"
    first.kill()
    first.wait()


def test_two_hundred_stages_move_once_however_often_a_worker_is_killed(
    city: City, start: Callable[[], Worker]
) -> None:
    cases = overdue(city, DUE)

    kill_in_the_middle(start())
    kill_in_the_middle(start(), start())
    start()
    wait_until(lambda: moved() >= DUE)

    events = Event.objects.filter(kind=Kind.MOVED)
    assert Counter(events.values_list("case", flat=True)) == {case.pk: 1 for case in cases}
    assert {event.data["reason"] for event in events} == {Reason.TIMED_OUT}
    village = city.desks["village"]
    stages = Stage.objects.filter(desk=village, number=2, closed_at=None)
    assert stages.count() == DUE
    for stage in stages:
        assert stage.due_at == stage.started_at + timedelta(minutes=5)
    items = Item.objects.filter(desk=village, kind="case", done_at=None)
    assert Counter(items.values_list("ref", flat=True)) == {case.pk: 1 for case in cases}
    assert not Item.objects.filter(desk=city.desks["beat"], done_at=None).exists()
    assert verify().findings == []


def test_a_worker_that_is_asked_to_stop_ends_between_two_batches(
    city: City, start: Callable[[], Worker]
) -> None:
    overdue(city, 3)
    worker = start()
    wait_until(lambda: moved() == 3)

    with ends_within(5):
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=10) == 0


@pytest.mark.postgresql
def test_a_worker_outlives_its_connection(city: City, start: Callable[[], Worker]) -> None:
    worker = start()
    wait_until(lambda: lives(worker))

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    overdue(city, 1)

    wait_until(lambda: moved() == 1)
    assert worker.poll() is None


@contextmanager
def ends_within(seconds: float) -> Iterator[None]:
    began = clock.wall()
    yield
    assert (clock.wall() - began).total_seconds() < seconds


def test_the_workers_lifeline_ends_it(city: City) -> None:
    read_end, write_end = os.pipe()
    worker = subprocess.Popen(
        [*LIANHU, "worker", "--lifeline", str(read_end)], env=environment(), pass_fds=[read_end]
    )
    os.close(read_end)
    try:
        wait_until(lambda: lives(worker))
        with ends_within(5):
            os.close(write_end)
            worker.wait(timeout=10)
    finally:
        worker.kill()
        worker.wait()
