"""Notices that go out later: as they were approved, once, or not at all and their sender hears."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from lianhu.grid.models import Desk, Duty, Node
from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.inbox.models import Interruption, Item
from lianhu.inbox.rules.broadcasts import Asks
from lianhu.notices import services
from lianhu.notices.models import Notice, Version
from lianhu.notices.planned import services as planned
from lianhu.notices.planned.jobs import send_planned
from lianhu.notices.rules.attention import STOPPED
from lianhu.notices.rules.planning import (
    GROWS,
    LATEST,
    Plan,
    World,
    check_time,
    is_allowed,
    why_not,
)
from lianhu.notices.rules.sending import Code, Refused, Stage
from tests.at_once import at_once
from tests.cast import LONG_AGO, MONDAY, City, at, make_city
from tests.inbox.rounds import work
from tests.notices import small
from tests.notices.pages import get
from tests.notices.planned_life import Planning
from tests.notices.planning import THREE, plan

counts = st.integers(0, 2000)


moments = st.integers(0, 40 * 24 * 60).map(lambda minutes: at(9) + timedelta(minutes=minutes))


@pytest.mark.once
@given(
    st.builds(
        Plan,
        send_at=moments,
        asks=st.sampled_from(Asks),
        due_at=st.none() | moments,
        approved=st.none() | counts,
    ),
    st.builds(World, writes=st.booleans(), is_open=st.booleans(), reached=counts, alone=counts),
    st.integers(0, 24 * 60),
)
def test_what_goes_out_is_as_it_was_meant(plan: Plan, world: World, minutes: int) -> None:
    now = plan.send_at + timedelta(minutes=minutes)
    if why_not(plan, world, now) is not None:
        return
    assert world.writes and world.is_open and world.reached > 0
    assert now <= plan.send_at + LATEST
    assert plan.due_at is None or plan.due_at > now
    assert plan.asks is not Asks.ACT or plan.due_at is not None
    assert world.reached <= max(world.alone, (plan.approved or 0) * (100 + GROWS) // 100)


@pytest.mark.once
@given(counts, st.none() | counts, counts, counts)
def test_fewer_are_never_too_many(
    reached: int, approved: int | None, alone: int, less: int
) -> None:
    if is_allowed(reached, approved, alone):
        assert is_allowed(max(0, reached - less), approved, alone)
    assert is_allowed(alone, None, alone)
    assert not is_allowed(alone + 1, None, alone)


@pytest.mark.once
def test_a_time_has_to_be_ahead_and_before_what_it_asks() -> None:
    far = at(9) + timedelta(days=181)
    for when, due_at, urgent, code in (
        (at(9), None, False, Code.SEND_PAST),
        (far, None, False, Code.SEND_FAR),
        (at(15), at(15), False, Code.SEND_LATE),
        (at(15), at(16), True, Code.SEND_URGENT),
    ):
        with pytest.raises(Refused) as refused:
            check_time(when, due_at, at(9), is_emergency=urgent)
        assert refused.value.code is code
    check_time(at(15), at(16), at(9), is_emergency=False)


def stopped(city: City, who: str, hour: int = 16) -> bool:
    return "没有按时发出" in get(city, who, "/inbox/", hour)


@pytest.mark.django_db
def test_it_goes_out_at_its_time_and_by_the_rules_of_that_time(city: City) -> None:
    notice = plan(city, due_at=at(15, 40), asks=Asks.ACT)
    assert send_planned(at(14, 59)) == 0
    assert not Broadcast.objects.exists()
    assert send_planned(THREE) == 1
    assert send_planned(THREE) == 0

    [row] = Broadcast.objects.all()
    assert (row.starts_at, row.thread) == (THREE, notice)
    version = small.newest(notice)
    assert (version.stage, version.sent_at) == (Stage.SENT, THREE)
    assert version.cost is not None and version.cost["people"] == 2
    work(THREE)
    assert Interruption.objects.count() == 2


@pytest.mark.django_db
def test_outside_duty_hours_it_goes_out_and_interrupts_nobody_yet(city: City) -> None:
    plan(city, at(20), due_at=at(9, day=MONDAY), asks=Asks.ACT)
    assert send_planned(at(20)) == 1
    work(at(20))
    assert not Interruption.objects.exists()


@pytest.mark.django_db
def test_its_cost_is_that_of_its_time(city: City) -> None:
    notice = small.draft(city, "village", "he", due_at=at(9, 30, day=MONDAY), asks=Asks.ACT)
    today = services.known_cost(Notice.objects.get(), small.newest(notice), at(9))
    assert (today.now, today.later) == (0, 2)
    planned.set_time(notice, at(9, day=MONDAY), now=at(9))
    then = services.known_cost(Notice.objects.get(), small.newest(notice), at(9))
    assert (then.now, then.later) == (2, 0)


@pytest.mark.django_db
def test_whoever_has_left_by_then_is_not_counted(city: City) -> None:
    Duty.objects.filter(person=city.shen).update(ends_at=at(12))
    notice = small.draft(city, "village", "he")
    planned.set_time(notice, THREE, now=at(9))
    assert services.known_cost(Notice.objects.get(), small.newest(notice), at(9)).people == 1


@pytest.mark.django_db
def test_where_a_second_person_looks_that_comes_first(city: City) -> None:
    with override_settings(LIANHU_NOTICE_ALONE=1):
        notice = plan(city)
        assert small.newest(notice).stage == Stage.WAITING
        assert send_planned(THREE) == 0
        assert services.approve(notice, by=city.people["ma"], now=at(10)) is Stage.PLANNED
        assert small.newest(notice).approved_for == 2
        assert send_planned(at(14)) == 0
        assert send_planned(THREE) == 1
        assert small.newest(notice).approved_by == city.people["ma"]

        late = plan(city, body="另一条")
        assert services.approve(late, by=city.people["ma"], now=at(15, 1)) is Stage.SENT


@pytest.mark.django_db
def test_more_than_was_let_through_comes_back(city: City) -> None:
    with override_settings(LIANHU_NOTICE_ALONE=1):
        notice = plan(city)
        services.approve(notice, by=city.people["ma"], now=at(10))
        Duty.objects.create(
            desk=city.desks["beat"], person=city.people["yan"], role="officer", starts_at=LONG_AGO
        )
        assert send_planned(THREE) == 1
    version = small.newest(notice)
    assert (version.stage, version.stopped) == (Stage.DRAFT, Code.MORE_NOW)
    assert version.approved_by is None and version.approved_for is None
    assert not Broadcast.objects.exists()
    assert "现在要发给更多人了" in get(city, "he", "/inbox/", 16)
    assert "现在要发给更多人了" in get(city, "he", f"/notices/{notice}/", 16)


@pytest.mark.django_db
def test_over_the_threshold_by_now_it_comes_back(city: City) -> None:
    notice = plan(city)
    with override_settings(LIANHU_NOTICE_ALONE=1):
        send_planned(THREE)
    assert small.newest(notice).stopped == Code.MORE_NOW
    assert stopped(city, "he")


@pytest.mark.django_db
def test_when_its_sender_has_left_colleagues_find_it(city: City) -> None:
    notice = plan(city)
    Duty.objects.filter(person=city.people["he"]).update(ends_at=at(12))
    Duty.objects.create(
        desk=city.desks["village"], person=city.people["bo"], role="clerk", starts_at=at(12)
    )
    send_planned(THREE)
    assert small.newest(notice).stopped == Code.SENDER_LEFT
    assert not Broadcast.objects.exists()
    assert stopped(city, "bo")

    planned.set_time(notice, at(17), now=at(16))
    assert not stopped(city, "bo")
    services.send(notice, by=city.people["bo"], at=at(17), now=at(16))
    send_planned(at(17))
    assert small.newest(notice).stage == Stage.SENT


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "now", "code"),
    [
        ("place", THREE, Code.CLOSED),
        ("contact", THREE, Code.CLOSED),
        ("due", THREE, Code.PAST),
        ("people", THREE, Code.NOBODY),
        ("none", THREE + LATEST + timedelta(minutes=1), Code.DELAYED),
    ],
)
def test_when_the_world_has_changed_its_sender_hears_why(
    city: City, change: str, now: datetime, code: Code
) -> None:
    notice = plan(city, due_at=at(15, day=MONDAY), places=["beat"])
    match change:
        case "place":
            Node.objects.filter(pk=city.nodes["beat"].pk).update(closed_at=at(12))
        case "contact":
            Desk.objects.filter(pk=city.desks["water"].pk).update(closed_at=at(12))
            Version.objects.filter(notice=notice).update(contact=city.desks["water"])
        case "due":
            now = at(15, day=MONDAY)
            Version.objects.filter(notice=notice).update(send_at=now)
        case "people":
            Duty.objects.filter(person=city.shen).update(ends_at=at(12))
    assert send_planned(now) == 1
    assert small.newest(notice).stopped == code
    [item] = Item.objects.filter(kind=STOPPED, done_at=None)
    assert item.person == city.people["he"]
    assert not Broadcast.objects.exists()


@pytest.mark.django_db
def test_it_is_called_off_or_changed_until_then(city: City) -> None:
    notice = plan(city)
    planned.call_off(notice, now=at(10))
    assert send_planned(THREE) == 0
    version = small.newest(notice)
    assert (version.stage, version.send_at, version.planned_by) == (Stage.DRAFT, THREE, None)

    services.send(notice, by=city.people["he"], at=THREE, now=at(10))
    for act in (
        lambda: services.change(
            notice, small.written(city, "village"), by=city.people["he"], now=at(11)
        ),
        lambda: services.discard(notice, now=at(11)),
    ):
        with pytest.raises(Refused):
            act()
    send_planned(THREE)
    with pytest.raises(Refused) as refused:
        planned.call_off(notice, now=at(15, 1))
    assert refused.value.code is Code.OTHER_STAGE


@pytest.mark.django_db
def test_a_page_that_said_another_time_sends_nothing(city: City) -> None:
    notice = small.draft(city, "village", "he")
    planned.set_time(notice, THREE, now=at(9))
    for said in (None, at(14)):
        with pytest.raises(Refused) as refused:
            services.send(notice, by=city.people["he"], at=said, now=at(9))
        assert refused.value.code is Code.OTHER_STAGE
    with pytest.raises(Refused) as refused:
        services.send(notice, by=city.people["he"], at=THREE, now=at(15))
    assert refused.value.code is Code.SEND_PAST


@pytest.mark.django_db
def test_a_correction_may_wait_too_and_what_was_sent_holds_meanwhile(city: City) -> None:
    notice = small.sent(city, "village", "he")
    text = small.written(city, "village", body="改为下午三点。", why="时间改了")
    services.correct(notice, text, by=city.people["he"], now=at(10))
    planned.set_time(notice, THREE, now=at(10))
    services.send(notice, by=city.people["he"], at=THREE, now=at(10))
    assert small.BODY in get(city, "shen", f"/notices/to-me/{notice}/", 11)
    send_planned(THREE)
    assert "改为下午三点。" in get(city, "shen", f"/notices/to-me/{notice}/", 16)

    services.correct(notice, text, by=city.people["he"], now=at(16))
    planned.set_time(notice, at(17), now=at(16))
    services.send(notice, by=city.people["he"], at=at(17), now=at(16))
    services.withdraw(notice, by=city.people["he"], why="不办了", now=at(16, 30))
    assert send_planned(at(17)) == 0


@pytest.mark.django_db
def test_one_bad_notice_keeps_no_other_back(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = plan(city, at(14)), plan(city, body="另一条")
    real = services.cost_of

    def cost_of(row: Notice, *args: Any) -> Any:
        if row.pk == bad:
            raise ValueError
        return real(row, *args)

    monkeypatch.setattr(services, "cost_of", cost_of)
    assert send_planned(THREE) == 1
    assert [small.newest(one).stage for one in (bad, good)] == [Stage.PLANNED, Stage.SENT]


@pytest.mark.django_db
def test_workers_that_die_send_each_once_or_not_at_all(city: City) -> None:
    class Machine(Planning):
        pass

    Machine.city = city
    few = hypothesis_settings(
        max_examples=8, stateful_step_count=20, deadline=None, derandomize=True
    )
    run_state_machine_as_test(Machine, settings=few)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_once() -> None:
    city = make_city()
    for n in range(4):
        plan(city, body=f"第{n}条")
    sent = at_once(*[lambda: send_planned(THREE)] * 2)
    # Locked by the other is not done by the other: the next round sees to the rest.
    assert sum(sent) + send_planned(THREE) == 4
    assert sorted(Broadcast.objects.values_list("thread", flat=True)) == sorted(
        Notice.objects.values_list("pk", flat=True)
    )


@pytest.mark.django_db
def test_the_worker_asks_one_question_while_nothing_is_due(
    city: City, django_assert_num_queries: Any
) -> None:
    plan(city)
    with django_assert_num_queries(1):
        assert send_planned(at(14)) == 0
