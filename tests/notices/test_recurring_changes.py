"""What is done with one time of what is sent again and again holds for those that follow."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import override_settings

from lianhu.grid.models import CalendarDay
from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.inbox.models import Item
from lianhu.inbox.rules.broadcasts import Asks
from lianhu.notices import services
from lianhu.notices.models import Notice, Version
from lianhu.notices.planned import jobs
from lianhu.notices.planned import services as planned
from lianhu.notices.planned.jobs import plan_next, send_planned
from lianhu.notices.recurring import services as recurring
from lianhu.notices.recurring.models import Series
from lianhu.notices.rules.attention import APPROVE
from lianhu.notices.rules.sending import Code, Refused, Stage
from tests.cast import FRIDAY, City, at
from tests.notices import small
from tests.notices.pages import get, post
from tests.notices.recurring import begin, goes_on, turns

WEEK = timedelta(weeks=1)
pytestmark = pytest.mark.django_db


def turn(number: int) -> int:
    return Notice.objects.get(turn=number).pk


def correct(city: City, notice: int, body: str = "改了") -> None:
    text, he = small.written(city, "village", body=body, why="写错了"), city.people["he"]
    services.correct(notice, text, by=he, now=at(16))
    services.send(notice, now=at(16))


def test_what_was_planned_is_planned_anew_with_what_was_corrected(city: City) -> None:
    begin(city)
    goes_on(city, 1)
    correct(city, turn(1))
    assert turns() == [(1, "sent")]
    plan_next(at(17))
    send_planned(at(15) + WEEK)
    second = small.newest(turn(2))
    assert (second.stage, second.body, second.send_at) == ("sent", "改了", at(15) + WEEK)


def test_what_somebody_has_written_for_the_next_time_is_kept(city: City) -> None:
    begin(city)
    goes_on(city, 1)
    second, he = turn(2), city.people["he"]
    planned.call_off(second, now=at(15, 30))
    services.change(second, small.written(city, "village", body="另外写的"), by=he, now=at(15, 31))
    services.send(second, by=he, at=at(15) + WEEK, now=at(15, 32))
    correct(city, turn(1))
    assert small.newest(second).body == "另外写的"


def test_correcting_an_earlier_time_leaves_what_is_planned(city: City) -> None:
    begin(city)
    goes_on(city, 2)
    planned_now = turn(3)
    correct(city, turn(1))
    assert turn(3) == planned_now


def test_withdrawn_the_words_are_not_sent_again_by_themselves(city: City) -> None:
    series = begin(city)
    goes_on(city, 2)
    path = f"/notices/{turn(2)}/"
    response = post(city, "he", f"{path}withdraw/", {"why": "写错了"}, hour=16)
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert said == ["已撤回，在您让它继续之前不会再发。"]
    assert "已暂停。" in get(city, "he", path, 16)
    assert turns() == [(1, "sent"), (2, "sent")]
    plan_next(at(17) + WEEK)
    assert Series.objects.get().paused_at is not None

    # With the words of the time before, which hold.
    recurring.resume(series.pk, now=at(17) + WEEK)
    plan_next(at(17) + WEEK)
    assert turns()[2:] == [(3, "planned")]


def test_with_all_of_it_withdrawn_there_is_nothing_to_go_on_with(city: City) -> None:
    series = begin(city)
    goes_on(city, 1)
    services.withdraw(turn(1), by=city.people["he"], why="写错了", now=at(16))
    with pytest.raises(Refused) as refused:
        recurring.resume(series.pk, now=at(16))
    assert refused.value.code is Code.WITHDRAWN
    recurring.end(series.pk, now=at(16))
    assert turns() == [(1, "sent")]


def test_a_time_that_was_changed_is_a_card_of_its_own(city: City) -> None:
    begin(city, document=small.DOCUMENT, asks=Asks.ACKNOWLEDGE)
    goes_on(city, 1)
    second, he = turn(2), city.people["he"]
    planned.call_off(second, now=at(16))
    text = small.written(city, "village", document=small.DOCUMENT, minutes=3)
    services.change(second, text, by=he, now=at(16))
    services.send(second, by=he, at=at(15) + WEEK, now=at(16))
    send_planned(at(15) + WEEK)
    assert Broadcast.objects.values("wording").distinct().count() == 2


@pytest.mark.parametrize("act", [recurring.end, recurring.pause])
def test_ended_what_waits_for_a_second_person_is_a_draft(city: City, act: object) -> None:
    assert callable(act)
    with override_settings(LIANHU_NOTICE_ALONE=1):
        series = begin(city)
        services.approve(turn(1), by=city.people["ma"], now=at(10))
        goes_on(city, 1)
        planned.call_off(turn(2), now=at(16))
        stage = services.send(turn(2), by=city.people["he"], at=at(15) + WEEK, now=at(16))
        assert stage is Stage.WAITING
        act(series.pk, now=at(16))
        with pytest.raises(Refused):
            services.approve(turn(2), by=city.people["ma"], now=at(17))
    assert not Item.objects.filter(kind=APPROVE, done_at=None).exists()
    send_planned(at(15) + WEEK)
    assert Version.objects.filter(stage=Stage.SENT).count() == 1


def test_paused_and_gone_on_with_before_its_time_it_goes_out_at_it(city: City) -> None:
    series = begin(city)
    goes_on(city, 1)
    recurring.pause(series.pk, now=at(9) + WEEK)
    recurring.resume(series.pk, now=at(9, 1) + WEEK)
    plan_next(at(9, 2) + WEEK)
    assert small.newest(turn(2)).send_at == at(15, day=FRIDAY) + WEEK


def test_a_day_that_became_one_off_puts_off_what_was_planned(city: City) -> None:
    begin(city, due_at=at(17), asks=Asks.ACT)
    goes_on(city, 1)
    CalendarDay.objects.create(day=FRIDAY + WEEK, kind="rest")
    send_planned(at(15) + WEEK)
    second, monday = small.newest(turn(2)), WEEK + timedelta(days=3)
    assert (second.stage, second.send_at) == (Stage.PLANNED, at(15) + monday)
    assert second.due_at == at(17) + monday
    send_planned(at(15) + monday)
    assert small.newest(turn(2)).stage == Stage.SENT
    # The one after keeps its own day.
    plan_next(at(15) + monday)
    assert small.newest(turn(3)).send_at == at(15) + 2 * WEEK


def test_one_that_fails_keeps_no_others_back(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "BATCH", 1)
    for _ in range(2):
        small.plan(city, "village", "he", at(15), repeat=small.WEEKLY)
    bad, good = Notice.objects.order_by("pk")
    go_out, go_on = planned.go_out, recurring.go_on

    def fails_for(key: int | None, do: Callable[[int, datetime], Any]) -> Any:
        def fail(one: int, now: datetime) -> Any:
            if one == key:
                raise ValueError
            return do(one, now)

        return fail

    monkeypatch.setattr(planned, "go_out", fails_for(bad.pk, go_out))
    assert send_planned(at(15)) == 1
    monkeypatch.setattr(planned, "go_out", go_out)
    assert send_planned(at(15)) == 1
    monkeypatch.setattr(recurring, "go_on", fails_for(bad.series_id, go_on))
    assert plan_next(at(15)) == 1
    assert Notice.objects.filter(series=good.series_id).count() == 2
