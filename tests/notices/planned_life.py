"""What is planned, with workers that die in the middle and a world that changes meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any
from unittest import mock

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from lianhu.grid.models import Duty
from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.inbox.models import Item
from lianhu.notices import services
from lianhu.notices.models import Version
from lianhu.notices.planned import services as planned
from lianhu.notices.planned.jobs import send_planned
from lianhu.notices.rules.attention import STOPPED
from lianhu.notices.rules.sending import Refused, Stage
from tests.cast import City, at
from tests.notices import small
from tests.undone import Undone

MINUTES = st.sampled_from([1, 5, 30, 60, 240, 900])
POINTS = ("cost_of", "broadcast", "why", "settle", "committed")


class Killed(BaseException):
    """A worker is no more; its transaction is undone."""


@contextmanager
def dies(point: str) -> Iterator[None]:
    """Wherever a worker comes to this point."""

    def after(real: Callable[..., Any]) -> Callable[..., Any]:
        def fatal(*args: Any, **named: Any) -> Any:
            real(*args, **named)
            raise Killed

        return fatal

    places = {
        "cost_of": (services, "cost_of"),
        "broadcast": (services, "broadcast"),
        "why": (planned, "_why_not"),
        "settle": (planned, "settle"),
        "committed": (planned, "go_out"),
    }
    module, name = places[point]
    with mock.patch.object(module, name, after(getattr(module, name))):
        yield


class Planning(Undone):
    city: City  # given by the test

    def __init__(self) -> None:
        super().__init__()
        self.now = at(9)
        self.made: list[int] = []

    @precondition(lambda self: len(self.made) < 4)
    @rule(minutes=MINUTES)
    def plans(self, minutes: int) -> None:
        notice = small.draft(self.city, "village", "he", self.now, body=f"第{len(self.made)}条")
        when = self.now + timedelta(minutes=minutes)
        planned.set_time(notice, when, now=self.now)
        by = self.city.people["he"]
        with suppress(Refused):  # nobody lives or serves there just now
            assert services.send(notice, by=by, at=when, now=self.now) is Stage.PLANNED
        self.made.append(notice)

    @rule(point=st.sampled_from(POINTS))
    def a_worker_dies(self, point: str) -> None:
        with dies(point), suppress(Killed), transaction.atomic():
            # What was committed before it died is not undone.
            if point == "committed":
                with suppress(Killed):
                    send_planned(self.now)
            else:
                send_planned(self.now)

    @rule()
    def a_worker_works(self) -> None:
        send_planned(self.now)
        assert not Version.objects.filter(stage=Stage.PLANNED, send_at__lte=self.now).exists()

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.made)
    @rule(data=st.data())
    def is_called_off(self, data: st.DataObject) -> None:
        with suppress(Refused):
            planned.call_off(data.draw(st.sampled_from(self.made)), now=self.now)

    @rule()
    def the_sender_leaves_or_comes_back(self) -> None:
        duty = Duty.objects.get(person=self.city.people["he"], desk=self.city.desks["village"])
        duty.ends_at = None if duty.ends_at else self.now
        duty.save()

    @invariant()
    def each_goes_out_once_and_not_before_its_time(self) -> None:
        for version in Version.objects.all():
            sent = Broadcast.objects.filter(thread=version.notice_id)
            assert len(sent) == (version.stage == Stage.SENT)
            for row in sent:
                assert version.send_at is not None and row.starts_at >= version.send_at

    @invariant()
    def what_did_not_go_out_waits_for_somebody(self) -> None:
        stopped = set(Version.objects.exclude(stopped="").values_list("pk", flat=True))
        waiting = list(
            Item.objects.filter(kind=STOPPED, done_at=None).values_list("ref", flat=True)
        )
        assert sorted(waiting) == sorted(stopped)
