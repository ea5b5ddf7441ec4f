"""Notices that are sent again and again: on working days, once each, as long as they are needed."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from lianhu.grid.models import CalendarDay, Duty
from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.inbox.models import Item
from lianhu.inbox.rules.broadcasts import Asks
from lianhu.notices import services
from lianhu.notices.attachments.verifying import wrong_attachments
from lianhu.notices.models import Notice, Version
from lianhu.notices.planned import services as planned
from lianhu.notices.planned.jobs import plan_next, send_planned
from lianhu.notices.recurring import services as recurring
from lianhu.notices.recurring.models import Series
from lianhu.notices.recurring.rules import REVIEWED_EVERY
from lianhu.notices.requests.queries import as_sent, sent_in
from lianhu.notices.requests.rules import Month
from lianhu.notices.rules.attention import REVIEW
from lianhu.notices.rules.sending import Code, Refused, Stage
from tests.at_once import at_once
from tests.cast import FRIDAY, City, at, make_city
from tests.notices import small
from tests.notices.pages import get, post
from tests.notices.recurring import YEAR_END, begin, goes_on, turns
from tests.notices.test_sending import open_for

pytest_db = pytest.mark.django_db


@pytest_db
def test_each_time_is_a_notice_of_its_own(city: City) -> None:
    begin(city, document=small.DOCUMENT, due_at=at(17), asks=Asks.ACT)
    goes_on(city, 1)
    first, second = Notice.objects.order_by("turn")
    assert turns() == [(1, "sent"), (2, "planned")]
    version = small.newest(second.pk)
    assert version.send_at == at(15, day=FRIDAY + timedelta(weeks=1))
    assert version.due_at == at(17, day=FRIDAY + timedelta(weeks=1))
    assert plan_next(at(15)) == 0

    goes_on(city, 2)
    now = at(15, day=FRIDAY + timedelta(weeks=1))
    assert Broadcast.objects.values("wording").distinct().count() == 2
    assert [each.broadcasts[-1].thread for each in open_for(city, "shen", now)][-1] == second.pk
    assert first.series == second.series
    # The month counts each of them, with what it cost when it went out.
    counted = [as_sent(version) for version in sent_in(Month(2026, 5))]
    assert [(one.people, one.minutes) for one in counted] == [(2, 2), (2, 2)]


@pytest_db
def test_a_day_off_is_put_off_and_a_week_off_left_out(city: City) -> None:
    begin(city, until=FRIDAY + timedelta(weeks=3))
    off = FRIDAY + timedelta(weeks=1)
    for n in range(10):
        CalendarDay.objects.create(day=off + timedelta(days=n), kind="rest")
    for n in range(30):
        now = timezone.make_aware(datetime.combine(FRIDAY + timedelta(days=n), time(15)))
        send_planned(now)
        plan_next(now)
    sent = Version.objects.filter(stage=Stage.SENT).order_by("send_at")
    assert [timezone.localtime(row.send_at).date() for row in sent if row.send_at] == [
        FRIDAY, FRIDAY + timedelta(days=17), FRIDAY + timedelta(weeks=3),
    ]  # fmt: skip
    assert Series.objects.get().ended_at is not None


@pytest_db
def test_it_is_said_in_time_that_it_is_needed_or_it_ends(city: City) -> None:
    series = begin(city)
    goes_on(city, REVIEWED_EVERY - 1)
    assert not Item.objects.filter(kind=REVIEW).exists()
    goes_on(city, 1, FRIDAY + timedelta(weeks=REVIEWED_EVERY - 1))
    [item] = Item.objects.filter(kind=REVIEW, done_at=None)
    assert (item.person, item.ref) == (city.people["he"], series.pk)
    assert item.due_at == at(15, day=FRIDAY + timedelta(weeks=REVIEWED_EVERY))

    goes_on(city, 2, FRIDAY + timedelta(weeks=REVIEWED_EVERY))
    assert turns()[-1] == (REVIEWED_EVERY + 1, "draft")
    last = small.newest(Notice.objects.get(turn=REVIEWED_EVERY + 1).pk)
    assert last.stopped == Code.UNREVIEWED
    series.refresh_from_db()
    assert series.unreviewed and series.ended_at is not None
    assert not Item.objects.filter(kind=REVIEW, done_at=None).exists()
    assert Broadcast.objects.count() == REVIEWED_EVERY


@pytest_db
def test_with_a_yes_it_goes_on_for_as_many_again(city: City) -> None:
    series = begin(city)
    goes_on(city, REVIEWED_EVERY)
    now = at(16, day=FRIDAY + timedelta(weeks=REVIEWED_EVERY - 1))
    recurring.keep(series.pk, by=city.people["he"], now=now)
    assert not Item.objects.filter(kind=REVIEW, done_at=None).exists()
    goes_on(city, REVIEWED_EVERY + 1, FRIDAY + timedelta(weeks=REVIEWED_EVERY))
    assert Broadcast.objects.count() == 2 * REVIEWED_EVERY


@pytest_db
def test_paused_it_is_not_sent_and_goes_on_later(city: City) -> None:
    series = begin(city, attached=(small.attached(),))
    goes_on(city, 1)
    recurring.pause(series.pk, now=at(16))
    goes_on(city, 3)
    assert turns() == [(1, "sent")]
    recurring.resume(series.pk, now=at(16, day=FRIDAY + timedelta(weeks=2)))
    goes_on(city, 2, FRIDAY + timedelta(weeks=2))
    sent = Version.objects.filter(stage=Stage.SENT).order_by("sent_at")
    assert [row.sent_at for row in sent] == [at(15), at(15, day=FRIDAY + timedelta(weeks=3))]
    assert [row.attachments.count() for row in sent] == [1, 1]
    assert list(wrong_attachments()) == []


@pytest_db
def test_ended_it_is_not_sent_again(city: City) -> None:
    series = begin(city)
    with pytest.raises(Refused):
        recurring.end(series.pk, now=at(10))  # the first is called off instead
    goes_on(city, 1)
    recurring.end(series.pk, now=at(16))
    goes_on(city, 3)
    assert turns() == [(1, "sent")]
    for act in (recurring.pause, recurring.resume, recurring.end):
        with pytest.raises(Refused):
            act(series.pk, now=at(17))


@pytest_db
def test_a_time_that_was_thrown_away_is_left_out(city: City) -> None:
    begin(city)
    goes_on(city, 1)
    following = Notice.objects.get(turn=2).pk
    planned.call_off(following, now=at(16))
    assert plan_next(at(16)) == 0
    services.discard(following, now=at(16))
    plan_next(at(16))
    [left] = Version.objects.filter(stage=Stage.PLANNED)
    assert left.send_at == at(15, day=FRIDAY + timedelta(weeks=2))


@pytest_db
def test_thrown_away_before_it_began_nothing_of_it_is_left(city: City) -> None:
    begin(city)
    notice = Notice.objects.get().pk
    planned.call_off(notice, now=at(10))
    services.discard(notice, now=at(10))
    assert plan_next(at(10)) == 1
    assert not Series.objects.exists()


@pytest_db
def test_when_its_sender_has_left_a_colleague_goes_on_with_it(city: City) -> None:
    series, bo = begin(city), city.people["bo"]
    goes_on(city, 1)
    Duty.objects.filter(person=city.people["he"]).update(ends_at=at(16))
    Duty.objects.create(desk=city.desks["village"], person=bo, role="clerk", starts_at=at(16))
    goes_on(city, 1, FRIDAY + timedelta(weeks=1))
    second = Notice.objects.get(turn=2).pk
    assert small.newest(second).stopped == Code.SENDER_LEFT
    now = at(16, day=FRIDAY + timedelta(weeks=1))
    planned.set_time(second, None, now=now)
    services.send(second, by=bo, now=now)
    goes_on(city, 1, FRIDAY + timedelta(weeks=1))
    goes_on(city, 1, FRIDAY + timedelta(weeks=2))
    assert turns() == [(1, "sent"), (2, "sent"), (3, "sent"), (4, "planned")]
    series.refresh_from_db()
    assert series.by == bo


@pytest_db
def test_a_correction_that_waits_ends_no_series(city: City) -> None:
    series, he = begin(city), city.people["he"]
    goes_on(city, 1)
    first = Notice.objects.get(turn=1).pk
    text = small.written(city, "village", body="改了", why="写错了")
    services.correct(first, text, by=he, now=at(16))
    planned.set_time(first, at(17), by=he, now=at(16))
    assert Notice.objects.get(pk=first).series == series


@pytest_db
def test_it_is_asked_once_however_many_turns_are_thrown_away(city: City) -> None:
    begin(city)
    goes_on(city, REVIEWED_EVERY)
    now = at(16, day=FRIDAY + timedelta(weeks=REVIEWED_EVERY - 1))
    following = Notice.objects.get(turn=REVIEWED_EVERY + 1).pk
    planned.call_off(following, now=now)
    services.discard(following, now=now)
    plan_next(now)
    assert Item.objects.filter(kind=REVIEW, done_at=None).count() == 1


@pytest_db
def test_what_was_corrected_is_what_is_sent_next(city: City) -> None:
    begin(city)
    send_planned(at(15))
    notice, he = Notice.objects.get().pk, city.people["he"]
    services.correct(
        notice, small.written(city, "village", body="改了", why="w"), by=he, now=at(16)
    )
    services.send(notice, now=at(16))
    plan_next(at(17))
    assert small.newest(Notice.objects.get(turn=2).pk).body == "改了"


@pytest_db
def test_a_second_person_lets_all_of_it_through_until_it_reaches_more(city: City) -> None:
    with override_settings(LIANHU_NOTICE_ALONE=1):
        begin(city)
        notice = Notice.objects.get().pk
        services.approve(notice, by=city.people["ma"], now=at(10))
        goes_on(city, 3)
    assert Broadcast.objects.count() == 3
    with override_settings(LIANHU_NOTICE_ALONE=1):
        Version.objects.filter(stage=Stage.PLANNED).update(approved_for=1)
        goes_on(city, 1, FRIDAY + timedelta(weeks=3))
    assert small.newest(Notice.objects.get(turn=4).pk).stopped == Code.MORE_NOW


@pytest_db
@pytest.mark.parametrize(
    ("when", "until", "code"),
    [
        (at(15, day=FRIDAY + timedelta(days=1)), YEAR_END, Code.SEND_REST),
        (at(15), FRIDAY - timedelta(days=1), Code.UNTIL),
        (at(15), FRIDAY + timedelta(days=367), Code.UNTIL),
    ],
)
def test_it_begins_on_a_working_day_and_has_an_end(
    city: City, when: datetime, until: date, code: Code
) -> None:
    with pytest.raises(Refused) as refused:
        begin(city, when=when, until=until)
    assert refused.value.code is code
    assert not Series.objects.exists()


@pytest_db
@pytest.mark.page
def test_from_the_page_to_pausing_it_and_back(city: City) -> None:
    notice = small.draft(city, "village", "he", due_at=at(15, 30), asks=Asks.ACT)
    path, said = f"/notices/{notice}/", {"send_at": "2026-05-15T15:00", "every": "week"}
    response = post(city, "he", f"{path}time/", said)
    assert response.status_code == 422 and "最长一年" in response.content.decode()
    post(city, "he", f"{path}time/", said | {"until": "2026-05-29"})
    page = get(city, "he", path)
    assert "共3次，合计" in page and "提醒6次" in page
    assert "每周，星期五 15:00，到2026-05-29为止" in page
    assert "这是第1次。连这次还要发3次。" in page

    post(city, "he", f"{path}send/", {"at": "2026-05-15T15:00:00+08:00"})
    goes_on(city, 1)
    page = get(city, "he", path, 16)
    assert "这是第1次。还要发2次。" in page
    following = Notice.objects.get(turn=2).pk
    response = post(city, "he", f"/notices/{following}/repeats/pause/", hour=16)
    assert response["Location"] == path
    assert "已暂停。" in get(city, "he", path, 16)
    post(city, "he", f"{path}repeats/resume/", hour=16)
    post(city, "he", f"{path}repeats/end/", hour=16)
    assert "已停发。" in get(city, "he", path, 16)
    assert post(city, "he", f"{path}repeats/end/", hour=16).status_code == 302
    once = small.draft(city, "village", "he")
    assert post(city, "he", f"/notices/{once}/repeats/end/").status_code == 404


@pytest_db
@pytest.mark.page
def test_the_inbox_asks_whether_it_is_needed(city: City) -> None:
    begin(city)
    Series.objects.update(turn=REVIEWED_EVERY)
    Notice.objects.update(turn=REVIEWED_EVERY)
    goes_on(city, 1)
    assert f"还要发吗：{small.TITLE} 5月22日前 没有人答“要”，就不再发。" in get(
        city, "he", "/inbox/", 16
    )
    following = Notice.objects.order_by("-turn")[0].pk
    assert "还要发吗？" in get(city, "he", f"/notices/{following}/", 16)
    post(city, "he", f"/notices/{following}/repeats/keep/", hour=16)
    assert "还要发吗" not in get(city, "he", "/inbox/", 16)
    assert Series.objects.get().reviewed == REVIEWED_EVERY


@pytest_db
def test_the_worker_asks_one_question_while_nothing_is_to_be_planned(
    city: City, django_assert_num_queries: Any
) -> None:
    begin(city)
    with django_assert_num_queries(1):
        assert plan_next(at(10)) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_plan_one_turn() -> None:
    begin(make_city())
    send_planned(at(15))
    planned_by_each = at_once(*[lambda: plan_next(at(15))] * 2)
    assert sum(planned_by_each) == 1
    assert turns() == [(1, "sent"), (2, "planned")]
