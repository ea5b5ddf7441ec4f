"""The days of a village's clerk, with everything that may come between: a state machine.

The worker is prompt: it is there at every moment at which something is to be decided or sent. After
every step both sentences hold of the rows that it has left.
"""

from collections import Counter
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from lianhu.accounts.models import User
from lianhu.channels.models import Delivery
from lianhu.grid.models import Duty, Leave
from lianhu.grid.queries import schedules
from lianhu.grid.rules import Role
from lianhu.inbox.calling import call_waiting
from lianhu.inbox.calls import KINDS as CALLS
from lianhu.inbox.calls import told
from lianhu.inbox.digests import send_one
from lianhu.inbox.models import Choice, Digest, DigestLine, Interruption, Item
from lianhu.inbox.rules import Address, Need
from lianhu.inbox.rules.attention import BUDGETS
from lianhu.inbox.rules.reach import Reach
from lianhu.inbox.services import Transition, settle
from lianhu.kernel import clock
from tests.cast import City, at
from tests.undone import Undone

# Kinds that interrupt, one that never does, and the one that `emergency` stands for.
KINDS = ("case", "case", "case", "consultation", "follow_up", "emergency")
MINUTES = st.sampled_from([0, 1, 5, 15, 40, 90, 150, 240, 330, 700, 1440, 4000])


class Days(Undone):
    city: City  # given by the test

    def __init__(self) -> None:
        super().__init__()
        self.now = at(9)
        self.n = 0
        self.open: dict[str, Need] = {}
        # When each item got the due time that it has.
        self.since: dict[str, datetime] = {}

    @rule(
        kind=st.sampled_from(KINDS),
        minutes=st.one_of(st.none(), MINUTES),
        many=st.sampled_from([1, 1, 2, 7]),
    )
    def comes(self, kind: str, minutes: int | None, many: int) -> None:
        due_at = None if minutes is None else self.now + timedelta(minutes=minutes)
        village = self.city.desks["village"].pk
        for _ in range(many):
            self.n += 1
            self._settle(None, Need(Address.DESK, village, kind, f"{self.n}", self.n, due_at))
        self._work()

    @precondition(lambda self: self.open)
    @rule(data=st.data(), minutes=st.one_of(st.none(), MINUTES))
    def falls_due_at_another_time(self, data: st.DataObject, minutes: int | None) -> None:
        need = self.open[data.draw(st.sampled_from(sorted(self.open)))]
        due_at = None if minutes is None else self.now + timedelta(minutes=minutes)
        other = Need(need.address, need.who, need.kind, need.key, need.ref, due_at)
        self._settle(need, other)
        self._work()

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def is_done(self, data: st.DataObject) -> None:
        self._settle(self.open[data.draw(st.sampled_from(sorted(self.open)))], None)

    @rule(
        budget=st.sampled_from([None, 0, 2]), times=st.sampled_from([["08:40", "17:00"], ["12:30"]])
    )
    def wants_it_otherwise(self, budget: int | None, times: list[str]) -> None:
        Choice.objects.update_or_create(
            person=self.city.he, defaults={"budget": budget, "times": times}
        )

    @rule(minutes=MINUTES)
    def somebody_stands_in(self, minutes: int) -> None:
        Leave.objects.create(
            duty=Duty.objects.get(person=self.city.he),
            starts_at=self.now,
            ends_at=self.now + timedelta(minutes=minutes + 1),
            stand_in=self.city.people["bo"],
        )

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        until = self.now + timedelta(minutes=minutes)
        while (moment := self._next(until)) is not None:
            self.now = max(self.now, moment)
            self._work()
        self.now = until

    def _next(self, until: datetime) -> datetime | None:
        calls = Item.objects.filter(done_at=None, call_at__lte=until)
        digests = Digest.objects.filter(sent_at=None, due_at__lte=until)
        moments = [
            *calls.values_list("call_at", flat=True),
            *digests.values_list("due_at", flat=True),
        ]
        return min((moment for moment in moments if moment), default=None)

    def _settle(self, before: Need | None, after: Need | None) -> None:
        was, will = (frozenset([need] if need else []) for need in (before, after))
        settle([Transition(was, will)], now=self.now)
        if after is not None:
            self.open[after.key] = after
            self.since[after.key] = self.now
        elif before is not None:
            del self.open[before.key]

    def _work(self) -> None:
        with clock.fixed(self.now):
            while call_waiting(self.now) or send_one(self.now):
                pass

    @invariant()
    def nobody_is_interrupted_over_budget_or_off_duty(self) -> None:
        village = self.city.desks["village"]
        schedule = schedules([village], self.now)[village.pk]
        counted: Counter[object] = Counter()
        for row in Interruption.objects.all():
            item = Item.objects.get(pk=row.source.split(":")[1])
            if item.kind in ("emergency", "call_now"):
                continue
            assert not row.bypasses
            assert schedule.is_open(row.at)
            counted[row.person_id, row.day] += 1
        assert all(count <= BUDGETS[Role.CLERK] for count in counted.values())

    @invariant()
    def nothing_due_is_only_in_a_digest_that_comes_too_late(self) -> None:
        for key, need in self.open.items():
            if need.due_at is None or self.since[key] >= need.due_at or need.due_at > self.now:
                continue
            item = Item.objects.get(key=key)
            asked = Interruption.objects.filter(source__startswith=f"item:{item.pk}:")
            sent = Digest.objects.filter(lines__item=item, sent_at__isnull=False)
            told = [row.at for row in asked] + [row.sent_at for row in sent if row.sent_at]
            assert told, f"nobody ever heard of {need}"
            assert min(told) <= need.due_at


class DaysWithoutAPhone(Days):
    """The same, where the clerk has chosen to be called and a twin at the desk has a phone."""

    twin: User  # given by the test, with the same duty

    def __init__(self) -> None:
        super().__init__()
        for person, reach in ((self.city.he, Reach.CALL), (self.twin, Reach.PAGE)):
            Choice.objects.create(person=person, times=["08:40", "17:00"], reach=reach)

    @rule(
        budget=st.sampled_from([None, 0, 2]), times=st.sampled_from([["08:40", "17:00"], ["12:30"]])
    )
    def wants_it_otherwise(self, budget: int | None, times: list[str]) -> None:
        both = Choice.objects.filter(person__in=[self.city.he, self.twin])
        both.update(budget=budget, times=times)

    @rule(minutes=MINUTES)
    def somebody_stands_in(self, minutes: int) -> None:
        for duty in Duty.objects.filter(person__in=[self.city.he, self.twin]):
            Leave.objects.create(
                duty=duty,
                starts_at=self.now,
                ends_at=self.now + timedelta(minutes=minutes + 1),
                stand_in=self.city.people["bo"],
            )

    @rule()
    def has_been_told(self) -> None:
        told(self.city.he, [self.city.desks["community"]], self.now)

    @invariant()
    def nothing_that_interrupts_somebody_with_a_phone_is_lost(self) -> None:
        sources = {
            person: set(Interruption.objects.filter(person=person).values_list("source", flat=True))
            for person in (self.city.he, self.twin)
        }
        assert sources[self.city.he] == sources[self.twin]
        about = {int(source.split(":")[1]) for source in sources[self.city.he]}
        calls = Item.objects.filter(kind__in=CALLS, ref=self.city.he.pk)
        assert about <= set(calls.values_list("about", flat=True))
        assert {call.desk_id for call in calls} <= {self.city.desks["community"].pk}

    @invariant()
    def what_a_digest_holds_is_told_by_telephone_as_well(self) -> None:
        sent = DigestLine.objects.filter(digest__person=self.city.he, digest__sent_at__isnull=False)
        calls = Item.objects.filter(kind__in=CALLS, ref=self.city.he.pk)
        lines = set(sent.filter(item__done_at=None).values_list("item", flat=True))
        assert lines <= set(calls.values_list("about", flat=True))

    @invariant()
    def no_message_goes_to_whoever_is_called(self) -> None:
        assert self.city.he.phone not in {row.address for row in Delivery.objects.all()}
