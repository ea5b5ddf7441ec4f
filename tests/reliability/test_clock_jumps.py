"""The machine's clock jumps by a day, forward and back, while everything runs.

The clock of the database stays right, as that of another machine would.
"""

import re
from collections import Counter
from datetime import timedelta

import pytest

from lianhu.cases.models import Event, Stage
from lianhu.cases.rules import Kind, Reason
from lianhu.channels.models import Delivery
from lianhu.channels.services import queue
from lianhu.files import services
from lianhu.files.models import Blob
from tests.lengths import less_or_more
from tests.photos import jpeg, upload
from tests.processes import wait_until
from tests.reliability.accounts import Findings, settle_up
from tests.reliability.clocks import AlteredClock
from tests.reliability.conftest import Doomed, Place, Tally
from tests.reliability.site import served
from tests.reliability.writers import writing

WRITES = 16
DAY = timedelta(days=1)
NOW = timedelta()
ROUND = [DAY, NOW, -DAY, NOW]


@pytest.mark.parametrize("rounds", less_or_more(1, 3))
def test_nothing_is_lost_or_done_twice(
    place: Place, clock: AlteredClock, tally: Tally, rounds: int
) -> None:
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING)
    environment = clock.environment | {"LIANHU_LOG_LEVEL": "INFO"}
    with served(place.home, place.url, **environment) as site:
        with writing(site.port, place.sessions) as load:
            load.more(WRITES)
            for jump in ROUND * rounds:
                clock.set(jump)
                load.more(WRITES)
        # What was put off under another clock is not put off any longer.
        wait_until(lambda: not waiting.exists())

    told = load.told
    found = settle_up(told.sent)
    moved = Event.objects.filter(kind=Kind.MOVED, data__reason=Reason.TIMED_OUT).count()
    sent = Counter(map(int, re.findall(r"delivery (\d+): ", site.log())))
    tally(
        jumps=len(ROUND) * rounds,
        **told.counted(),
        **found.counted(),
        moved_by_the_clock=moved,
        deliveries=len(sent),
    )
    assert told.unclear == [], site.end_of_log()
    assert told.broken == told.outages == 0
    assert found == Findings()
    # What somebody has been called for since is the next worker's to send.
    ended = Delivery.objects.exclude(state=Delivery.State.WAITING)
    assert sent == dict.fromkeys(ended.values_list("pk", flat=True), 1)
    assert not Stage.objects.filter(used_s__lt=0).exists()
    assert negative(list(Event.objects.values_list("data", flat=True))) == []


def negative(value: object) -> list[object]:
    """The numbers below zero in what an event says."""
    if isinstance(value, dict):
        return negative(list(value.values()))
    if isinstance(value, list):
        return [number for part in value for number in negative(part)]
    return [value] if isinstance(value, int | float) and value < 0 else []


@pytest.mark.parametrize("off_by", [DAY, -DAY], ids=["from tomorrow", "from yesterday"])
def test_no_lease_is_waited_for_longer_than_it_is_long(doomed: Doomed, off_by: timedelta) -> None:
    """A worker died under another clock; then the clock was set right."""
    doomed.clock.set(off_by)
    queue(
        Delivery.Class.ATTENTION,
        channel="console",
        address="15500000001",
        body="有答复了",
        source="case:1:1",
    )
    services.keep([services.receive(upload(jpeg()))])
    Delivery.objects.update(next_at=Delivery.objects.get().next_at + off_by)
    Blob.objects.update(next_at=Blob.objects.get().next_at + off_by)
    doomed.die_at("delivery claimed")
    doomed.die_at("picture claimed")

    doomed.live()

    assert Delivery.objects.get().state == Delivery.State.SENT
    assert Blob.objects.get().state == Blob.State.DONE
