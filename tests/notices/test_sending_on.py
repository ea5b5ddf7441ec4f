"""An officer sends on to own households what the book says or what has come, with the reason."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from lianhu.channels.models import Delivery
from lianhu.grid.models import Duty, Household, Stay
from lianhu.inbox import jobs
from lianhu.inbox.broadcasts.models import Receipt, Target
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.kernel import clock
from lianhu.knowledge.models import Item
from lianhu.notices import sending_on, services
from lianhu.notices.models import Notice
from lianhu.notices.rules.sending import Code, Refused
from lianhu.notices.rules.sending_on import AGAIN, Again, check
from lianhu.privacy.models import Look
from tests.cast import City, at, sign_in
from tests.inbox.rounds import work
from tests.notices import asked, small
from tests.notices.passed_on import NAMES, REASON, get, home, post, send_on
from tests.pages import text_of

homes = st.sets(st.integers(1, 12))


@given(homes, homes, st.integers(1, 12))
def test_nobody_has_it_twice_and_no_more_than_one_may_decide(
    wanted: set[int], had: set[int], most: int
) -> None:
    try:
        check(wanted, had, most)
    except Again:
        assert wanted & had
    except Refused as refused:
        assert refused.code is (Code.TOO_MANY if wanted else Code.NOBODY)
        assert not wanted or len(wanted) > most
    else:
        assert wanted
        assert len(wanted) <= most
        assert not wanted & had


@pytest.mark.django_db
def test_to_all_is_one_row_for_the_beat_and_reaches_who_moves_in(city: City, item: Item) -> None:
    living = Stay.objects.open().filter(beat=city.nodes["beat"]).count()
    assert send_on(city, sending_on.of_item(item)) == living
    [target] = Target.objects.all()
    assert (target.node_id, target.household_id) == (city.nodes["beat"].pk, None)
    Stay.objects.filter(household=home(city, "zheng")).delete()
    assert REASON not in get(city, "zheng", "/my/")
    moved = Household.objects.get(pk=home(city, "zheng"))
    Stay.objects.create(
        household=moved, beat=city.nodes["beat"], starts_on=date(2026, 5, 15), ends_on=None
    )
    assert REASON in get(city, "zheng", "/my/")


@pytest.mark.django_db
def test_nobody_is_sent_a_message_by_day_or_night(city: City, item: Item) -> None:
    send_on(city, sending_on.of_item(item), now=at(22))
    work(at(22))
    work(at(23))
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_chosen_ones_alone_read_it_and_that_they_were_chosen(city: City, item: Item) -> None:
    path, chosen = f"/notices/send-on/{item.code}/", home(city, "wu")
    response = post(city, "shen", path, choose="1", households=[chosen], reason="备好材料再去。")
    assert response["Location"] == f"/book/items/{item.code}/"
    assert list(Target.objects.values_list("household", flat=True)) == [chosen]

    notice = Notice.objects.get()
    card = get(city, "wu", "/my/")
    assert "异地住院怎么报销 您的联户干部沈小满 备好材料再去。" in card
    page = get(city, "wu", f"/notices/to-me/{notice.pk}/")
    assert "为什么发给我 备好材料再去。 您的联户干部沈小满" in page
    assert "发给了谁 您的联户干部选了您家" in page
    assert "网格" not in page
    assert "备好材料再去" not in get(city, "zheng", "/my/")
    with clock.fixed(at(10)):
        hidden = sign_in(city.people["zheng"]).get(f"/notices/to-me/{notice.pk}/")
    assert hidden.status_code == 404
    # The desk reads how many, not which.
    sent = get(city, "shen", f"/notices/{notice.pk}/")
    assert "在第1联户网格选出的1户" in sent
    assert not any(name in sent for name in NAMES)


@pytest.mark.django_db
def test_who_was_chosen_is_forgotten_60_days_after_it_is_over(city: City, item: Item) -> None:
    send_on(city, sending_on.of_item(item), households=[home(city, "wu")])
    until = Target.objects.get().until
    jobs.sweep(until + jobs.KEPT_FOR)
    assert Target.objects.exists()
    jobs.sweep(until + jobs.KEPT_FOR + timedelta(seconds=1))
    assert not Target.objects.exists()


@pytest.mark.django_db
def test_the_same_again_is_refused_with_where_the_first_is(city: City, item: Item) -> None:
    path, wu, zheng = f"/notices/send-on/{item.code}/", home(city, "wu"), home(city, "zheng")
    post(city, "shen", path, choose="1", households=[wu])
    [first] = Notice.objects.all()

    page = get(city, "shen", path)
    assert f"沈小满 今天 10:00已发过：“{REASON}”" in page
    assert "已收到过" in page
    response = post(city, "shen", path, key="2", choose="1", households=[wu, zheng])
    assert response.status_code == 409
    assert f'href="/notices/{first.pk}/"' in response.text
    assert "没有发出：其中有的户已经收到过" in text_of(response)
    # To all: the others can be chosen then, and what was typed is there.
    response = post(city, "shen", path, key="3", reason="留着这句")
    assert response.status_code == 409
    assert "留着这句" in response.text
    assert "请至少勾选一户" in text_of(response)
    assert Notice.objects.count() == 1

    assert post(city, "shen", path, key="4", choose="1", households=[zheng]).status_code == 302
    # Withdrawn, it may be sent once more; so it may two weeks later.
    services.withdraw(first.pk, by=city.shen, why="写错了", now=at(11))
    assert send_on(city, sending_on.of_item(item), households=[wu], now=at(11)) == 1
    later = at(11) + AGAIN
    with pytest.raises(Again):
        send_on(city, sending_on.of_item(item), households=[wu], now=later - timedelta(seconds=1))
    assert send_on(city, sending_on.of_item(item), now=later) > 1


@pytest.mark.django_db
def test_the_same_form_twice_is_sent_once(city: City, item: Item) -> None:
    path = f"/notices/send-on/{item.code}/"
    for _ in range(2):
        assert post(city, "shen", path).status_code == 302
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_a_page_that_was_sent_before_asks_whether_this_is_another(city: City, item: Item) -> None:
    path = f"/notices/send-on/{item.code}/"
    post(city, "shen", path, choose="1", households=[home(city, "wu")])
    data: dict[str, Any] = {"choose": "1", "households": [home(city, "zheng")]}
    response = post(city, "shen", path, **data)
    assert response.status_code == 422
    assert "您刚才已经发过一" in text_of(response)
    assert 'value="a key"' not in response.text
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_who_has_two_beats_sends_to_both_and_each_desk_keeps_its_own(
    city: City, item: Item
) -> None:
    facts = {"person": city.shen, "role": "officer", "starts_at": at(8)}
    Duty.objects.create(desk=city.desks["beat3"], **facts)
    path = f"/notices/send-on/{item.code}/"
    assert "您的全部3户" in get(city, "shen", path)
    post(city, "shen", path)
    rows = Notice.objects.order_by("pk").values_list("desk__code", flat=True)
    assert list(rows) == ["beat", "beat3"]
    for who in ("wu", "ren"):
        assert get(city, who, "/my/").count(REASON) == 1
    # The other officer of that beat reads that it has been sent.
    assert "沈小满 今天 10:00已发过" in get(city, "yan", path)


@pytest.mark.django_db
def test_other_households_are_out_of_reach(city: City, item: Item) -> None:
    path = f"/notices/send-on/{item.code}/"
    strange = (
        Stay.objects.open().exclude(beat=city.nodes["beat"]).values_list("household", flat=True)
    )
    response = post(city, "shen", path, choose="1", households=[strange[0]])
    assert response.status_code == 422
    assert "其中有的已经不是您的联户" in text_of(response)
    with pytest.raises(Refused):
        send_on(city, sending_on.of_item(item), households=list(strange))
    assert not Notice.objects.exists()


@pytest.mark.django_db
@override_settings(LIANHU_NOTICE_ALONE=1)
def test_what_reaches_many_is_a_notice_for_a_second_person(city: City, item: Item) -> None:
    response = post(city, "shen", f"/notices/send-on/{item.code}/")
    assert response.status_code == 422
    assert "由另一位同事看过再发" in text_of(response)


@pytest.mark.django_db
def test_the_month_counts_what_it_takes_households(city: City, item: Item) -> None:
    send_on(city, sending_on.of_item(item), households=[home(city, "wu")])
    page = get(city, "shen", "/asked/")
    assert "0 1 分钟 用时" in page


@pytest.mark.django_db
def test_what_desks_are_to_answer_is_not_sent_on(city: City) -> None:
    request = asked.sent(city, "town", "fang", who=(Who.OFFICER,), depth=None)
    assert asked.TITLE in get(city, "shen", f"/requests/to-me/{request}/")
    with clock.fixed(at(9, 10)):
        client = sign_in(city.shen)
        assert client.get(f"/notices/to-me/{request}/send-on/").status_code == 404


@pytest.mark.django_db
def test_what_is_wrong_is_said_and_nothing_is_lost(city: City, item: Item) -> None:
    path = f"/notices/send-on/{item.code}/"
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"ready": ""}, "请写明发送原因"),
        ({"reason": "身份证11010519491231002X"}, "里面有身份证号或银行卡号"),
        ({"reason": "长" * 81}, "80"),
        ({"choose": "1", "reason": "留着"}, "请至少勾选一户"),
    ]
    for data, said in wrong:
        response = post(city, "shen", path, **data)
        assert response.status_code == 422
        assert said in text_of(response)
        assert data.get("reason", "") in response.text
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_names_are_shown_and_noted_only_where_some_are_chosen(city: City, item: Item) -> None:
    path = f"/notices/send-on/{item.code}/"
    contact = Household.objects.get(pk=home(city, "wu")).contact
    assert contact not in get(city, "shen", path)
    assert not Look.objects.exists()
    assert contact in get(city, "shen", f"{path}?choose=1")
    look = Look.objects.get()
    assert (look.verb, look.desk) == (Look.Verb.HOUSEHOLDS, city.desks["beat"].pk)


@pytest.mark.django_db
def test_a_household_refuses_what_is_of_no_topic_as_well(city: City) -> None:
    first = small.sent(city, "village", "he", asks=Asks.KNOW)
    post(city, "shen", f"/notices/to-me/{first}/send-on/")
    mine = f"/notices/to-me/{Notice.objects.get(about=first).pk}/"
    page = get(city, "wu", mine)
    assert small.BODY in page
    assert "事项：联户干部转发的消息" in page
    post(city, "wu", f"{mine}refuse/")
    assert "给您家的通知" not in get(city, "wu", "/my/")
    assert "联户干部转发的消息" in get(city, "wu", "/notices/refused/")
    post(city, "wu", "/notices/refused/", topic="0")
    assert "为什么发给我" in get(city, "wu", mine)


@pytest.mark.django_db
def test_a_household_refuses_the_area_of_an_item(city: City, item: Item) -> None:
    send_on(city, sending_on.of_item(item))
    mine = f"/notices/to-me/{Notice.objects.get().pk}/"
    assert "事项：医疗保险" in get(city, "wu", mine)
    post(city, "wu", f"{mine}refuse/")
    assert REASON not in get(city, "wu", "/my/")


@pytest.mark.django_db
def test_it_is_read_in_the_readers_language_and_gone_from_the_list(city: City, item: Item) -> None:
    send_on(city, sending_on.of_item(item))
    mine = f"/notices/to-me/{Notice.objects.get().pk}/"
    client = sign_in(city.people["wu"])
    with clock.fixed(at(10)):
        page = text_of(client.get(mine, headers={"Accept-Language": "en"}))
    assert "Hospital care away from home" in page
    assert "Yes. Tell us before discharge." in page
    assert Receipt.objects.get().resident == city.wu
    assert REASON not in get(city, "wu", "/my/")


@pytest.mark.django_db
def test_the_button_is_for_officers(city: City, item: Item) -> None:
    first = small.sent(city, "city", "luo", who=(Who.OFFICER, Who.CLERK), asks=Asks.KNOW)
    for path in (f"/book/items/{item.code}/", f"/notices/to-me/{first}/"):
        assert "发给我的联户" in get(city, "shen", path)
        assert "发给我的联户" not in get(city, "he", path)
    assert "发给我的联户" not in get(city, "wu", f"/book/items/{item.code}/")


@pytest.mark.django_db
def test_its_pages_ask_few_questions(
    city: City, item: Item, django_assert_num_queries: Any
) -> None:
    send_on(city, sending_on.of_item(item), households=[home(city, "wu"), home(city, "zheng")])
    mine = Notice.objects.get().pk
    first = small.sent(city, "village", "he", asks=Asks.KNOW)
    send_on(city, sending_on.of_notice(small.newest(first)), households=[home(city, "zheng")])
    about = Notice.objects.get(about=first).pk
    shen, wu, zheng = (sign_in(city.people[who]) for who in ("shen", "wu", "zheng"))
    with clock.fixed(at(10)):
        for client, path, queries in (
            # Its forms, and whether one asks there for oneself, besides what may be sent on.
            (shen, f"/book/items/{item.code}/", 8),
            (shen, f"/notices/send-on/{item.code}/", 10),
            (shen, f"/notices/send-on/{item.code}/?choose=1", 12),
            (wu, "/my/", 14),
            # Of the book: whether a policy has offered it to the household.
            (wu, f"/notices/to-me/{mine}/", 18),
            (zheng, "/my/", 15),
            (zheng, f"/notices/to-me/{about}/", 17),
            (shen, f"/notices/to-me/{first}/", 17),
        ):
            with django_assert_num_queries(queries):
                client.get(path)
