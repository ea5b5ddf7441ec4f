"""What a Prometheus server asks for: what was answered and done, how long it took, what waits.

Nothing in it is about a person, nor can be made to be: no names, desks or places, and by design no
counts of anybody's work.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from lianhu.cases.models import Stage
from lianhu.channels.models import Delivery
from lianhu.kernel import clock
from lianhu.privacy.models import Look
from lianhu.web.health import workers
from lianhu.web.metrics import SHARED_BY

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

REQUESTS = Counter("lianhu_requests", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram("lianhu_request_seconds", "Time to answer.", ["route"], buckets=_BUCKETS)
BATCHES = Counter("lianhu_batches", "Batches that workers found to do.", ["job", "outcome"])


def exposition(now: datetime) -> bytes:
    """As Prometheus reads it. `now` is the wall's time. Four queries."""
    counted: CollectorRegistry = REGISTRY
    if os.environ.get(SHARED_BY):
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
