"""The worker's rounds, but for sending."""

from datetime import datetime

from lianhu.inbox.broadcasts.calling import call_broadcast
from lianhu.inbox.calling import call_waiting
from lianhu.inbox.digests import send_one
from lianhu.kernel import clock


def work(now: datetime) -> None:
    """Decide who hears of what, and make up the digests that are due."""
    with clock.fixed(now):
        while call_waiting(now) or call_broadcast(now) or send_one(now):
            pass
