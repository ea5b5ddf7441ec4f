"""Who is interrupted by a notice, who reads it in a digest: by the same rules as all else."""

from datetime import datetime
from typing import Any

import pytest

from lianhu.accounts.models import User
from lianhu.channels.models import Delivery
from lianhu.grid.models import Duty
from lianhu.inbox.broadcasts import calling, reading
from lianhu.inbox.broadcasts.calling import call_broadcast
from lianhu.inbox.broadcasts.models import Broadcast, BroadcastLine
from lianhu.inbox.hearing import Hearing
from lianhu.inbox.models import Digest, Interruption
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.kernel import clock
from lianhu.notices import services
from lianhu.notices.models import Notice
from tests.cast import FRIDAY, MONDAY, City, at
from tests.inbox.rounds import work
from tests.notices import small

pytestmark = pytest.mark.django_db

OFFICERS = ["shen", "tong", "yan"]
MONDAYS = [at(hour, minute, day=MONDAY) for hour, minute in ((8, 30), (8, 40), (15, 0))]


def interrupted() -> list[str]:
    return [row.person.username for row in Interruption.objects.order_by("person__username")]


def digested() -> list[str]:
    rows = BroadcastLine.objects.filter(digest__sent_at__isnull=False)
    return sorted(rows.values_list("digest__person__username", flat=True))


def answer(city: City, who: str, now: datetime) -> None:
    reader = small.at_work_as(city, who, now)
    for found in reading.waiting(reader, now):
        reading.answer(reader, found.card.wording, Asks.ACT, now)


def test_what_is_due_within_the_hour_interrupts_at_once(city: City) -> None:
    small.sent(city, "town", "fang", asks=Asks.ACT, due_at=at(9, 50))
    work(at(9))

    assert interrupted() == OFFICERS  # once each, and neither backup nor clerk
    assert {row.counts for row in Interruption.objects.all()} == {True}
    body = Delivery.objects.all()[0].body
    assert "一条通知" in body
    assert "今天9:50前" in body
    assert small.TITLE not in body
    work(at(9, 1))
    assert interrupted() == OFFICERS


def test_what_can_wait_comes_once_with_the_digest(city: City) -> None:
    small.sent(city, "town", "fang")
    work(at(9))
    assert not Interruption.objects.exists()
    assert {row.due_at for row in Digest.objects.all()} == {at(17)}
    work(at(17))
    assert digested() == OFFICERS
    assert "有1件待办" in Delivery.objects.all()[0].body
    for hour in (9, 17):
        work(at(hour, day=MONDAY))
    assert digested() == OFFICERS


def test_who_has_not_acted_is_reminded_when_it_falls_due_and_nobody_afterwards(city: City) -> None:
    small.sent(city, "town", "fang", asks=Asks.ACT, due_at=at(17))
    work(at(9))
    answer(city, "shen", at(10))
    work(at(15, 59))
    assert interrupted() == []
    work(at(16))
    assert interrupted() == ["tong", "yan"]
    work(at(17, 1))
    work(at(9, day=MONDAY))
    assert interrupted() == ["tong", "yan"]


def test_over_the_budget_it_comes_with_a_digest_in_time(city: City) -> None:
    spent = [
        Interruption(
            person=city.shen, day=FRIDAY, source=f"x{n}", at=at(9), counts=True, bypasses=False
        )
        for n in range(3)
    ]
    Interruption.objects.bulk_create(spent)
    small.sent(city, "village", "he", asks=Asks.ACT, due_at=at(9, 50))
    work(at(9))

    assert interrupted() == ["shen"] * 3 + ["tong"]
    assert {row.person.username: row.due_at for row in Digest.objects.all()} == {"shen": at(9, 40)}


def test_to_know_interrupts_nobody(city: City) -> None:
    small.sent(city, "town", "fang", asks=Asks.KNOW, due_at=at(9, 30))
    work(at(9))
    assert interrupted() == []
    assert Digest.objects.count() == 3


def test_households_are_sent_no_message(city: City) -> None:
    small.sent(city, "town", "fang", asks=Asks.ACT, due_at=at(9, 30), who=(Who.HOUSEHOLD,))
    work(at(9))
    assert not Delivery.objects.exists()


def test_off_duty_it_waits_for_the_opening(city: City) -> None:
    due_at = at(9, day=MONDAY)
    small.sent(city, "town", "fang", at(18), asks=Asks.ACT, due_at=due_at)
    work(at(18))
    assert not Interruption.objects.exists()
    assert Broadcast.objects.get().call_at == at(8, 30, day=MONDAY)
    work(at(8, 30, day=MONDAY))
    assert interrupted() == OFFICERS


def test_whoever_joins_hears_of_it_the_next_day(city: City) -> None:
    small.sent(city, "town", "fang")
    work(at(9))
    work(at(17))
    new = User.objects.create_user("new", name="新", phone=city.shen.phone)
    Duty.objects.filter(person=city.shen).update(ends_at=at(17, 30))
    Duty.objects.create(desk=city.desks["beat"], person=new, role="officer", starts_at=at(17, 30))
    work(at(8, 30, day=MONDAY))
    work(at(8, 40, day=MONDAY))
    assert digested() == ["new", *OFFICERS]


def test_what_was_answered_before_the_digest_is_not_in_it(city: City) -> None:
    small.sent(city, "village", "he")
    work(at(9))
    answer(city, "shen", at(10))
    work(at(17))
    assert [sending.address for sending in Delivery.objects.all()] == [city.people["tong"].phone]


def test_what_was_withdrawn_before_the_digest_is_not_in_it(city: City) -> None:
    notice = small.sent(city, "village", "he")
    work(at(9))
    services.withdraw(notice, by=city.he, why="发错了", now=at(11))
    work(at(17))
    assert not Delivery.objects.exists()


def test_a_worker_that_dies_leaves_the_page_to_be_done(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It dies at every second page, after it has decided and before it has written all of it."""
    small.sent(city, "town", "fang", asks=Asks.ACT, due_at=at(9, 50))
    monkeypatch.setattr(calling, "PAGE", 1)
    write, dies = Hearing.write, iter([True, False] * 20)

    def dying(self: Hearing) -> None:
        write(self)
        if next(dies):
            raise RuntimeError

    monkeypatch.setattr(Hearing, "write", dying)
    found, rounds = True, 0
    with clock.fixed(at(9)):
        while found:
            rounds += 1
            try:
                found = call_broadcast(at(9))
            except RuntimeError:
                found = True
    assert rounds > 6
    assert interrupted() == OFFICERS
    assert Delivery.objects.count() == 3


def test_the_same_from_several_calls_once(city: City) -> None:
    same: dict[str, Any] = {"document": small.DOCUMENT, "asks": Asks.ACT, "due_at": at(9, 50)}
    small.sent(city, "village", "he", **same)
    work(at(9))
    answer(city, "shen", at(9, 5))
    notice = small.draft(city, "town", "fang", **same)
    cost = services.cost_of(Notice.objects.get(pk=notice), small.newest(notice), at(9, 10))
    assert (cost.people, cost.had, cost.now) == (3, 2, 1)
    services.send(notice, now=at(9, 10))
    work(at(9, 10))
    assert interrupted() == OFFICERS
    # A correction is another reason.
    text = small.written(city, "village", **same, why="时间写错了")
    village = Notice.objects.get(desk=city.desks["village"])
    services.correct(village.pk, text, by=city.he, now=at(9, 20))
    services.send(village.pk, now=at(9, 20))
    work(at(9, 20))
    assert interrupted() == ["shen", "shen", "tong", "tong", "yan"]


def test_what_is_told_in_a_digest_is_told_once_whoever_sends_it_again(city: City) -> None:
    small.sent(city, "village", "he", document=small.DOCUMENT)
    work(at(9))
    work(at(17))
    small.sent(city, "town", "fang", at(9, day=MONDAY), document=small.DOCUMENT)
    work(at(9, day=MONDAY))
    work(at(17, day=MONDAY))
    assert digested() == OFFICERS


def test_a_stricter_time_has_not_been_told_with_a_later_one(city: City) -> None:
    same: dict[str, Any] = {"document": small.DOCUMENT, "asks": Asks.ACT}
    small.sent(city, "village", "he", at(8, 35), due_at=at(17, day=MONDAY), **same)
    work(at(8, 35))
    work(at(8, 40))
    assert digested() == ["shen", "tong"]
    small.sent(city, "village", "he", at(9), due_at=at(9, 50), **same)
    work(at(9))
    assert interrupted() == ["shen", "tong"]


def test_the_cost_foreseen_is_what_comes(city: City) -> None:
    Interruption.objects.bulk_create(
        Interruption(
            person=city.shen, day=FRIDAY, source=f"x{n}", at=at(9), counts=True, bypasses=False
        )
        for n in range(3)
    )
    city.people["yan"].phone = ""
    city.people["yan"].save()
    both = (Who.OFFICER, Who.HOUSEHOLD)
    for due_at, foreseen in (
        (at(9, 50), (1, 0, 2)),
        (at(16), (0, 1, 2)),
        (None, (0, 0, 3)),
        (at(16, day=MONDAY), (0, 0, 3)),  # the digest of that morning says so
    ):
        notice = small.draft(city, "town", "fang", who=both, asks=Asks.ACT, due_at=due_at)
        cost = services.cost_of(Notice.objects.get(pk=notice), small.newest(notice), at(9))
        assert (cost.now, cost.later, cost.digest) == foreseen
        assert (cost.people, cost.households) == (3, 3)
        assert dict(cost.left) == {0: 1, 3: 2}
        before = Interruption.objects.count()
        if due_at is not None:
            services.send(notice, now=at(9))
            for moment in (at(9), at(15), at(17), *MONDAYS):
                if moment < due_at:
                    work(moment)
            assert Interruption.objects.count() - before == cost.now + cost.later
            services.withdraw(notice, by=city.people["fang"], why="试", now=at(9))
            Interruption.objects.filter(source__startswith="wording").delete()


def test_what_was_withdrawn_before_its_digest_has_told_nobody_of_the_same(city: City) -> None:
    notice = small.sent(city, "village", "he", document=small.DOCUMENT)
    work(at(9))
    services.withdraw(notice, by=city.he, why="发重了", now=at(10))
    work(at(17))
    small.sent(city, "town", "fang", at(17, 10), document=small.DOCUMENT)
    work(at(17, 10))
    work(at(8, 40, day=MONDAY))
    rows = BroadcastLine.objects.filter(
        digest__sent_at=at(8, 40, day=MONDAY), broadcast__desk=city.desks["town"]
    )
    assert sorted(rows.values_list("digest__person__username", flat=True)) == OFFICERS
