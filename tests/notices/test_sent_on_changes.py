"""What was sent on when the first is corrected, withdrawn, or comes from others too."""

import pytest

from lianhu.grid.models import Duty
from lianhu.inbox.broadcasts.reading import at_home, waiting
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.kernel import clock
from lianhu.knowledge import services as book
from lianhu.knowledge.models import Item
from lianhu.notices import joining, queries, sending_on, services
from lianhu.notices.models import Notice
from lianhu.notices.rules.sending import Code, Refused
from tests.cast import City, at, sign_in
from tests.notices import small
from tests.notices.passed_on import get, post, send_on
from tests.pages import text_of


@pytest.mark.django_db
def test_a_notice_sent_on_is_one_card_with_the_first_and_says_what_holds(city: City) -> None:
    both = (Who.OFFICER, Who.HOUSEHOLD)
    first = small.sent(city, "village", "he", who=both, asks=Asks.KNOW)
    assert "发给我的联户" in get(city, "shen", f"/notices/to-me/{first}/")
    assert post(city, "shen", f"/notices/to-me/{first}/send-on/").status_code == 302
    card = get(city, "wu", "/my/")
    assert card.count(small.TITLE) == 1
    assert "石桥村、您的联户干部沈小满 2处发来，合成一张" in card

    mine = Notice.objects.get(about=first)
    services.withdraw(first, by=city.people["he"], why="改期了", now=at(11))
    page = get(city, "wu", f"/notices/to-me/{mine.pk}/", 11)
    assert "这条已撤回，不作数了。 改期了" in page


@pytest.mark.django_db
def test_what_was_sent_on_is_corrected_for_whoever_has_moved_away(city: City) -> None:
    first = small.sent(city, "village", "he", asks=Asks.KNOW)
    post(city, "shen", f"/notices/to-me/{first}/send-on/")
    get(city, "tong", f"/notices/to-me/{first}/")
    tong = city.people["tong"]
    Duty.objects.filter(person=tong).update(ends_at=at(10, 30))
    Duty.objects.create(
        desk=city.desks["village2"], person=tong, role="clerk", starts_at=at(10, 30)
    )
    services.withdraw(first, by=city.he, why="不办了", now=at(11))
    assert open_at(city, "tong", 11) == [True]


@pytest.mark.django_db
def test_what_is_sent_on_has_the_title_and_number_that_hold(city: City) -> None:
    first = small.sent(city, "village", "he", asks=Asks.KNOW)
    post(city, "shen", f"/notices/to-me/{first}/send-on/")
    mine = f"/notices/to-me/{Notice.objects.get(about=first).pk}/"
    facts = {"title": "领取沙袋改期", "document": small.DOCUMENT, "asks": Asks.KNOW, "why": "改了"}
    services.correct(
        first, small.written(city, "village", **facts), by=city.people["he"], now=at(11)
    )
    services.send(first, now=at(11))
    assert "领取沙袋改期" in get(city, "wu", "/my/", 11)
    page = get(city, "wu", mine, 11)
    assert "领取沙袋改期" in page
    assert small.TITLE not in page
    assert small.DOCUMENT in page

    services.withdraw(first, by=city.people["he"], why="不办了", now=at(12))
    assert "已撤回：领取沙袋改期" in get(city, "zheng", "/my/", 12)


@pytest.mark.django_db
def test_withdrawn_by_one_of_two_senders_it_holds_by_the_other(city: City) -> None:
    small.sent(city, "city", "luo", who=(Who.HOUSEHOLD,), document=small.DOCUMENT)
    again = small.sent(city, "village", "he", asks=Asks.KNOW, document=small.DOCUMENT)
    post(city, "shen", f"/notices/to-me/{again}/send-on/")
    services.withdraw(again, by=city.people["he"], why="重复", now=at(11))
    assert "已撤回" not in get(city, "wu", "/my/", 11)
    page = get(city, "wu", f"/notices/to-me/{Notice.objects.get(about=again).pk}/", 11)
    assert "已撤回" not in page


@pytest.mark.django_db
def test_an_item_withdrawn_from_the_book_says_so_and_why(city: City, item: Item) -> None:
    send_on(city, sending_on.of_item(item))
    mine = f"/notices/to-me/{Notice.objects.get().pk}/"
    Item.objects.update(title="异地住院报销新办法")
    assert "异地住院报销新办法" in get(city, "wu", "/my/")
    book.withdraw(item.pk, by=city.luo, why="政策停止执行", now=at(11))
    assert "已撤回：异地住院报销新办法" in get(city, "wu", "/my/", 11)
    page = get(city, "wu", mine, 11)
    assert "这条已撤回，不作数了。 政策停止执行" in page
    assert "看看怎么办" not in page


@pytest.mark.django_db
def test_what_was_sent_on_is_withdrawn_not_corrected(city: City, item: Item) -> None:
    send_on(city, sending_on.of_item(item))
    path = f"/notices/{Notice.objects.get().pk}/"
    assert "更正" not in get(city, "shen", path)
    with clock.fixed(at(11)):
        response = sign_in(city.shen).get(f"{path}correct/", follow=True)
    assert "转发的内容不能更正" in text_of(response)
    with pytest.raises(Refused) as refused:
        text = small.written(city, "beat")
        services.correct(Notice.objects.get().pk, text, by=city.shen, now=at(11))
    assert refused.value.code is Code.SENT_ON


def open_at(city: City, who: str, hour: int) -> list[bool]:
    """What waits for them at work, or at home for a resident: whether each withdraws."""
    resident = city.residents.get(who)
    reader = at_home(resident) if resident else small.at_work_as(city, who, at(hour))
    return [each.broadcasts[-1].withdraws for each in waiting(reader, at(hour))]


@pytest.mark.django_db
def test_withdrawing_what_was_sent_on_reaches_own_households_alone(city: City) -> None:
    both = (Who.OFFICER, Who.HOUSEHOLD)
    first = small.sent(city, "town", "fang", who=both, asks=Asks.KNOW)
    post(city, "shen", f"/notices/to-me/{first}/send-on/")
    mine = Notice.objects.get(about=first).pk
    strangers = ("shen", "tong", "yan", "ren")
    for who in strangers:
        get(city, who, f"/notices/to-me/{first}/")
    get(city, "wu", f"/notices/to-me/{mine}/")
    services.withdraw(mine, by=city.shen, why="不用了", now=at(11))

    assert open_at(city, "wu", 11) == [True]
    for who in strangers:
        assert open_at(city, who, 11) == [], who


@pytest.mark.django_db
def test_a_correction_for_officers_does_not_reach_households_that_read_the_copy(
    city: City,
) -> None:
    first = small.sent(city, "town", "fang", asks=Asks.KNOW)
    post(city, "shen", f"/notices/to-me/{first}/send-on/")
    mine = Notice.objects.get(about=first).pk
    for who, notice in (("wu", mine), ("shen", first)):
        get(city, who, f"/notices/to-me/{notice}/")
    text = small.written(city, "town", asks=Asks.ACKNOWLEDGE, body="请改到三点领取。", why="改了")
    services.correct(first, text, by=city.people["fang"], now=at(11))
    services.send(first, now=at(11))

    assert open_at(city, "wu", 11) == []
    assert open_at(city, "shen", 11) == [False]


@pytest.mark.django_db
def test_no_sender_is_asked_whether_it_is_what_officers_have_sent_on(city: City) -> None:
    theirs = small.sent(city, "village", "he", asks=Asks.KNOW)
    post(city, "shen", f"/notices/to-me/{theirs}/send-on/")
    mine = Notice.objects.get(about=theirs).pk
    near = small.draft(city, "town", "fang", body=small.BODY + "谢谢。")

    found = queries.alike(small.newest(near), at(11))

    assert (found.same, found.near) == ((), (small.newest(theirs),))
    with pytest.raises(Refused) as refused:
        joining.join(near, small.newest(mine), places=[])
    assert refused.value.code is Code.NOT_SAME


@pytest.mark.django_db
def test_the_same_from_another_sender_is_the_same_again(city: City) -> None:
    small.sent(city, "village", "he", asks=Asks.KNOW, document=small.DOCUMENT)
    first = Notice.objects.get().pk
    post(city, "shen", f"/notices/to-me/{first}/send-on/")
    other = small.sent(city, "town", "fang", asks=Asks.KNOW, document=small.DOCUMENT, now=at(10))

    page = get(city, "shen", f"/notices/to-me/{other}/send-on/", 11)
    assert "沈小满 今天 10:00已发过" in page
    response = post(city, "shen", f"/notices/to-me/{other}/send-on/", 11, key="2")
    assert response.status_code == 409
    assert Notice.objects.filter(about__isnull=False).count() == 1
