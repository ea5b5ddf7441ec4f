"""PostgreSQL goes down as in a crash while sixteen people write, and comes back.

The web and the worker stay up meanwhile: they say so, and go on when the database does.
"""

import signal

import pytest
from django.db import connection

from lianhu.channels.jobs import LEASE
from lianhu.channels.models import Delivery
from lianhu.kernel import clock
from tests.lengths import less_or_more
from tests.processes import wait_until
from tests.reliability.accounts import Findings, settle_up
from tests.reliability.conftest import Place, Tally
from tests.reliability.database import Clustered, Databases
from tests.reliability.site import Site
from tests.reliability.writers import writing

pytestmark = pytest.mark.postgresql

WRITES = 16
# So many people have seen the page of an outage before the database comes back.
SEEN = 16


@pytest.mark.parametrize("stops", less_or_more(1, 5))
def test_no_acknowledged_write_is_lost(
    source: Databases, place: Place, site: Site, tally: Tally, stops: int
) -> None:
    assert isinstance(source, Clustered)
    with writing(site.port, place.sessions) as load:
        for _ in range(stops):
            load.more(WRITES)
            outages = load.told.outages
            source.cluster.stop(signal.SIGQUIT)
            wait_until(lambda seen=outages + SEEN: load.told.outages >= seen)  # type: ignore[misc]
            source.cluster.start()
            started = clock.wall()
        load.more(WRITES)

    connection.close()  # this process's own was cut as well
    told = load.told
    found = settle_up(told.sent)
    tally(stops=stops, **told.counted(), **found.counted())
    assert told.unclear == [], site.end_of_log()
    assert site.is_up()
    assert found == Findings()
    # The worker has found its way back too. What it held when the database went away is due again
    # when its lease has run out.
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING)
    waiting.filter(next_at__gt=started, next_at__lte=started + LEASE).update(next_at=clock.wall())
    wait_until(lambda: not waiting.exists())
    assert not Delivery.objects.exclude(state=Delivery.State.SENT).exists()
