"""What an asker does with an own matter, and what its page says in every state."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import pytest
from django.test import Client

from lianhu.cases import jobs, rules, services
from lianhu.cases.models import Attachment, Case
from lianhu.inbox.models import Item
from lianhu.kernel import clock
from tests.cast import MONDAY, City, act, ask, at, climb, make_city, sign_in
from tests.pages import text_of
from tests.photos import jpeg, upload

pytestmark = pytest.mark.django_db

MATTER = rules.CaseClass.MATTER
REPAIR = rules.CaseClass.REPAIR


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@contextmanager
def phone_of(city: City, who: str, now: datetime) -> Iterator[Client]:
    with clock.fixed(now):
        yield sign_in(city.people[who])


def page_of(city: City, case: Case, now: datetime, who: str = "wu") -> str:
    with phone_of(city, who, now) as client:
        return text_of(client.get(f"/my/{case.number}/"))


def asked_back(city: City, now: datetime, words: str = "出院小结在手里吗?") -> Case:
    case = ask(city.wu, at(9), case_class=REPAIR)
    return act(case, rules.AskResident(city.shen.pk, city.desks["beat"].pk, words), now)


def visited(city: City) -> Case:
    case = ask(city.wu, at(9), "腿摔了,没人买菜", case_class=MATTER)
    beat, yan = city.desks["beat"].pk, city.people["yan"].pk
    act(case, rules.PublishNeed(city.shen.pk, beat, "一位老人需要人买菜", agreed=True), at(9, 1))
    act(case, rules.TakeUp(yan, city.desks["beat3"].pk), at(9, 2))
    return act(case, rules.Visited(yan, "买了一周的菜"), at(11))


def together(city: City, now: datetime) -> tuple[Case, Case]:
    """Wu's question is handled with Zheng's at the village."""
    first, second = (
        climb(city, ask(who, at(9), "停水了"), "village", at(9, 1)) for who in (city.zheng, city.wu)
    )
    services.merge(
        second.pk,
        first.pk,
        actor=city.he.pk,
        desk=city.desks["village"].pk,
        seq=second.seq,
        into_seq=first.seq,
        now=now,
    )
    second.refresh_from_db()
    first.refresh_from_db()
    return first, second


# A desk asks


def test_what_is_asked_stands_above_everything_else_with_its_form(city: City) -> None:
    case = asked_back(city, at(9, 5))

    with phone_of(city, "wu", at(9, 6)) as wu:
        response = wu.get(f"/my/{case.number}/")

    page = text_of(response)
    order = ["等您补充", "出院小结在手里吗?", "您的回复", "现在在", "走到哪一步了"]
    assert sorted(order, key=page.index) == order
    assert "您的联户干部问您 今天 9:05" in page
    assert "您补充，等到5月18日 9:05；过了先按现有的情况接着办" in page
    assert f'formaction="/my/{case.number}/reply/"' in response.content.decode()


def test_a_reply_lets_it_go_on(city: City) -> None:
    case = asked_back(city, at(9, 5))
    assert Item.objects.filter(resident=city.wu, kind="reply", done_at=None).count() == 1

    with phone_of(city, "wu", at(10)) as wu:
        sent = {"seq": case.seq, "words": "在手里", "photos": upload(jpeg(), "IMG.jpg")}
        page = text_of(wu.post(f"/my/{case.number}/reply/", sent, follow=True))

    case.refresh_from_db()
    assert case.status == rules.Status.TAKEN
    assert "收到了，谢谢。经手的人接着办。" in page
    assert "您补充了 今天 10:00 在手里" in page
    assert "等您补充" not in page
    assert Attachment.objects.get().words.event.kind == rules.Kind.RESIDENT_REPLIED
    assert not Item.objects.filter(kind="reply", done_at=None).exists()


def test_photos_alone_are_a_reply_and_nothing_is_none(city: City) -> None:
    case = asked_back(city, at(9, 5))

    with phone_of(city, "wu", at(10)) as wu:
        nothing = wu.post(f"/my/{case.number}/reply/", {"seq": case.seq, "words": ""})
        sent = {"seq": case.seq, "words": "", "photos": upload(jpeg(), "IMG.jpg")}
        photo = wu.post(f"/my/{case.number}/reply/", sent)

    assert (nothing.status_code, photo.status_code) == (422, 302)
    assert "请写几个字" in text_of(nothing)


def test_a_reply_that_comes_too_late_is_kept_and_may_be_added(city: City) -> None:
    case = asked_back(city, at(9, 5))
    jobs.move_overdue(at(9, 6, day=MONDAY))

    with phone_of(city, "wu", at(9, 7, day=MONDAY)) as wu:
        response = wu.post(f"/my/{case.number}/reply/", {"seq": case.seq, "words": "在手里"})
        again = {"seq": case.seq + 1, "words": "在手里"}
        added = wu.post(f"/my/{case.number}/note/", again, follow=True)

    page = response.content.decode()
    assert response.status_code == 409
    assert "在手里</textarea>" in page
    assert "formaction" not in page  # it can be added now, not replied
    assert "没有等到您补充，先接着办。您还可以再补充。" in text_of(response)
    assert "您补充了一句" in text_of(added)


def test_while_it_waits_for_its_asker_nothing_is_late(city: City) -> None:
    case = ask(city.wu, at(9))
    act(case, rules.AskResident(city.shen.pk, city.desks["beat"].pk, "几楼?"), at(9, 5))

    page = page_of(city, case, at(11))

    assert "对不起" not in page
    assert "什么时候回您" not in page


def test_a_promise_broken_before_is_apologised_for_while_it_waits(city: City) -> None:
    case = climb(city, ask(city.wu, at(9)), "city", at(9, 1))
    act(case, rules.AskResident(city.luo.pk, city.desks["city"].pk, "几楼?"), at(10, 5))

    page = page_of(city, case, at(10, 6))

    assert "说好今天 10:00答复，没做到，对不起。您补充后，市联群办马上接着办。" in page


# Withdrawn


def test_withdrawing_is_asked_about_once_more(city: City) -> None:
    case = ask(city.wu, at(9))

    with phone_of(city, "wu", at(9, 1)) as wu:
        asked = text_of(wu.get(f"/my/{case.number}/withdraw/"))
        case.refresh_from_db()
        still = case.status
        sent = {"seq": case.seq, "words": "自己办好了"}
        page = text_of(wu.post(f"/my/{case.number}/withdraw/", sent, follow=True))
        later = wu.get(f"/my/{case.number}/withdraw/")

    case.refresh_from_db()
    assert "不问这件事了吗？" in asked
    assert "没有人再办这件事" in asked
    assert still == rules.Status.ASKED
    assert case.status == rules.Status.WITHDRAWN
    assert "没有人再办这件事了。想再问，随时重新问。" in page
    assert "您说不问了 今天 9:01 自己办好了" in page
    assert "再补充一句" not in page
    assert "问别的事" in page
    assert later.status_code == 302


def test_what_was_answered_meanwhile_is_not_withdrawn(city: City) -> None:
    case = ask(city.wu, at(9))
    seq = case.seq
    act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "可以"), at(9, 1))

    with phone_of(city, "wu", at(9, 2)) as wu:
        sent = {"seq": seq, "words": "自己办好了"}
        response = wu.post(f"/my/{case.number}/withdraw/", sent)

    assert response.status_code == 409
    assert "自己办好了</textarea>" in response.content.decode()


# In confidence


def test_it_is_kept_in_confidence_once_one_knows_what_that_brings(city: City) -> None:
    case = ask(city.wu, at(9))

    with phone_of(city, "wu", at(9, 1)) as wu:
        told = text_of(wu.get(f"/my/{case.number}/confidential/"))
        sent = {"seq": case.seq}
        page = text_of(wu.post(f"/my/{case.number}/confidential/", sent, follow=True))
        later = wu.get(f"/my/{case.number}/confidential/")

    case.refresh_from_db()
    assert "只有正在经手的人看得到" in told
    assert case.confidential
    assert "已为您保密：只有经手的人看得到。" in page
    assert "请为我保密" not in page
    assert later.status_code == 302


# What the page says


def test_an_extension_comes_with_its_reason(city: City) -> None:
    case = ask(city.wu, at(9), case_class=REPAIR)
    beat = city.desks["beat"].pk
    act(case, rules.Extend(city.shen.pk, beat, date(2026, 5, 21), "要等检定"), at(9, 5))

    assert "什么时候回您 已改到5月21日，原因：要等检定" in page_of(city, case, at(9, 6))
    late = page_of(city, case, at(17, 31, day=date(2026, 5, 21)))
    assert "说好今天 17:30答复，没做到，对不起。" in late


def test_the_reason_is_gone_with_the_promise_it_was_for(city: City) -> None:
    case = ask(city.wu, at(9), case_class=REPAIR)
    beat, shen = city.desks["beat"].pk, city.shen.pk
    act(case, rules.Extend(shen, beat, date(2026, 5, 21), "要等检定"), at(9, 5))
    act(case, rules.Answer(shen, beat, "好了"), at(9, 6))
    act(case, rules.Reopen(city.people["wu"].pk), at(9, 7))

    assert "什么时候回您 已改到" not in page_of(city, case, at(9, 8))


def test_handled_with_a_neighbours_it_shows_where_and_until_when(city: City) -> None:
    _, case = together(city, at(9, 2))

    with phone_of(city, "wu", at(9, 3)) as wu:
        response = wu.get(f"/my/{case.number}/")
        noted = wu.post(f"/my/{case.number}/note/", {"seq": case.seq, "words": "三楼"}, follow=True)

    page = text_of(response)
    assert "和邻居问的一起办" in page
    assert "现在在 石桥村 什么时候回您 今天10:00前" in page
    assert "郑玉兰" not in page
    assert "没解决" not in page
    assert "您补充了一句" in text_of(noted)


def test_handled_with_a_neighbours_it_is_apologised_for_too(city: City) -> None:
    first, case = together(city, at(9, 2))
    assert "对不起" not in page_of(city, case, at(9, 59))

    page = page_of(city, case, at(10))
    sorry = "说好今天 10:00答复，没做到，对不起。现在在石桥村，一有答复马上告诉您。"
    assert sorry in page

    extend = rules.Extend(city.he.pk, city.desks["village"].pk, MONDAY, "要等抢修")
    act(first, extend, at(10, 1))
    page = page_of(city, case, at(10, 2))
    assert "没做到，对不起。已请石桥村来办，最迟5月18日 17:30。" in page


def test_news_of_the_neighbours_matter_are_news_here(city: City) -> None:
    first, case = together(city, at(9, 2))
    with phone_of(city, "wu", at(9, 3)) as wu:
        known = {"HX-Request": "true", "If-None-Match": wu.get(f"/my/{case.number}/")["ETag"]}
        before = wu.get(f"/my/{case.number}/", headers=known)
        act(first, rules.PassUp(city.he.pk, city.desks["village"].pk), at(9, 3))
        after = wu.get(f"/my/{case.number}/", headers=known)

    assert (before.status_code, after.status_code) == (304, 200)
    assert "东柳社区" in text_of(after)


def test_who_was_helped_says_so(city: City) -> None:
    case = visited(city)

    with phone_of(city, "wu", at(11, 5)) as wu:
        page = text_of(wu.get(f"/my/{case.number}/"))
        wu.post(f"/my/{case.number}/helped/", {"seq": case.seq})
        after = text_of(wu.get(f"/my/{case.number}/"))

    case.refresh_from_db()
    assert page.index("帮到了吗？ 严冬青 今天 11:00 买了一周的菜") < page.index("现在在")
    assert "还没帮到？还差什么" in page
    assert case.status == rules.Status.SETTLED
    assert "您说帮忙的人来过了" in after
    assert "没解决，重新办" in after


def test_who_was_not_helped_yet_says_what_is_missing(city: City) -> None:
    case = visited(city)

    with phone_of(city, "wu", at(11, 5)) as wu:
        sent = {"seq": case.seq, "words": "药还没买"}
        page = text_of(wu.post(f"/my/{case.number}/note/", sent, follow=True))

    assert "药还没买" in page
    assert "帮到了吗？" in page


def test_silence_settles_it_for_now(city: City) -> None:
    case = ask(city.wu, at(9))
    act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "可以"), at(9, 1))
    page = page_of(city, case, at(9, 2))
    assert "到什么时候 过了5月22日先按办好了记下；没解决随时可以说" in page

    later = date(2026, 5, 22)
    jobs.close_silent(at(9, 1, day=later))
    page = page_of(city, case, at(10, day=later))

    assert "先按办好了记下 没再收到您的回音，先按办好了记下；没解决随时点“没解决”。" in page
    assert "解决了吗" not in page
    with phone_of(city, "wu", at(10, day=later)) as wu:
        case.refresh_from_db()
        wu.post(f"/my/{case.number}/reopen/", {"seq": case.seq, "words": "还不行"})
    case.refresh_from_db()
    assert case.status == rules.Status.ASKED


def test_who_asked_by_telephone_is_called(city: City) -> None:
    question = services.Question(
        city.wu, city.nodes["beat"], "社保卡丢了", door=rules.Door.PHONE, actor=city.shen.pk
    )
    case = services.ask(question, key="by telephone", now=at(9))
    act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "带身份证来"), at(9, 1))
    page = page_of(city, case, at(9, 2))
    assert "到什么时候 过了5月22日，我们打电话问问您" in page

    later = date(2026, 5, 22)
    jobs.close_silent(at(9, 1, day=later))
    assert "打电话问您 5月22日打电话问问您办得怎么样" in page_of(city, case, at(9, 2, day=later))


def test_what_is_done_on_ones_behalf_says_when_one_is_called(city: City) -> None:
    case = ask(city.wu, at(9), case_class=MATTER)
    beat = city.desks["beat"].pk
    act(case, rules.OnBehalf(city.shen.pk, beat, "已替您备案", MONDAY), at(9, 5))

    page = page_of(city, case, at(9, 6))

    assert "正在帮您办" not in page  # the page says who and until when instead
    assert "打电话问您 5月18日打电话问问您办得怎么样" in page


def test_a_matter_about_the_officer_never_names_the_officer(city: City) -> None:
    question = services.Question(
        city.wu,
        city.nodes["beat"],
        "沈干部态度不好",
        case_class=rules.CaseClass.COMPLAINT,
        about=city.shen.pk,
    )
    case = services.ask(question, key="about", now=at(9))

    page = page_of(city, case, at(9, 1))

    assert "现在在 另一位联户干部" in page  # her backup
    assert "谁来办 童谷雨" in page
    assert "沈小满" not in page
    assert "您的联户干部" not in page


@pytest.mark.parametrize(
    ("state", "filled"),
    [("asked", 0), ("waiting", 1), ("answered", 1), ("visited", 1), ("merged", 0), ("done", 0)],
)
def test_a_page_has_one_filled_button_at_most(city: City, state: str, filled: int) -> None:
    match state:
        case "asked":
            case = ask(city.wu, at(9))
        case "waiting":
            case = asked_back(city, at(9, 5))
        case "visited":
            case = visited(city)
        case "merged":
            _, case = together(city, at(9, 2))
        case _:
            case = ask(city.wu, at(9))
            act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "可以"), at(9, 1))
            if state == "done":
                act(case, rules.Confirm(city.people["wu"].pk), at(9, 2))
    with phone_of(city, "wu", at(11, 5)) as wu:
        page = wu.get(f"/my/{case.number}/").content.decode()
        shown = re.sub(r"<div class=\"lh-bar\" id=\"bar\" hidden>.*?</div>", "", page, flags=re.S)

    assert shown.count("weui-btn_primary") == filled
    assert "不收费" in page


def test_the_pages_ask_few_questions(city: City, django_assert_num_queries) -> None:
    waiting = asked_back(city, at(9, 5))
    _, merged = together(city, at(9, 2))
    with phone_of(city, "wu", at(9, 6)) as wu:
        with django_assert_num_queries(9):
            wu.get(f"/my/{waiting.number}/")
        with django_assert_num_queries(10):
            wu.get(f"/my/{merged.number}/")
        with django_assert_num_queries(5):
            wu.get(f"/my/{merged.number}/withdraw/")


def test_others_can_do_none_of_it(city: City) -> None:
    case = asked_back(city, at(9, 5))
    with phone_of(city, "daughter", at(9, 6)) as daughter:
        for deed in ("reply", "helped", "withdraw", "confidential"):
            sent = {"seq": case.seq, "words": "插一句"}
            assert daughter.post(f"/my/{case.number}/{deed}/", sent).status_code == 404
        for page in ("withdraw", "confidential"):
            assert daughter.get(f"/my/{case.number}/{page}/").status_code == 404
    case.refresh_from_db()
    assert (case.status, case.seq) == (rules.Status.WAITING, 3)
