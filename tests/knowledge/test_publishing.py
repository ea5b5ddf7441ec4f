"""The life of an item, in any order of acts, against what may be true of it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from lianhu.inbox.models import Item as InboxItem
from lianhu.knowledge import attention, services
from lianhu.knowledge.models import Item, Posting
from lianhu.knowledge.rules.publishing import Refused, Stage, is_being_checked
from lianhu.knowledge.search import search
from tests.cast import City, at, make_city
from tests.knowledge.entries import entry, make_topics, start

pytestmark = pytest.mark.django_db

FEES = st.sampled_from(["不收费", "十元", ""])


class Life(RuleBasedStateMachine):
    """One item, its editor, its owner and its clock."""

    city: City
    topic: object

    def __init__(self) -> None:
        super().__init__()
        self._block = transaction.atomic()
        self._block.__enter__()
        self.now = at(9)
        made = start(Life.topic, Life.city.desks["insurance"], Life.city)  # type: ignore[arg-type]
        self.item = made.item_id
        self.live: str | None = None
        self.open: tuple[Stage, str] | None = (Stage.DRAFT, made.entry.fee)
        self.due: datetime | None = None
        self.withdrawn, self.is_attended = False, True
        self.review_on: date | None = None

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._block.__exit__(None, None, None)

    @property
    def seen(self) -> int:
        newest = Item.objects.get(pk=self.item).versions.order_by("number").last()
        assert newest is not None
        return newest.number

    def tried(self, may: bool, act: Callable[[], object]) -> bool:
        """Do it; it must be refused exactly where the model says so, changing nothing."""
        try:
            with transaction.atomic():
                act()
        except Refused:
            assert not may
            return False
        assert may
        return True

    @rule(fee=FEES)
    def write(self, fee: str) -> None:
        if self.tried(
            not self.withdrawn,
            lambda: services.draft(
                self.item, entry(fee=fee), seen=self.seen, by=None, reason="", now=self.now
            ),
        ):
            self.open, self.due = (Stage.DRAFT, fee), None

    @rule(days=st.integers(1, 40))
    def check(self, days: int) -> None:
        until = self.now.date() + timedelta(days=days)
        may = self.open is not None and self.open[0] is Stage.DRAFT and bool(self.open[1])
        if self.tried(
            may,
            lambda: services.review(
                self.item,
                seen=self.seen,
                by=Life.city.people["gu"],
                review_on=until,
                now=self.now,
            ),
        ):
            assert self.open is not None
            self.open, self.until = (Stage.REVIEWED, self.open[1]), until

    @rule(days=st.integers(0, 3))
    def publish(self, days: int) -> None:
        when = self.now + timedelta(days=days) if days else None
        if self.tried(
            self.open is not None and self.open[0] is Stage.REVIEWED,
            lambda: services.publish(
                self.item, seen=self.seen, by=Life.city.luo, now=self.now, at=when
            ),
        ):
            self.due = when
            if when is None:
                self._goes_live()

    def _goes_live(self) -> None:
        assert self.open is not None
        self.live, self.open, self.due, self.review_on = self.open[1], None, None, self.until

    @rule()
    def give_up(self) -> None:
        if self.tried(
            self.live is not None and self.open is not None,
            lambda: services.give_up(self.item, seen=self.seen, now=self.now),
        ):
            self.open, self.due = None, None

    @rule()
    def withdraw(self) -> None:
        if self.tried(
            not self.withdrawn,
            lambda: services.withdraw(self.item, by=Life.city.luo, why="停办", now=self.now),
        ):
            self.live, self.open, self.due, self.withdrawn = None, None, None, True

    @rule()
    def restore(self) -> None:
        newest = Item.objects.get(pk=self.item).versions.get(number=self.seen).entry.fee
        if self.tried(
            self.withdrawn,
            lambda: services.restore(self.item, by=Life.city.luo, reason="", now=self.now),
        ):
            self.open, self.withdrawn = (Stage.DRAFT, newest), False

    @rule(is_attended=st.booleans())
    def assign(self, is_attended: bool) -> None:
        owner = Life.city.desks["insurance"] if is_attended else None
        services.assign(self.item, owner, now=self.now)
        self.is_attended = is_attended

    @rule(days=st.integers(1, 30))
    def time_goes_by(self, days: int) -> None:
        self.now += timedelta(days=days)
        services.publish_due(self.now)
        if self.due is not None and self.due <= self.now:
            self._goes_live()
        attention.bring_to_review(self.now)

    @invariant()
    def everything_agrees(self) -> None:
        item = Item.objects.select_related("live").get(pk=self.item)
        assert (item.live.entry.fee if item.live else None) == self.live
        assert (item.withdrawn_at is not None) == self.withdrawn
        open_now = item.versions.filter(stage__in=["draft", "reviewed"]).first()
        assert self.open == (
            (Stage(open_now.stage), open_now.entry.fee) if open_now is not None else None
        )
        assert (open_now.publish_at if open_now else None) == self.due
        found = search("异地住院", today=self.now.date())
        assert [hit.item.pk for hit in found] == ([self.item] if self.live is not None else [])
        assert Posting.objects.exists() == (self.live is not None)
        waits = set(InboxItem.objects.filter(done_at=None).values_list("kind", flat=True))
        # What is past is put by the job, which has run since the day went by.
        is_past = self.live is not None and is_being_checked(self.review_on, self.now.date())
        wanted = set()
        if not self.is_attended:
            wanted = {"book_unattended"} if is_past else set()
        elif self.open is not None and self.open[0] is Stage.DRAFT:
            wanted = {"book_check"}
        elif is_past and self.open is None:
            wanted = {"book_review"}
        assert waits == wanted


def test_any_life_of_an_item() -> None:
    Life.city, Life.topic = make_city(), make_topics()
    checks = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=20, stateful_step_count=15, deadline=None, suppress_health_check=checks
        ),
    )
