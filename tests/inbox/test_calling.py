"""Who hears of what waits: from an item to interruptions, digests and what is sent."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils.translation import gettext_lazy

from lianhu.accounts.models import User
from lianhu.cases import rules
from lianhu.channels.models import Delivery
from lianhu.grid.models import Duty, Leave
from lianhu.inbox import registry
from lianhu.inbox.calling import LATER, call_waiting
from lianhu.inbox.digests import LEASE, send_one
from lianhu.inbox.hearing import source_of
from lianhu.inbox.jobs import KEPT_FOR, sweep
from lianhu.inbox.models import Choice, Digest, DigestLine, Interruption, Item
from lianhu.inbox.rules import Address, Need
from lianhu.inbox.rules.attention import Sort
from lianhu.inbox.services import Transition, settle
from lianhu.kernel import clock
from tests.cast import MONDAY, City, act, ask, at, make_city
from tests.inbox.rounds import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> City:
    return make_city()


def put(
    city: City,
    desk: str,
    now: datetime,
    due_at: datetime | None,
    *,
    key: str = "x",
    kind: str = "case",
    hidden_from: int | None = None,
) -> Item:
    need = Need(Address.DESK, city.desks[desk].pk, kind, key, 1, due_at, hidden_from)
    settle([Transition(frozenset(), frozenset({need}))], now=now)
    return Item.objects.get(key=key, done_at=None)


def interrupted() -> list[tuple[str, bool]]:
    rows = Interruption.objects.order_by("id")
    return [(row.person.username, row.counts) for row in rows]


def told() -> list[tuple[str, bool]]:
    """Sources of what was sent to staff, and whether without a sound."""
    rows = Delivery.objects.exclude(source__startswith="case:").order_by("id")
    return list(rows.values_list("source", "silent"))


def due_digests() -> dict[str, datetime]:
    return {row.person.username: row.due_at for row in Digest.objects.filter(sent_at=None)}


def test_a_question_of_an_own_household_comes_at_once_and_is_not_counted(city: City) -> None:
    ask(city.wu, at(9))
    work(at(9))

    assert interrupted() == [("shen", False)]  # and not the backup
    item = Item.objects.get(desk=city.desks["beat"])
    assert told() == [(source_of(item), False)]
    body = Delivery.objects.get().body
    assert "石桥村第1联户网格" in body
    assert "今天9:15前" in body
    assert "吴" not in body


def test_nothing_is_decided_twice(city: City) -> None:
    ask(city.wu, at(9))
    work(at(9))
    Item.objects.update(call_at=at(9))
    work(at(9, 1))

    assert len(interrupted()) == len(told()) == 1
    assert due_digests() == {}


def test_what_is_done_meanwhile_interrupts_nobody(city: City) -> None:
    case = ask(city.wu, at(9))
    act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "可以", ()), at(9))
    work(at(9, 1))

    assert interrupted() == []


def test_the_sixth_question_of_a_day_waits_for_a_digest_that_is_in_time(city: City) -> None:
    for n in range(7):
        put(city, "village", at(9), at(9, 30), key=f"{n}")
    work(at(9))

    assert interrupted() == [("he", True)] * 5
    assert due_digests() == {"he": at(9, 20)}
    work(at(9, 19))
    assert len(told()) == 5
    work(at(9, 20))
    digest = Digest.objects.get()
    assert told()[5:] == [(f"digest:{digest.pk}", True)]
    assert "2件" in Delivery.objects.get(source=f"digest:{digest.pk}").body
    assert digest.lines.count() == 2


def test_the_next_day_has_a_budget_of_its_own(city: City) -> None:
    for n in range(6):
        put(city, "village", at(9), at(9, 30), key=f"{n}")
    work(at(9))
    put(city, "village", at(9, day=MONDAY), at(9, 30, day=MONDAY), key="monday")
    work(at(9, day=MONDAY))

    assert len(interrupted()) == 6


def test_whoever_wants_fewer_has_fewer_at_times_of_their_own(city: City) -> None:
    Choice.objects.create(person=city.he, times=["11:00", "16:00"], budget=0)
    put(city, "village", at(9), at(11, 30))
    work(at(9))
    work(at(10, 30))  # by now it is for now

    assert interrupted() == []
    assert due_digests() == {"he": at(11)}


def test_after_hours_the_desk_is_left_in_peace_until_it_opens(city: City) -> None:
    ask(city.wu, at(20))
    work(at(20))
    work(at(8, 29, day=MONDAY))
    assert (interrupted(), due_digests()) == ([], {})

    work(at(8, 30, day=MONDAY))
    assert interrupted() == [("shen", False)]


def test_a_stand_in_hears_while_on_leave(city: City) -> None:
    duty = Duty.objects.get(person=city.shen)
    yan = city.people["yan"]
    Leave.objects.create(duty=duty, starts_at=at(8, 30), ends_at=at(17, 30), stand_in=yan)
    ask(city.wu, at(9))
    work(at(9))

    assert interrupted() == [("yan", False)]


def test_a_backup_hears_when_nobody_else_is_there(city: City) -> None:
    duty = Duty.objects.get(person=city.shen)
    Leave.objects.create(duty=duty, starts_at=at(8, 30), ends_at=at(17, 30))
    put(city, "beat", at(9), at(9, 15))
    work(at(9))

    assert interrupted() == [("tong", True)]  # not the households of a backup


def test_one_roster_hears_of_the_desks_that_it_mans(city: City) -> None:
    community = city.desks["community"]
    community.manned_by = city.desks["village"]
    community.save(update_fields=["manned_by"])
    put(city, "community", at(9), at(9, 15))
    work(at(9))

    assert interrupted() == [("he", True)]


def test_where_nobody_serves_it_is_asked_for_again(city: City) -> None:
    Duty.objects.filter(person=city.he).update(ends_at=at(8))
    item = put(city, "village", at(9), at(10))
    work(at(9))
    item.refresh_from_db()
    assert item.call_at == at(9) + LATER

    Duty.objects.filter(person=city.he).update(ends_at=None)
    work(at(9) + LATER)
    assert interrupted() == [("he", True)]


def test_whom_a_case_is_about_hears_nothing(city: City) -> None:
    put(city, "village", at(9), at(9, 15), hidden_from=city.he.pk)
    work(at(9))

    assert interrupted() == []
    assert due_digests() == {}


def test_a_supervisor_hears_of_an_alert(city: City) -> None:
    put(city, "supervision", at(9), at(8, 50), kind="alert")
    work(at(9))

    assert interrupted() == [("qin", True)]


def test_a_day_for_a_follow_up_is_told_on_that_day(city: City) -> None:
    put(city, "village", at(9), at(17, 30, day=MONDAY), kind="follow_up")
    work(at(9))
    assert due_digests() == {"he": at(17)}  # that there is one

    work(at(17))
    work(at(8, 30, day=MONDAY))
    assert due_digests() == {"he": at(8, 40, day=MONDAY)}
    work(at(8, 40, day=MONDAY))
    assert DigestLine.objects.count() == 2
    work(at(16, 30, day=MONDAY))
    assert (interrupted(), due_digests()) == ([], {})


def test_what_falls_due_sooner_than_it_did_is_decided_anew(city: City) -> None:
    put(city, "village", at(9), at(16))
    work(at(9))
    before = Need(Address.DESK, city.desks["village"].pk, "case", "x", 1, at(16))
    after = Need(Address.DESK, city.desks["village"].pk, "case", "x", 1, at(10))
    settle([Transition(frozenset({before}), frozenset({after}))], now=at(9, 5))
    work(at(9, 5))

    assert interrupted() == [("he", True)]


def test_a_case_that_is_back_from_a_department_interrupts_again(city: City) -> None:
    case = ask(city.wu, at(9))
    work(at(9))
    beat, section = city.desks["beat"].pk, city.desks["insurance"].pk
    act(case, rules.Consult(city.shen.pk, beat, section, "问"), at(9, 2))
    work(at(9, 2))
    assert interrupted() == [("shen", False), ("gu", True)]

    act(case, rules.ConsultReply(city.people["gu"].pk, 1, "可以"), at(9, 4))
    work(at(9, 4))
    assert interrupted()[2:] == [("shen", False)]


def test_an_emergency_comes_at_night_and_over_budget_and_says_so(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = {
        **registry._kinds,
        "flood": registry.Kind(lambda items: [], Sort.EMERGENCY, gettext_lazy("Flood")),
    }
    monkeypatch.setattr(registry, "_kinds", kinds)
    put(city, "village", at(23), None, kind="flood")
    work(at(23))

    [row] = Interruption.objects.all()
    assert (row.person, row.counts, row.bypasses) == (city.he, False, True)


def test_without_a_telephone_there_is_the_page(city: City) -> None:
    User.objects.filter(pk=city.he.pk).update(phone="")
    put(city, "village", at(9), at(9, 30))
    work(at(9))
    work(at(9, 20))

    assert interrupted() == told() == []
    assert Digest.objects.get().lines.count() == 1


def test_an_empty_digest_is_not_sent(city: City) -> None:
    put(city, "village", at(9), None)
    work(at(9))
    Item.objects.update(done_at=at(10))
    work(at(17))

    assert told() == []
    assert due_digests() == {}


def test_what_a_digest_held_for_somebody_who_is_away_goes_to_whoever_is_there(city: City) -> None:
    put(city, "village", at(9), None)
    work(at(9))
    Leave.objects.create(
        duty=Duty.objects.get(person=city.he),
        starts_at=at(12),
        ends_at=at(17, 30, day=MONDAY),
        stand_in=city.people["bo"],
    )
    work(at(17))
    assert told() == []
    work(at(17, 1))
    assert due_digests() == {"bo": at(8, 40, day=MONDAY)}


def test_a_worker_that_dies_over_a_digest_leaves_it_to_the_next(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(city, "village", at(9), None)
    work(at(9))

    def dies(*_: object) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, clock.fixed(at(17)):
        patched.setattr("lianhu.inbox.digests._still_theirs", dies)
        with pytest.raises(KeyboardInterrupt):
            send_one(at(17))
    assert told() == []
    assert not send_one(at(17))  # leased

    later = clock.wall() + LEASE + timedelta(seconds=1)
    monkeypatch.setattr(clock, "wall", lambda: later)
    work(at(17, 6))
    work(at(17, 12))
    assert len(told()) == 1


def test_who_claimed_it_late_sends_nothing(city: City) -> None:
    from lianhu.inbox.digests import _send

    put(city, "village", at(9), None)
    work(at(9))
    digest = Digest.objects.get()
    work(at(17))
    with clock.fixed(at(17)):
        _send(digest, at(17))

    assert len(told()) == 1


def test_residents_hear_of_their_own_question_at_night_without_a_sound(city: City) -> None:
    case = ask(city.wu, at(9))
    beat = city.desks["beat"].pk
    act(case, rules.Answer(city.shen.pk, beat, "可以", ()), at(12, 30))
    other = ask(city.zheng, at(9))
    act(other, rules.Answer(city.shen.pk, beat, "可以", ()), at(14))

    assert list(Delivery.objects.order_by("id").values_list("silent", flat=True)) == [True, False]


def test_many_are_decided_with_as_many_statements_as_one(
    city: City, django_assert_max_num_queries: Any
) -> None:
    put(city, "village", at(9), at(9, 30), key="warm")
    work(at(9))
    for n in range(30):
        put(city, "village", at(9, 1), at(9, 30), key=f"{n}")
    with clock.fixed(at(9, 1)), django_assert_max_num_queries(20):
        assert call_waiting(at(9, 1)) == 30


def test_nothing_is_kept_for_ever(city: City) -> None:
    ask(city.wu, at(9))
    put(city, "village", at(9), None)
    work(at(9))
    work(at(17))
    assert sweep(at(17) + KEPT_FOR) == 1  # the interruption, of nine o'clock
    assert sweep(at(17, 1) + KEPT_FOR) == 2
    assert Item.objects.count() == 2
