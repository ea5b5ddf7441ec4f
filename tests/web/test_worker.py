"""The worker's loop: one job's trouble is not another's, and it ends when asked to."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from lianhu.kernel import clock
from lianhu.kernel.models import Heartbeat
from lianhu.web.registries import JOBS
from lianhu.web.worker import IDLE_S, LONGEST_PAUSE_S, Job, Worker

pytestmark = pytest.mark.django_db


class Stop:
    """Asks the worker to stop after so many waits; remembers how long they were."""

    def __init__(self, after: int) -> None:
        self.made = False
        self.waits: list[float] = []
        self._after = after

    def wait(self, seconds: float) -> bool:
        self.waits.append(seconds)
        self.made = len(self.waits) >= self._after
        return self.made


def run(stop: Stop, *batches: Callable[[], bool]) -> None:
    jobs = [Job(f"job {n}", batch) for n, batch in enumerate(batches)]
    Worker(jobs, stop).run()  # type: ignore[arg-type]


def breaks() -> bool:
    raise ValueError("broken")


@pytest.fixture(autouse=True)
def keep_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test runs inside a transaction of the connection that the worker would close."""
    monkeypatch.setattr("lianhu.web.worker.close_old_connections", lambda: None)


def test_it_goes_on_at_once_while_there_is_work_and_rests_when_there_is_none() -> None:
    left = iter([True, True, True, False])
    stop = Stop(after=1)

    run(stop, lambda: next(left))

    assert next(left, None) is None
    assert stop.waits == [IDLE_S]


def test_a_broken_job_is_logged_and_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    def works() -> bool:
        done.append("worked")
        return False

    with caplog.at_level(logging.ERROR):
        run(Stop(after=2), breaks, works)

    assert done == ["worked", "worked"]
    assert [record.message for record in caplog.records] == ["job job 0 failed"] * 2


def test_it_waits_longer_while_things_stay_broken_but_not_too_long() -> None:
    stop = Stop(after=7)

    run(stop, breaks, lambda: True)

    assert stop.waits == [2, 4, 8, 16, LONGEST_PAUSE_S, LONGEST_PAUSE_S, LONGEST_PAUSE_S]


def test_a_job_may_rest_after_it_found_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    stop = Stop(after=4)  # at 0, 30, 60 and 90 seconds
    finds = iter([True, False, False])

    def job() -> bool:
        asked.append(30 * len(stop.waits))
        return next(finds)

    monkeypatch.setattr("lianhu.web.worker.monotonic", lambda: 30.0 * len(stop.waits))
    Worker([Job("job", job, every=timedelta(minutes=1))], stop).run()  # type: ignore[arg-type]

    assert asked == [0, 0, 60]


def test_asked_to_stop_it_begins_no_other_batch() -> None:
    stop = Stop(after=1)
    done: list[str] = []

    def last() -> bool:
        done.append("last")
        stop.made = True
        return True

    def another() -> bool:
        done.append("one too many")
        return False

    run(stop, last, another)

    assert done == ["last"]
    assert stop.waits == []


def test_it_shows_that_it_lives_and_buries_the_dead() -> None:
    now = clock.wall()
    Heartbeat.objects.create(worker="dead:1", beat_at=now - timedelta(minutes=2))
    Heartbeat.objects.create(worker="other:1", beat_at=now - timedelta(seconds=30))

    run(Stop(after=1))

    workers = Heartbeat.objects.exclude(worker="other:1")
    assert Heartbeat.objects.count() == 2
    assert workers.get().beat_at >= now


def test_a_clock_that_is_set_back_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    noon = datetime(2026, 5, 15, 12, tzinfo=UTC)
    asked: list[datetime] = []
    stop = Stop(after=4)

    def job() -> bool:
        asked.append(clock.wall())
        return False

    monkeypatch.setattr(clock, "wall", lambda: noon - timedelta(days=len(stop.waits)))
    monkeypatch.setattr("lianhu.web.worker.monotonic", lambda: 30.0 * len(stop.waits))
    run(stop, job)

    assert len(asked) == 4
    # The beats of the days before, which are days ahead now, are gone.
    [beat] = Heartbeat.objects.all()
    assert beat.beat_at == noon - timedelta(days=3)


def test_every_job_rests_in_an_empty_city() -> None:
    assert [job.name for job in JOBS if job.batch()] == []
