"""Queueing a message. Nothing is sent here."""

from lianhu.channels.models import Delivery
from lianhu.kernel import clock
from lianhu.kernel.crypto import blind_index


def queue(
    delivery_class: Delivery.Class,
    *,
    channel: str,
    address: str,
    body: str,
    source: str,
) -> None:
    """Queue one sending, once per source, address and channel.

    Call inside the transaction of its cause. The worker sends it after the commit.
    """
    Delivery.objects.bulk_create(
        [
            Delivery(
                delivery_class=delivery_class,
                channel=channel,
                address=address,
                address_bi=blind_index(address, "channels.delivery.address"),
                body=body,
                source=source,
                next_at=clock.wall(),
            )
        ],
        ignore_conflicts=True,
    )
