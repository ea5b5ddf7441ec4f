"""Sending what is queued. May die at any moment and run several times over."""

import logging
from datetime import timedelta

from lianhu.channels.models import Delivery
from lianhu.channels.registry import CHANNELS, ChannelError
from lianhu.kernel import clock
from lianhu.kernel.lease import retry_delay

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # outlasts the slowest sending


def deliver_one() -> bool:
    """Send one due delivery; False if there is none. Never call inside a transaction.

    Claiming moves `next_at` on and counts the try before it is made: a worker that dies here
    leaves a row that is due again when the lease has run out.
    """
    now = clock.now()
    due = Delivery.objects.filter(state=Delivery.State.WAITING, next_at__lte=now)
    delivery = due.order_by("next_at", "id").first()
    if delivery is None:
        return False
    seen = Delivery.objects.filter(pk=delivery.pk, next_at=delivery.next_at, tries=delivery.tries)
    if not seen.update(next_at=now + LEASE, tries=delivery.tries + 1):
        return True  # another worker won
    delivery.tries += 1
    try:
        CHANNELS[delivery.channel](delivery)
    except Exception as error:  # one bad delivery must not stop the loop
        logger.exception("delivery %s failed", delivery.pk)
        permanent = isinstance(error, ChannelError) and error.permanent
        wait = None if permanent else retry_delay(delivery.tries)
        outcome = (
            {"state": Delivery.State.FAILED} if wait is None else {"next_at": clock.now() + wait}
        )
        Delivery.objects.filter(pk=delivery.pk).update(error=str(error)[:200], **outcome)
    else:
        Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.SENT, error="")
    return True
