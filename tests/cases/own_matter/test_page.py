"""What the page of one's own matter says, state by state."""

import re
from datetime import date

import pytest

from lianhu.cases import jobs, rules, services
from tests.cases.own_matter.matters import (
    MATTER,
    REPAIR,
    asked_back,
    page_of,
    phone_of,
    together,
    visited,
)
from tests.cast import MONDAY, City, act, ask, at
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]


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
