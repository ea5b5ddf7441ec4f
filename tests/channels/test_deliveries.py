"""Sending what is queued: after the commit, at least once, and with an end to every story."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import MappingProxyType

import pytest
from django.db import connection

from lianhu.channels import jobs, services
from lianhu.channels.jobs import LEASE, deliver_one
from lianhu.channels.models import Delivery
from lianhu.channels.registry import ChannelError
from lianhu.kernel import clock
from lianhu.kernel.lease import MAX_TRIES, retry_delay
from tests.at_once import at_once
from tests.cast import at

NINE = at(9)
SECOND = timedelta(seconds=1)
State = Delivery.State


class Channel:
    """Sends by remembering; fails as long as `error` is set."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.error: Exception | None = None

    def send(self, delivery: Delivery) -> None:
        assert not connection.in_atomic_block or connection.savepoint_ids == []
        if self.error is not None:
            raise self.error
        self.sent.append(delivery.body)


class Wall:
    """The wall clock, which leases and retries go by."""

    def __init__(self) -> None:
        self.now = NINE

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    found = Wall()
    monkeypatch.setattr(clock, "wall", found)
    return found


@pytest.fixture(autouse=True)
def channel(monkeypatch: pytest.MonkeyPatch) -> Channel:
    found = Channel()
    monkeypatch.setattr(jobs, "CHANNELS", MappingProxyType({"console": found.send}))
    return found


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def queue(
    body: str = "有答复了", *, source: str = "case:7:3", address: str = "15500000001"
) -> None:
    services.queue(
        Delivery.Class.ATTENTION, channel="console", address=address, body=body, source=source
    )


@pytest.mark.django_db
class TestQueueing:
    def test_nothing_is_sent_by_it(self, channel: Channel) -> None:
        queue()
        assert channel.sent == []

    def test_one_source_reaches_one_address_once(self) -> None:
        for _ in range(2):
            queue()
        queue(address="15500000002")
        queue(source="case:7:4")

        assert Delivery.objects.count() == 3

    def test_neither_address_nor_words_can_be_read_in_the_table(self) -> None:
        queue()
        with connection.cursor() as cursor:
            cursor.execute("SELECT address, address_bi, body FROM channels_delivery")
            row = " ".join(map(str, cursor.fetchone()))

        assert "15500000001" not in row
        assert "答复" not in row


@pytest.mark.django_db
class TestSending:
    def test_each_once_oldest_first(self, channel: Channel, wall: Wall) -> None:
        queue("第一", source="1")
        wall.now += SECOND
        queue("第二", source="2")

        assert [deliver_one(), deliver_one(), deliver_one()] == [True, True, False]
        assert channel.sent == ["第一", "第二"]
        assert set(Delivery.objects.values_list("state", "tries")) == {(State.SENT, 1)}

    def test_a_failed_one_comes_again_after_a_pause(self, channel: Channel, wall: Wall) -> None:
        queue()
        channel.error = ChannelError("no line")
        assert deliver_one()
        delivery = Delivery.objects.get()
        pause = retry_delay(1)
        assert pause is not None
        assert (delivery.state, delivery.error, delivery.next_at) == (
            State.WAITING,
            "no line",
            NINE + pause,
        )

        channel.error = None
        wall.now += pause - SECOND
        assert not deliver_one()
        wall.now += SECOND
        assert deliver_one()
        assert channel.sent == ["有答复了"]
        assert Delivery.objects.get().error == ""

    def test_it_is_given_up_after_the_last_try(self, channel: Channel, wall: Wall) -> None:
        queue()
        channel.error = ChannelError("no line")
        tries = 0
        while deliver_one():
            tries += 1
            wall.now += timedelta(hours=5)

        assert tries == MAX_TRIES
        assert Delivery.objects.get().state == State.FAILED

    def test_a_permanent_error_is_not_tried_again(self, channel: Channel, wall: Wall) -> None:
        queue()
        channel.error = ChannelError("no such number", permanent=True)
        assert deliver_one()
        wall.now += timedelta(days=1)

        assert not deliver_one()
        assert Delivery.objects.get().state == State.FAILED

    def test_a_bad_one_does_not_stop_the_next(self, channel: Channel, wall: Wall) -> None:
        queue("第一", source="1")
        channel.error = RuntimeError("unforeseen")
        deliver_one()
        channel.error = None
        queue("第二", source="2")
        deliver_one()

        assert channel.sent == ["第二"]

    def test_an_unknown_channel_is_an_error_like_another(self, wall: Wall) -> None:
        queue()
        Delivery.objects.update(channel="pigeon")

        assert deliver_one()
        assert Delivery.objects.get().state == State.WAITING

    def test_a_worker_that_dies_leaves_it_due_when_its_lease_runs_out(
        self, channel: Channel, wall: Wall
    ) -> None:
        queue()
        channel.error = KeyboardInterrupt()  # type: ignore[assignment]  # ends the process
        with pytest.raises(KeyboardInterrupt):
            deliver_one()
        channel.error = None

        wall.now += LEASE - SECOND
        assert not deliver_one()
        wall.now += SECOND
        assert deliver_one()
        assert (channel.sent, Delivery.objects.get().tries) == (["有答复了"], 2)

    def test_what_kills_every_worker_is_given_up_too(self, channel: Channel, wall: Wall) -> None:
        queue()
        channel.error = KeyboardInterrupt()  # type: ignore[assignment]
        for _ in range(MAX_TRIES):
            with pytest.raises(KeyboardInterrupt):
                deliver_one()
            wall.now += LEASE

        assert not deliver_one()
        assert Delivery.objects.get().state == State.FAILED

    def test_moving_the_citys_clock_frees_no_lease(self, channel: Channel, wall: Wall) -> None:
        queue()
        Delivery.objects.update(next_at=NINE + LEASE, tries=1)
        with clock.fixed(NINE + timedelta(days=1)):
            assert not deliver_one()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_once(channel: Channel) -> None:
    for n in range(10):
        queue(f"第{n}", source=f"{n}")

    def work() -> None:
        while deliver_one():
            pass

    assert at_once(work, work) == [None, None]

    assert sorted(channel.sent) == [f"第{n}" for n in range(10)]
    assert set(Delivery.objects.values_list("state", "tries")) == {(State.SENT, 1)}
