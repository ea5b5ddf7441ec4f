"""The channel of demo cities and of tests: messages go to the log of the worker."""

import logging

from django.conf import settings

from lianhu.channels.models import Delivery

logger = logging.getLogger(__name__)


def send(delivery: Delivery) -> None:
    # In the demo city whoever signs in by phone reads the code here, where it was started.
    is_awaited = settings.DEMO and delivery.delivery_class == Delivery.Class.CODE
    # The address stays out: logs are read by more people than the message is for.
    logger.log(
        logging.WARNING if is_awaited else logging.INFO,
        "delivery %s: %s%s",
        delivery.pk,
        delivery.body,
        " (without a sound)" if delivery.silent else "",
    )
