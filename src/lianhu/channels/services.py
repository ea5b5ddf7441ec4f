"""Queueing messages. Nothing is sent here."""

from collections.abc import Iterable
from dataclasses import dataclass

from lianhu.channels.models import Delivery
from lianhu.kernel import clock, logs
from lianhu.kernel.crypto import blind_index
from lianhu.kernel.store import insert_later


@dataclass(frozen=True, slots=True)
class Sending:
    address: str
    body: str
    source: str
    silent: bool = False


def queue(
    delivery_class: Delivery.Class,
    *,
    channel: str,
    address: str,
    body: str,
    source: str,
    silent: bool = False,
) -> None:
    """Queue one sending, once per source, address and channel."""
    queue_all(delivery_class, channel=channel, sendings=[Sending(address, body, source, silent)])


def queue_all(delivery_class: Delivery.Class, *, channel: str, sendings: Iterable[Sending]) -> None:
    """Queue each once per source, address and channel.

    Call inside the transaction of their cause. The worker sends them after the commit.
    """
    now, request = clock.wall(), logs.current_request()
    insert_later(
        [
            Delivery(
                delivery_class=delivery_class,
                channel=channel,
                address=sending.address,
                address_bi=blind_index(sending.address, "channels.delivery.address"),
                body=sending.body,
                source=sending.source,
                silent=sending.silent,
                next_at=now,
                request=request,
            )
            for sending in sendings
        ],
        once=True,
    )
