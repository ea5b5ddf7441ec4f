"""An emergency comes at any hour and over any budget; it has a reason and a second person."""

from datetime import datetime, timedelta

import pytest

from lianhu.accounts.models import User
from lianhu.channels.models import Delivery
from lianhu.grid.models import Duty
from lianhu.inbox import services as inbox
from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.inbox.models import Digest, Interruption, Item
from lianhu.inbox.rules.attention import Sort
from lianhu.inbox.rules.broadcasts import Asks, matter_of
from lianhu.inbox.rules.reach import Reach
from lianhu.kernel import clock
from lianhu.notices import services
from lianhu.notices.models import Version
from lianhu.notices.rules.sending import EMERGENCY, Stage, emergency_until
from tests.cast import City, at, sign_in
from tests.inbox.rounds import work
from tests.notices import small
from tests.pages import text_of

pytestmark = pytest.mark.django_db

NIGHT = at(23)
WHY = "上游水库漫坝"


def get(city: City, who: str, path: str, now: datetime = NIGHT) -> str:
    with clock.fixed(now):
        response = sign_in(city.people[who]).get(path)
    assert response.status_code == 200
    return text_of(response)


def send(city: City, now: datetime = NIGHT, **facts: object) -> int:
    """To one beat: far fewer than want a second person otherwise."""
    notice = small.draft(city, "village", "he", now, places=["beat"], emergency=WHY, **facts)
    assert services.send(notice, now=now) is Stage.WAITING
    services.approve(notice, by=city.people["ma"], now=now)
    return notice


def test_it_interrupts_at_night_and_over_the_budget_and_that_is_written_down(city: City) -> None:
    for n in range(3):
        Interruption.objects.create(
            person=city.shen, day=at(9).date(), source=f"x{n}", at=at(9), counts=True,
            bypasses=False,
        )  # fmt: skip
    notice = send(city)
    work(NIGHT)

    [row] = Interruption.objects.filter(at=NIGHT)
    assert (row.person, row.bypasses, row.counts) == (city.shen, True, False)
    [sending] = Delivery.objects.all()
    assert (sending.address, sending.silent) == (city.shen.phone, False)
    assert sending.body.startswith("紧急！您有一条通知")
    version = small.newest(notice)
    assert (version.emergency, version.approved_by) == (WHY, city.people["ma"])
    work(NIGHT + timedelta(hours=3))
    assert Interruption.objects.filter(at__gte=NIGHT).count() == 1


def test_on_duty_within_the_budget_it_bypasses_nothing(city: City) -> None:
    send(city, at(9))
    work(at(9))
    [row] = Interruption.objects.all()
    assert (row.bypasses, row.counts) == (False, False)


def test_whoever_read_the_same_in_a_digest_is_interrupted_all_the_same(city: City) -> None:
    small.sent(city, "town", "fang", at(9), document=small.DOCUMENT)
    work(at(9))
    work(at(17))
    assert not Interruption.objects.exists()
    send(city, document=small.DOCUMENT)
    work(NIGHT)
    assert [row.person for row in Interruption.objects.all()] == [city.shen]


def test_after_a_day_it_is_a_notice_like_others(city: City) -> None:
    send(city)
    work(NIGHT)
    new = User.objects.create_user("new", name="新", phone=city.shen.phone)
    desk, later = city.desks["beat"], NIGHT + EMERGENCY
    Duty.objects.filter(person=city.shen).update(ends_at=later)
    Duty.objects.create(desk=desk, person=new, role="officer", starts_at=later)
    Broadcast.objects.update(call_at=later)
    work(later)
    assert not Interruption.objects.filter(person=new).exists()


@pytest.mark.parametrize(("minutes", "ends"), [(None, EMERGENCY), (30, timedelta(minutes=30))])
def test_it_is_one_until_its_time_or_for_a_day(minutes: int | None, ends: timedelta) -> None:
    due_at = None if minutes is None else NIGHT + timedelta(minutes=minutes)
    until = emergency_until(due_at, NIGHT)
    assert until == NIGHT + ends
    last = matter_of(Asks.ACKNOWLEDGE, due_at, until - timedelta(seconds=1), until)
    assert last.sort is Sort.EMERGENCY
    assert matter_of(Asks.ACKNOWLEDGE, due_at, until, until).sort is not Sort.EMERGENCY


def test_without_a_phone_the_roster_calls_now(city: City) -> None:
    inbox.reach(city.shen, Reach.CALL, by=city.he)
    send(city)
    work(NIGHT)
    [call] = Item.objects.filter(kind="call_now", done_at=None)
    assert (call.desk, call.ref) == (city.desks["village"], city.shen.pk)
    assert [d.address for d in Delivery.objects.all()] == [city.he.phone]
    assert not Digest.objects.exists()


def test_the_pages_say_so(city: City) -> None:
    notice = small.draft(city, "village", "he", NIGHT, places=["beat"], emergency=WHY)
    page = get(city, "he", f"/notices/{notice}/")
    assert f"紧急： {WHY}" in page
    assert "现在就提醒 1 其中因为紧急，下班了或今天提醒已用完也照样提醒 1" in page
    assert "紧急通知：不论发给多少人，都要另一位同事看过才发" in page
    services.send(notice, now=NIGHT)
    assert "紧急" in get(city, "ma", "/notices/")
    services.approve(notice, by=city.people["ma"], now=NIGHT)

    inbox_page = get(city, "shen", "/inbox/")
    assert "现在 1件 领取防汛沙袋 紧急 石桥村" in inbox_page
    assert f"紧急： {WHY}" in get(city, "shen", f"/notices/to-me/{notice}/")
    services.withdraw(notice, by=city.he, why="已退水", now=NIGHT + timedelta(minutes=5))
    assert WHY not in get(city, "shen", f"/notices/to-me/{notice}/", NIGHT + timedelta(hours=1))


def test_what_wakes_people_is_at_least_to_be_acknowledged(city: City) -> None:
    facts = {
        "title": small.TITLE, "body": small.BODY, "minutes": "1", "who": ["officer"],
        "where": [str(city.nodes["village"].pk)], "contact": str(city.desks["village"].pk),
        "emergency": WHY,
    }  # fmt: skip
    for asks, status in (("know", 422), ("acknowledge", 302)):
        with clock.fixed(NIGHT):
            response = sign_in(city.he).post("/notices/write/", facts | {"asks": asks})
        assert response.status_code == status
        assert ("紧急通知至少要请对方“看过点一下”" in text_of(response)) == (status == 422)
    assert Version.objects.get().emergency == WHY
    with clock.fixed(NIGHT):
        assert 'name="emergency"' not in sign_in(city.shen).get("/notices/write/").text
