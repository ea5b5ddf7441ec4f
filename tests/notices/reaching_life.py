"""Notices of a city whose people come, go and move, with workers that die at five points.

What should reach whom is worked out here from the places of the cast, without a query; what each
has heard is read from the rows that interruptions and digests leave.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
)

from lianhu.channels.models import Delivery
from lianhu.grid.models import Duty, Resident, Stay
from lianhu.grid.rules import Role
from lianhu.inbox import digests, hearing
from lianhu.inbox.broadcasts import calling, reading
from lianhu.inbox.broadcasts.models import Broadcast, BroadcastLine
from lianhu.inbox.digests import LEASE
from lianhu.inbox.hearing import Hearing, source_of
from lianhu.inbox.models import Digest, Interruption
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.kernel import clock
from lianhu.notices import services
from lianhu.notices.rules.sending import Refused
from tests.cast import LONG_AGO, NODES, RESIDENTS, SHANGHAI, STAFF, City, at
from tests.inbox import rounds
from tests.notices import small
from tests.undone import Undone

ABOVE = {key: parent for key, parent, *_ in NODES}
BEATS = ("beat", "beat2", "beat3")
JOINERS = ("mo", "an")
MINUTES = st.sampled_from([1, 20, 55, 90, 240, 700, 1440, 4400])
DAYS = st.sampled_from([1, 3, 5])
POSTS = {Role.OFFICER: Who.OFFICER, Role.CLERK: Who.CLERK}


class Killed(BaseException):
    """A worker is no more; what it has not committed is undone."""


# Where a worker dies: while and after it writes a page of people, after that is committed, over a
# digest, and after that.
DEATHS: dict[str, tuple[Any, str, bool]] = {
    "half a page": (hearing, "queue_all", False),
    "page written": (Hearing, "write", True),
    "page committed": (rounds, "call_broadcast", True),
    "digest": (digests, "_cards_in", False),
    "digest sent": (rounds, "send_one", True),
}


@dataclass(frozen=True)
class Sending:
    places: frozenset[str]
    who: frozenset[Who]
    asks: Asks
    minutes: int
    is_timed: bool
    deaths: frozenset[str]


DYING = st.frozensets(st.sampled_from(sorted(DEATHS)), max_size=2)
SENDINGS = st.builds(
    Sending,
    places=st.frozensets(st.sampled_from(sorted(ABOVE)), min_size=1, max_size=2),
    who=st.frozensets(st.sampled_from([Who.OFFICER, Who.CLERK, Who.HOUSEHOLD]), min_size=1),
    asks=st.sampled_from(Asks),
    minutes=MINUTES,
    is_timed=st.booleans(),
    deaths=DYING,
)


def dies(deaths: Iterable[str], work: Callable[[], None]) -> str | None:
    """The first of these that whoever works comes to."""
    with ExitStack() as stack:
        for death in deaths:
            owner, name, is_late = DEATHS[death]
            fatal = _fatal(getattr(owner, name), death, is_late)
            stack.enter_context(mock.patch.object(owner, name, fatal))
        try:
            work()
        except Killed as killed:
            return str(killed)
    return None


def _fatal(real: Callable[..., Any], death: str, is_late: bool) -> Callable[..., Any]:
    def fatal(*args: Any, **named: Any) -> Any:
        if not is_late or real(*args, **named) is not False:
            raise Killed(death)
        return False

    return fatal


def within(place: str | None) -> Iterator[str]:
    """A place and all above it."""
    while place is not None:
        yield place
        place = ABOVE[place]


@dataclass
class Notice:
    key: int
    places: frozenset[str]
    who: frozenset[Who]
    asks: Asks
    due_at: datetime | None
    at: datetime  # of its last version
    is_withdrawn: bool = False
    seen: set[str] = field(default_factory=set)  # of any version
    seen_before: set[str] = field(default_factory=set)  # of one before the last
    answered: set[str] = field(default_factory=set)  # of the last


class Reaching(Undone):
    city: City  # given by the test

    def __init__(self) -> None:
        super().__init__()
        self.now = at(9)
        self.notices: list[Notice] = []
        self.deaths: set[str] = set()  # of workers to come
        self.steps = 0
        self.held_up: list[datetime] = []  # when a worker died over a digest
        self.serving = {
            (name, desk): (POSTS[role], LONG_AGO)
            for name, _, _, desk, role in STAFF
            if role in POSTS and desk in ABOVE
        }
        self.homes = {name: beat for name, _, _, _, beat in RESIDENTS}

    @initialize(sending=SENDINGS)
    def the_first_is_sent(self, sending: Sending) -> None:
        self._send(sending)

    @precondition(lambda self: len(self.notices) < 5)
    @rule(sending=SENDINGS)
    def is_sent(self, sending: Sending) -> None:
        self._send(sending)

    def _send(self, sending: Sending) -> None:
        self.deaths |= sending.deaths
        due_at = None
        if sending.is_timed or sending.asks is Asks.ACT:
            due_at = self.now + timedelta(minutes=sending.minutes)
        key = small.draft(
            self.city,
            "city",
            "luo",
            self.now,
            places=sorted(sending.places),
            who=tuple(sorted(sending.who)),
            asks=sending.asks,
            due_at=due_at,
            body=f"第{len(self.notices)}条",
        )
        with suppress(Refused):  # nobody lives or serves there just now
            services.send(key, now=self.now)
            self.notices.append(
                Notice(key, sending.places, sending.who, sending.asks, due_at, self.now)
            )
        self._work()

    @precondition(lambda self: self._lasting())
    @rule(data=st.data(), is_withdrawn=st.sampled_from([False, False, True]))
    def is_changed(self, data: st.DataObject, is_withdrawn: bool) -> None:
        notice = data.draw(st.sampled_from(self._lasting()))
        if is_withdrawn:
            services.withdraw(notice.key, by=self.city.luo, why="发错了", now=self.now)
            notice.is_withdrawn, notice.seen_before = True, set(notice.seen)
        else:
            self._correct(notice)
        self._work()

    def _correct(self, notice: Notice) -> None:
        text = small.written(
            self.city,
            "city",
            places=sorted(notice.places),
            who=tuple(sorted(notice.who)),
            asks=notice.asks,
            due_at=notice.due_at,
            body=f"改于{self.now:%d%H%M}",
            why="写错了",
        )
        with suppress(Refused):  # its time has passed
            services.correct(notice.key, text, by=self.city.luo, now=self.now)
            services.send(notice.key, now=self.now)
            notice.at, notice.answered = self.now, set()
            notice.seen_before = set(notice.seen)

    @rule(who=st.sampled_from(JOINERS), desk=st.sampled_from([*BEATS, "village", "community"]))
    def joins_or_leaves(self, who: str, desk: str) -> None:
        role = Role.OFFICER if desk in BEATS else Role.CLERK
        rows = Duty.objects.filter(
            person=self.city.people[who], desk=self.city.desks[desk], ends_at=None
        )
        if self.serving.pop((who, desk), None) is not None:
            rows.update(ends_at=self.now)
        else:
            Duty.objects.create(
                person=self.city.people[who],
                desk=self.city.desks[desk],
                role=role,
                starts_at=self.now,
            )
            self.serving[who, desk] = (POSTS[role], self.now)

    @rule(who=st.sampled_from(["zheng", "ren"]), beat=st.sampled_from(BEATS))
    def moves(self, who: str, beat: str) -> None:
        home = self.city.residents[who].household
        Stay.objects.open().filter(household=home).update(beat=self.city.nodes[beat])
        self.homes[who] = beat

    @rule(data=st.data())
    def opens_or_answers(self, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(self._readers()))
        reader = self._reader(who)
        for found in reading.waiting(reader, self.now):
            notice = self._of(found)
            notice.seen.add(who)
            reading.see(reader, found, self.now)
            if notice.asks is not Asks.KNOW and data.draw(st.booleans()):
                continue
            reading.answer(reader, found.card.wording, found.card.asks, self.now)
            notice.answered.add(who)

    @rule(minutes=MINUTES, deaths=DYING)
    def time_passes(self, minutes: int, deaths: frozenset[str]) -> None:
        self.deaths |= deaths
        self._pass(timedelta(minutes=minutes))

    @rule(days=DAYS)
    def days_pass(self, days: int) -> None:
        self._pass(timedelta(days=days))

    def _pass(self, time: timedelta) -> None:
        until = self.now + time
        while (moment := self._next(until)) is not None:
            self.now = max(self.now, moment)
            self._work()
        self.now = until

    def _next(self, until: datetime) -> datetime | None:
        calls = Broadcast.objects.filter(call_at__lte=until)
        unsent = Digest.objects.filter(sent_at=None, due_at__lte=until)
        moments = [*calls.values_list("call_at", flat=True)]
        # One over which a worker has died is leased for a while.
        moments += [max(due, again) for due, again in unsent.values_list("due_at", "next_at")]
        return min((at for at in moments if at is not None and at <= until), default=None)

    def _work(self) -> None:
        """A worker that may die, and at once another."""
        wall = mock.patch.object(clock, "wall", lambda: self.now)
        with wall, mock.patch.object(calling, "PAGE", 2):
            if (death := dies(self.deaths, lambda: rounds.work(self.now))) is not None:
                self.deaths.remove(death)
                if death == "digest":
                    self.held_up.append(self.now)
            rounds.work(self.now)

    def _lasting(self) -> list[Notice]:
        return [
            notice for notice in self.notices if not notice.is_withdrawn and self._lasts(notice)
        ]

    def _lasts(self, notice: Notice) -> bool:
        row = Broadcast.objects.get(thread=notice.key, ended_at=None)
        return self.now < row.expires_at

    def _of(self, found: reading.Reached) -> Notice:
        (row,) = found.broadcasts
        return next(notice for notice in self.notices if notice.key == row.thread)

    def _readers(self) -> list[str]:
        return sorted({name for name, _ in self.serving} | self.homes.keys())

    def _reader(self, who: str) -> reading.Reader:
        if who in self.homes:
            return reading.at_home(Resident.objects.get(pk=self.city.residents[who].pk))
        return small.at_work_as(self.city, who, self.now)

    def _meant_since(self, notice: Notice, who: str) -> datetime | None:
        """Since when somebody at work is among those for whom it is."""
        since = [
            start
            for (name, desk), (post, start) in self.serving.items()
            if name == who
            and desk != "city"
            and post in notice.who
            and notice.places & set(within(desk))
        ]
        return min(since, default=None)

    def _is_meant(self, notice: Notice, who: str) -> bool:
        if who not in self.homes:
            return self._meant_since(notice, who) is not None
        return Who.HOUSEHOLD in notice.who and bool(notice.places & set(within(self.homes[who])))

    @invariant()
    def it_reaches_everybody_whom_it_is_for_and_nobody_else(self) -> None:
        self.steps += 1
        # Reading takes its time: at each step others look.
        for who in self._readers()[self.steps % 4 :: 4]:
            found = {self._of(each).key for each in reading.reached(self._reader(who), self.now)}
            meant = set()
            for notice in self.notices:
                if not self._lasts(notice):
                    continue
                is_told = who in notice.seen_before  # of a correction, or that it is withdrawn
                if is_told or (not notice.is_withdrawn and self._is_meant(notice, who)):
                    meant.add(notice.key)
            assert found == meant, who

    @invariant()
    def whoever_serves_hears_of_it_in_time(self) -> None:
        for notice in self.notices:
            if notice.is_withdrawn or not self._lasts(notice):
                continue
            row = Broadcast.objects.get(thread=notice.key, ended_at=None)
            for who in {name for name, _ in self.serving} - notice.answered:
                by = self._to_be_told_by(notice, who)
                if by is not None and (last := self._at_last(by)) < self.now:
                    told = self._told(row, who)
                    assert told, f"{who} never heard of {notice}"
                    assert min(told) <= last

    def _at_last(self, by: datetime) -> datetime:
        """Of what is to be told by then: a digest over which a worker died before is leased."""
        for died_at in self.held_up:
            if died_at <= by:
                by = max(by, died_at + LEASE)
        return by

    def _to_be_told_by(self, notice: Notice, who: str) -> datetime | None:
        """Whoever joins hears of it on the next day on duty."""
        since = self._meant_since(notice, who)
        if since is None:
            return None
        next_day = self._next_day(max(since, notice.at))
        if notice.due_at is None:
            return next_day + timedelta(hours=9)
        heard_from = notice.at if since < notice.at else next_day
        return notice.due_at if heard_from < notice.due_at else None

    @invariant()
    def every_interruption_is_one_message(self) -> None:
        asked = Interruption.objects.values_list("source", flat=True)
        sent = Delivery.objects.exclude(source__startswith="digest:")
        assert Counter(asked) == Counter(sent.values_list("source", flat=True))

    def _told(self, row: Broadcast, who: str) -> list[datetime]:
        person = self.city.people[who]
        asked = Interruption.objects.filter(person=person, source=source_of(row))
        lines = BroadcastLine.objects.filter(broadcast=row, digest__person=person)
        digests_sent = {
            f"digest:{digest.pk}": digest.sent_at
            for digest in Digest.objects.filter(broadcast_lines__in=lines)
            if digest.sent_at is not None
        }
        messages = Delivery.objects.filter(source__in=digests_sent)
        told = [digests_sent[source] for source in messages.values_list("source", flat=True)]
        return [*asked.values_list("at", flat=True), *told]

    def _next_day(self, moment: datetime) -> datetime:
        day = moment.astimezone(SHANGHAI).date() + timedelta(days=1)
        while day.weekday() > 4:
            day += timedelta(days=1)
        return at(8, 30, day=day)
