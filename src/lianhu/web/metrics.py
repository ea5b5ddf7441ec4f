"""What a Prometheus server asks for: what was answered and done, how long it took, what waits.

Nothing in it is about a person, nor can be made to be: no names, desks or places, and by design no
counts of anybody's work.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from lianhu.cases.models import Stage
from lianhu.channels.models import Delivery
from lianhu.kernel import clock
from lianhu.privacy.models import Look
from lianhu.web.health import workers

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
# Where the processes of one `lianhu serve` put their counts together.
_SHARED_BY: Final = "PROMETHEUS_MULTIPROC_DIR"
_MEMORY = Path("/dev/shm")
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_REQUESTS = Counter("lianhu_requests", "Requests answered.", ["method", "route", "status"])
_SECONDS = Histogram("lianhu_request_seconds", "Time to answer.", ["route"], buckets=_BUCKETS)
_BATCHES = Counter("lianhu_batches", "Batches that workers found to do.", ["job", "outcome"])


def share() -> None:
    """Let the processes that are started from here on count together, from nothing.

    In memory: counts are kept in mapped files, and whoever writes to one on a full disk is killed.
    Where there is no such place, or it is somebody else's, each process counts for itself.
    """
    home = hashlib.sha256(str(settings.HOME).encode()).hexdigest()[:16]
    folder = _MEMORY / f"lianhu-{os.getuid()}-{home}"
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        folder.mkdir(mode=0o700)
        os.environ[_SHARED_BY] = str(folder)


def unshare() -> None:
    """Once all of them have ended."""
    folder = os.environ.pop(_SHARED_BY, "")
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def answered(method: str, route: str, status: int, seconds: float) -> None:
    _REQUESTS.labels(method, route, status).inc()
    _SECONDS.labels(route).observe(seconds)


def worked(job: str, outcome: str) -> None:
    _BATCHES.labels(job, outcome).inc()


def exposition(now: datetime) -> bytes:
    """As Prometheus reads it. `now` is the wall's time. Four queries."""
    counted: CollectorRegistry = REGISTRY
    if os.environ.get(_SHARED_BY):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)
    waiting = CollectorRegistry()
    waiting.register(_Waiting(now))
    return generate_latest(counted) + generate_latest(waiting)


class _Waiting(Collector):
    def __init__(self, now: datetime) -> None:
        self._now = now

    def collect(self) -> Iterator[Metric]:
        late = Stage.objects.filter(closed_at=None, due_at__lte=clock.now(), alerted_at=None)
        unsent = Delivery.objects.filter(state=Delivery.State.WAITING, next_at__lte=self._now)
        for name, text, value in (
            ("lianhu_workers", "Workers alive.", workers(self._now)),
            ("lianhu_stages_overdue", "Stages that ran out and have not moved.", late.count()),
            ("lianhu_deliveries_due", "Messages due and not sent.", unsent.count()),
            ("lianhu_looks_unsealed", "Looks not sealed.", Look.objects.filter(seal=None).count()),
        ):
            yield GaugeMetricFamily(name, text, value=value)
