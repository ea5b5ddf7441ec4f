"""Workers that come back together after an outage: the time that was lost is noted once."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from lianhu.grid.models import SettingChange
from lianhu.kernel import clock
from lianhu.kernel.models import Heartbeat
from lianhu.web.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 4


def test_it_is_noted_by_one_of_them() -> None:
    an_hour_ago = clock.wall() - timedelta(hours=1)
    Heartbeat.objects.create(worker="dead:1", beat_at=an_hour_ago, domain_at=an_hour_ago)
    start = Barrier(WORKERS)

    def come_back(number: int) -> None:
        worker = Worker([], stop=None)  # type: ignore[arg-type]
        worker._name = f"worker:{number}"
        start.wait()
        worker._beat()
        connection.close()

    threads = [Thread(target=come_back, args=(number,)) for number in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert SettingChange.objects.count() == 1
    assert Heartbeat.objects.count() == WORKERS
