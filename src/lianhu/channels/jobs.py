"""Sending what is queued. May die at any moment and run several times over."""

import logging
from datetime import datetime, timedelta

from django.db.models import QuerySet

from lianhu.channels.models import Delivery
from lianhu.channels.registry import CHANNELS, ChannelError
from lianhu.kernel import clock, logs
from lianhu.kernel.lease import MAX_TRIES, claim, due, retry_delay

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # outlasts the slowest sending


def deliver_one() -> bool:
    """Send one due delivery; False if there is none. Never call inside a transaction.

    The claim counts the try and moves `next_at` on before anything is sent: a worker that dies
    here leaves a row that is due again when the lease has run out. Leases and retries go by the
    wall clock, which nobody moves.
    """
    now = clock.wall()
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING)
    _give_up(waiting, now)
    delivery = claim(waiting.filter(tries__lt=MAX_TRIES), now, LEASE)
    if delivery is None:
        return False
    with logs.saying(request=delivery.request):
        _deliver(delivery)
    return True


def _deliver(delivery: Delivery) -> None:
    mine = Delivery.objects.filter(pk=delivery.pk)
    try:
        CHANNELS[delivery.channel](delivery)
    except Exception as error:  # one bad delivery must not stop the loop
        logger.exception("delivery %s failed", delivery.pk)
        permanent = isinstance(error, ChannelError) and error.permanent
        wait = None if permanent else retry_delay(delivery.tries)
        said = str(error)[:200]
        if wait is None:
            mine.update(state=Delivery.State.FAILED, error=said)
        else:
            mine.update(next_at=clock.wall() + wait, error=said)
    else:
        mine.update(state=Delivery.State.SENT, error="")


def _give_up(waiting: QuerySet[Delivery], now: datetime) -> None:
    """End the story of deliveries whose last try killed its worker."""
    due(waiting.filter(tries__gte=MAX_TRIES), now).update(
        state=Delivery.State.FAILED, error="every try was cut short"
    )
