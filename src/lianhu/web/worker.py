"""The loop that does what falls due. Any worker may die at any moment; any number may run."""

import logging
import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db import close_old_connections, transaction
from django.db.models import Q

from lianhu.grid.changes import time_was_lost
from lianhu.kernel import clock, logs
from lianhu.kernel.models import Heartbeat, JobLock
from lianhu.web import metrics
from lianhu.web.lifeline import StopRequest

logger = logging.getLogger(__name__)

IDLE_S = 2.0
LONGEST_PAUSE_S = 30.0  # half of the minute within which an overdue stage has to move
BEAT_EVERY = timedelta(seconds=10)
DEAD_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Job:
    """Work of one kind. `batch` does some of it and says whether it found any.

    A worker asks it in every round; once it finds none, not before `every` has passed.
    """

    name: str
    batch: Callable[[], bool]
    every: timedelta = timedelta()


class Worker:
    def __init__(self, jobs: Sequence[Job], stop: StopRequest) -> None:
        self._jobs = jobs
        self._stop = stop
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._rests_until: dict[str, float] = {}

    def run(self) -> None:
        """Go round the jobs until asked to stop. Ends between two batches."""
        failures = 0
        while not self._stop.made:
            close_old_connections()
            found, failed = self._round()
            failures = failures + 1 if failed else 0
            if failed:
                self._stop.wait(min(LONGEST_PAUSE_S, IDLE_S * 2 ** (failures - 1)))
            elif not found:
                self._stop.wait(IDLE_S)

    def _round(self) -> tuple[bool, bool]:
        """One batch of each job: whether any found work, whether any failed."""
        found = failed = False
        for job in (Job("heartbeat", self._beat, BEAT_EVERY), *self._jobs):
            if self._stop.made:
                break
            # Not by the wall's clock: set back by a day, it would let every job rest for a day.
            now = monotonic()
            if now < self._rests_until.get(job.name, now):
                continue
            try:
                with logs.saying(job=job.name):
                    did = job.batch()
            except Exception:  # one job must not stop the others, nor a lost database the worker
                logger.exception("job %s failed", job.name)
                metrics.worked(job.name, "failed")
                close_old_connections()
                failed = True
                continue
            if did:
                metrics.worked(job.name, "done")
                found = True
            else:
                self._rests_until[job.name] = now + job.every.total_seconds()
        return found, failed

    def _beat(self) -> bool:
        JobLock.objects.get_or_create(name="beat")
        with transaction.atomic():
            # One at a time: of workers that come back together only the first notes the outage.
            JobLock.objects.select_for_update().get(name="beat")
            now = clock.wall()
            _note_outage(now)
            Heartbeat.objects.update_or_create(
                worker=self._name, defaults={"beat_at": now, "domain_at": clock.now()}
            )
            dead = Q(beat_at__lt=now - DEAD_AFTER) | Q(beat_at__gt=now + DEAD_AFTER)
            Heartbeat.objects.filter(dead).delete()
        return False


def _note_outage(now: datetime) -> None:
    """Say so if no worker has lived for a minute: the time of people's deadlines stood still.

    Measured by the machine's clock, reckoned in the domain's, which may have stood still as well.
    """
    last = Heartbeat.objects.order_by("-beat_at").first()
    if last is None or last.domain_at is None or now - last.beat_at < DEAD_AFTER:
        return
    if last.domain_at < clock.now():
        time_was_lost(last.domain_at, clock.now())
