"""The pages: what it costs before it goes out, one card for whom it reaches, why they got it."""

from datetime import datetime
from typing import Any

import pytest
from django.test import override_settings

from lianhu.inbox.broadcasts.foreseeing import Foreseen
from lianhu.inbox.broadcasts.models import Broadcast, Receipt, Refusal
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.kernel import clock
from lianhu.notices import services
from lianhu.notices.models import Notice, Question, Version
from lianhu.notices.rules.sending import Audience, Code, Refused, Stage
from tests.cast import City, at, sign_in
from tests.notices import small
from tests.notices.pages import form, get, post
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def test_from_writing_to_sending_with_its_cost_in_view(city: City) -> None:
    response = post(city, "fang", "/notices/write/", form(city))
    notice = Notice.objects.get()
    assert response["Location"] == f"/notices/{notice.pk}/"

    page = get(city, "fang", f"/notices/{notice.pk}/")
    assert "柳溪镇的全体联户干部" in page
    assert "12分钟 3人 · 每人约4分钟" in page.replace(" 分钟", "分钟")
    assert "现在就提醒 3" in page
    assert "石桥村第1联户网格 石桥村第2联户网格 河西村第1联户网格" in page
    assert "时间放宽些，就不用马上提醒" in page
    assert not Broadcast.objects.exists()

    post(city, "fang", f"/notices/{notice.pk}/send/")
    page = get(city, "fang", f"/notices/{notice.pk}/")
    assert "已发出" in page
    assert "石桥村 石桥村第1联户网格" in page
    assert "沈小满" not in page


def test_a_cost_is_worked_out_once_for_a_text(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    notice, cost_of, asked = small.draft(city, "town", "fang"), services.cost_of, []

    def asks(row: Notice, version: Version, now: datetime) -> Foreseen:
        asked.append(version.pk)
        return cost_of(row, version, now)

    monkeypatch.setattr(services, "cost_of", asks)
    path = f"/notices/{notice}/"
    first = get(city, "fang", path)
    assert get(city, "fang", path) == first
    assert len(asked) == 1
    get(city, "fang", path, hour=10)
    assert len(asked) == 2
    seen = small.newest(notice).written_at.isoformat()
    data = form(city, seen=seen, minutes="9", due_at="2026-05-15T16:00")
    assert post(city, "fang", f"{path}change/", data, hour=10).status_code == 302
    assert "27分钟" in get(city, "fang", path, hour=10).replace(" ", "")
    assert len(asked) == 3


def test_what_is_wrong_with_a_form_is_said_and_nothing_is_lost(city: City) -> None:
    for facts, said in (
        ({"due_at": ""}, "请写什么时候前办好"),
        ({"due_at": "2026-05-14T09:00"}, "这个时间已经过了"),
        ({"where": []}, "请至少选一个地方"),
        ({"more": "石桥镇"}, "下辖没有叫“石桥镇”的地方"),
        ({"more": "第1联户网格"}, "不止一个"),
    ):
        response = post(city, "fang", "/notices/write/", form(city, **facts))
        assert response.status_code == 422
        assert said in text_of(response)
        assert small.BODY in text_of(response)
    response = post(city, "fang", "/notices/write/", form(city, body="11010519491231002X来领"))
    assert "里面有身份证号或银行卡号" in text_of(response)
    assert not Notice.objects.exists()


def test_places_by_name_and_without_what_lies_within_another(city: City) -> None:
    office = {"contact": str(city.desks["city"].pk)}
    data = form(city, where=[], more="石桥村、河西村", **office)
    post(city, "luo", "/notices/write/", data)
    assert Version.objects.get().meant_for.nodes == (
        city.nodes["village"].pk,
        city.nodes["village2"].pk,
    )
    data = form(city, key="another", more="石桥村", **office)
    post(city, "luo", "/notices/write/", data)
    assert Version.objects.latest("pk").meant_for.nodes == (city.nodes["town"].pk,)


def test_an_officer_writes_to_the_own_households(city: City) -> None:
    page = get(city, "shen", "/notices/write/")
    assert "发给您自己的联户" in page
    post(city, "shen", "/notices/write/", form(city, contact=str(city.desks["beat"].pk)))
    assert Version.objects.get().meant_for == Audience((Who.HOUSEHOLD,), (city.nodes["beat"].pk,))


def test_a_change_by_somebody_else_meanwhile_keeps_what_was_typed(city: City) -> None:
    notice = small.draft(city, "town", "fang")
    response = post(city, "fang", f"/notices/{notice}/change/", form(city, seen="before"))
    assert response.status_code == 409
    assert "刚有人改过" in text_of(response)
    assert small.newest(notice).minutes == 2
    # Sent once more, it is meant.
    seen = small.newest(notice).mark
    assert f'value="{seen}"' in response.text
    response = post(city, "fang", f"/notices/{notice}/change/", form(city, seen=seen))
    assert response.status_code == 302


def test_who_was_slower_by_a_moment_changes_nothing(city: City) -> None:
    """Both had seen the same text when their forms came."""
    notice = small.draft(city, "town", "fang")
    seen = small.newest(notice).mark
    first, second = (small.written(city, "town", title=title) for title in ("先改", "后改"))
    services.change(notice, first, by=city.people["fang"], now=at(9, 1), seen=seen)
    with pytest.raises(Refused) as refused:
        services.change(notice, second, by=city.people["fang"], now=at(9, 2), seen=seen)
    assert refused.value.code is Code.OTHER_TEXT
    assert small.newest(notice).title == "先改"
    services.send(notice, now=at(9, 3))
    sent = small.newest(notice).mark
    services.correct(notice, second, by=city.people["fang"], now=at(9, 4), seen=sent)
    with pytest.raises(Refused) as refused:
        services.correct(notice, first, by=city.people["fang"], now=at(9, 5), seen=sent)
    assert refused.value.code is Code.OTHER_STAGE


@override_settings(LIANHU_NOTICE_ALONE=2)
def test_a_second_person_looks_at_what_reaches_many(city: City) -> None:
    notice = small.draft(city, "town", "fang")
    assert "超过2，要另一位同事看过才发" in get(city, "fang", f"/notices/{notice}/")
    post(city, "fang", f"/notices/{notice}/send/")
    assert "通知请您复核：领取防汛沙袋" in get(city, "luo", "/inbox/")
    assert "等您复核" in get(city, "luo", "/notices/")

    response = post(city, "luo", f"/notices/{notice}/give-back/", {"why": ""})
    assert response.status_code == 422
    seen = {"seen": small.newest(notice).mark}
    post(city, "luo", f"/notices/{notice}/approve/", seen)
    assert small.newest(notice).stage == Stage.SENT
    assert "复核 罗知微" in get(city, "fang", f"/notices/{notice}/")


def test_one_card_from_several_senders_is_answered_once(city: City) -> None:
    same: dict[str, Any] = {"document": small.DOCUMENT, "asks": Asks.ACT}
    small.sent(city, "city", "luo", due_at=at(17), **same)
    last = small.sent(city, "town", "fang", due_at=at(16), **same)
    inbox = get(city, "shen", "/inbox/")
    assert inbox.count(small.TITLE) == 1
    assert "今天16:00前 市联群办、柳溪镇 2处发来，合成一张" in inbox

    page = get(city, "shen", f"/notices/to-me/{last}/")
    assert "2处发来，合成一张" in page
    assert "您是云禾市的联户干部 您是柳溪镇的联户干部" in page
    post(city, "shen", f"/notices/to-me/{last}/done/", hour=10)
    assert small.TITLE not in get(city, "shen", "/inbox/", hour=10)
    assert "您今天 10:00已回过" in get(city, "shen", f"/notices/to-me/{last}/", hour=11)


def test_a_household_reads_why_and_refuses_the_topic(city: City) -> None:
    topic = city.topics["water"]
    notice = small.sent(city, "village", "he", who=(Who.HOUSEHOLD,), topic=topic, asks=Asks.KNOW)
    assert "给您家的通知 领取防汛沙袋 石桥村" in get(city, "wu", "/my/")
    page = get(city, "wu", f"/notices/to-me/{notice}/")
    assert "为什么发给我 您家在石桥村" in page
    assert "这类消息不再发给我" in page
    assert Receipt.objects.get().resident == city.wu

    post(city, "wu", f"/notices/to-me/{notice}/refuse/")
    assert "供水科" in get(city, "wu", "/notices/refused/")
    assert sign_in(city.people["wu"]).get(f"/notices/to-me/{notice}/").status_code == 404
    post(city, "wu", "/notices/refused/", {"topic": str(topic.pk)})
    assert small.TITLE in get(city, "wu", f"/notices/to-me/{notice}/")


def test_with_a_card_the_topics_of_all_its_senders_are_refused(city: City) -> None:
    same: dict[str, Any] = {"document": small.DOCUMENT, "who": (Who.HOUSEHOLD,)}
    small.sent(city, "village", "he", topic=city.topics["water"], **same)
    small.sent(city, "community", "ma", topic=city.topics["insurance"], **same)
    last = small.sent(city, "town", "fang", **same)
    page = f"/notices/to-me/{last}/"
    assert "事项：供水科、医疗保险科" in get(city, "wu", page)

    post(city, "wu", f"{page}refuse/")
    both = [city.topics[name].pk for name in ("insurance", "water")]
    assert sorted(Refusal.objects.values_list("topic", flat=True)) == both
    # In the order in which they were refused.
    for topic, hour, shown in (
        ("insurance", 10, "供水科 重新发给我 医疗保险科"),
        ("water", 11, "医疗保险科 重新发给我 供水科"),
    ):
        Refusal.objects.filter(topic=city.topics[topic].pk).update(at=at(hour))
        assert shown in get(city, "wu", "/notices/refused/")


def test_what_is_corrected_and_withdrawn_says_so(city: City) -> None:
    notice = small.sent(city, "village", "he")
    get(city, "shen", f"/notices/to-me/{notice}/")
    data = form(
        city, asks="acknowledge", due_at="", why="时间写错了", body="改到三点。",
        where=[str(city.nodes["village"].pk)], contact=str(city.desks["village"].pk),
        seen=small.newest(notice).written_at.isoformat(),
    )  # fmt: skip
    assert post(city, "he", f"/notices/{notice}/correct/", data, hour=10).status_code == 302
    post(city, "he", f"/notices/{notice}/send/", hour=10)
    assert "更正：领取防汛沙袋" in get(city, "shen", "/inbox/", hour=10)
    page = get(city, "shen", f"/notices/to-me/{notice}/", hour=10)
    assert "这条更正了以前发的内容。 时间写错了" in page

    post(city, "he", f"/notices/{notice}/withdraw/", {"why": "不发了"}, hour=11)
    assert "已撤回：领取防汛沙袋" in get(city, "shen", "/inbox/", hour=11)
    page = get(city, "shen", f"/notices/to-me/{notice}/", hour=11)
    assert "这条已撤回，不作数了。 不发了" in page
    assert small.TITLE not in get(city, "shen", "/inbox/", hour=11)


def test_a_question_goes_to_who_answers_and_its_answer_comes_back(city: City) -> None:
    notice = small.sent(city, "village", "he", contact=city.desks["water"])
    path = f"/notices/to-me/{notice}/"
    assert post(city, "shen", f"{path}ask/", {"words": ""}).status_code == 422
    for _ in range(2):
        post(city, "shen", f"{path}ask/", {"words": small.QUESTION, "key": "k"})
    assert "还没答复" in get(city, "shen", path)
    question = Question.objects.get()
    assert "有人问：领取防汛沙袋" in get(city, "jiang", "/inbox/")
    assert small.QUESTION in get(city, "jiang", f"/notices/questions/{question.pk}/")

    for words in ("村里有两辆。", "没有。"):
        post(city, "jiang", f"/notices/questions/{question.pk}/", {"words": words}, hour=10)
    assert "有人问" not in get(city, "jiang", "/inbox/", hour=10)
    assert "已答复：领取防汛沙袋 村里有两辆。" in get(city, "shen", "/inbox/", hour=10)
    assert "村里有两辆。 江平" in get(city, "shen", path, hour=10)
    assert "已答复：领取防汛沙袋" not in get(city, "shen", "/inbox/", hour=10)


def test_a_draft_can_be_thrown_away_and_what_was_sent_cannot(city: City) -> None:
    draft, sent = small.draft(city, "village", "he"), small.sent(city, "village", "he")
    post(city, "he", f"/notices/{draft}/discard/")
    post(city, "he", f"/notices/{sent}/discard/")
    assert [row.pk for row in Notice.objects.all()] == [sent]


def test_lists_ask_few_questions(city: City, django_assert_num_queries) -> None:
    for n in range(3):
        small.sent(city, "village", "he", body=f"第{n}条", who=(Who.OFFICER, Who.HOUSEHOLD))
    small.waiting(city, "village", "he")
    he, ma, wu = (sign_in(city.people[who]) for who in ("he", "ma", "wu"))
    notice = Notice.objects.all()[0].pk
    with clock.fixed(at(9)):
        for client, path, queries in (
            (he, "/notices/", 6),
            (ma, "/notices/", 6),
            (he, f"/notices/{notice}/", 18),
            (wu, "/my/", 14),
        ):
            with django_assert_num_queries(queries):
                client.get(path)
