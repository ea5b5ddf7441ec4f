"""A resident sees who has the matter and until when, and says whether it helped."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import translation
from playwright.sync_api import Page, expect

from lianhu.cases import jobs, rules
from lianhu.cases.models import Case, Event
from lianhu.grid.models import CalendarDay, Duty
from lianhu.kernel import clock
from tests.cast import (
    FRIDAY,
    MONDAY,
    City,
    act,
    ask,
    at,
    climb,
    make_city,
    sign_in,
)
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def wu(city: City) -> Iterator[Client]:
    """Wu's phone, on a Friday at 14:33."""
    with clock.fixed(at(14, 33)):
        yield sign_in(city.people["wu"])


def answered(city: City, asked_at: datetime, minutes: int = 10) -> Case:
    case = ask(city.wu, asked_at)
    desk = city.desks["beat"].pk
    papers = ({"title": "医保卡", "note": "电子的也行"},)
    command = rules.Answer(city.shen.pk, desk, "可以报销,带齐材料。", papers)
    return act(case, command, asked_at + timedelta(minutes=minutes))


# My matters


def test_an_empty_list_says_what_to_do(wu: Client) -> None:
    assert "还没问过 有事按“我要问”" in text_of(wu.get("/my/"))


def test_matters_stand_with_plain_words(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14, 33))
    assert "已收到" in text_of(wu.get("/my/"))

    act(case, rules.Take(city.shen.pk, city.desks["beat"].pk), at(14, 35))
    assert "正在办，现在由沈小满负责" in text_of(wu.get("/my/"))


def test_others_matters_are_not_there(city: City, wu: Client) -> None:
    case = ask(city.zheng, at(14, 33), "郑家的事")

    assert "郑家的事" not in text_of(wu.get("/my/"))
    assert wu.get(f"/my/{case.number}/").status_code == 404


def test_a_household_is_not_its_member(city: City) -> None:
    case = ask(city.wu, at(14, 33))
    daughter = sign_in(city.people["daughter"])

    assert daughter.get(f"/my/{case.number}/").status_code == 404
    for deed in ("note", "confirm", "reopen"):
        sent = {"seq": case.seq, "words": "插一句"}
        assert daughter.post(f"/my/{case.number}/{deed}/", sent).status_code == 404
    assert Event.objects.filter(case=case).count() == 1


# One matter


def test_where_who_and_until_when_come_first(city: City) -> None:
    case = climb(city, ask(city.wu, at(14, 33)), "city", at(14, 40))
    desks = city.desks
    act(case, rules.Consult(city.luo.pk, desks["city"].pk, desks["insurance"].pk, "问"), at(14, 51))

    with clock.fixed(at(14, 52)):
        page = text_of(sign_in(city.people["wu"]).get(f"/my/{case.number}/"))

    assert "现在在 市联群办" in page
    assert "谁在办 罗知微" in page
    assert "在等什么 医疗保险科答复，今天15:11前" in page
    assert "什么时候回您 今天15:33前" in page
    assert page.index("现在在") < page.index("走到哪一步了")


def test_residents_never_read_the_words_of_offices(city: City) -> None:
    case = ask(city.wu, at(14, 33))
    act(case, rules.Take(city.shen.pk, city.desks["beat"].pk), at(14, 34))
    climb(city, case, "village", at(14, 36))
    act(case, rules.Return(city.he.pk, city.desks["village"].pk, "请先问清"), at(14, 38))
    paths = ["/ask/", "/my/", f"/my/{case.number}/", f"/my/{answered(city, at(14, 20)).number}/"]
    for now in (at(14, 40), at(14, 59), at(20)):
        jobs.move_overdue(now)
        with clock.fixed(now):
            client = sign_in(city.people["wu"])
            pages = [text_of(client.get(path)) for path in paths]
        for word in ("工单", "网格", "上报", "节点", "会办"):
            assert [page for page in pages if word in page] == []


def test_why_desks_return_it_stays_between_them(city: City, wu: Client) -> None:
    case = climb(city, ask(city.wu, at(14, 20)), "village", at(14, 25))
    desk = city.desks["village"].pk
    act(case, rules.Note(city.he.pk, desk, "村里的备忘"), at(14, 28))
    act(case, rules.Return(city.he.pk, desk, "没问清就上报"), at(14, 30))

    page = text_of(wu.get(f"/my/{case.number}/"))

    assert "请您的联户干部接着办" in page
    assert "没问清就上报" not in page
    assert "村里的备忘" not in page


def test_the_answer_comes_with_papers_to_tick(city: City, wu: Client) -> None:
    case = answered(city, at(14, 20))

    response = wu.get(f"/my/{case.number}/")

    page = text_of(response)
    assert "已答复，请看 一共 10 分钟" in page
    assert "沈小满的答复 您的联户干部" in page
    assert "医保卡 电子的也行" in page
    assert 'type="checkbox"' in response.content.decode()
    assert "解决了吗？愿意才说" in page


def test_markup_and_emoji_are_only_words(city: City, wu: Client) -> None:
    words = "<script>alert(\"x\")</script> 😀👨‍👩‍👧 <b>粗</b> & '单引号'"
    case = ask(city.wu, at(14, 33), words)

    page = wu.get(f"/my/{case.number}/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; 😀👨‍👩‍👧" in page


def test_after_hours_says_when_and_who(city: City) -> None:
    asked_at = at(17, 40, day=MONDAY - timedelta(days=4))  # a Thursday
    case = ask(city.wu, asked_at)

    with clock.fixed(asked_at):
        page = text_of(sign_in(city.people["wu"]).get(f"/my/{case.number}/"))

    assert f"收到了，编号{case.number}" in page
    assert "现在已下班，明天 8:30由您的联户干部先看，9:30前给您答复" in page
    assert "急事请打120、119、110；12345全天有人接" in page
    assert "下面几条" not in page


def test_late_says_sorry_and_the_new_time(city: City) -> None:
    case = ask(city.wu, at(13, 30))
    for hour, minute in ((13, 45), (13, 50), (13, 55), (14, 0)):
        jobs.move_overdue(at(hour, minute))
    act(case, rules.Take(city.luo.pk, city.desks["city"].pk), at(14, 5))
    desks = city.desks
    consult = rules.Consult(city.luo.pk, desks["city"].pk, desks["insurance"].pk, "问")
    act(case, consult, at(14, 9))
    jobs.move_overdue(at(14, 30))

    with clock.fixed(at(14, 31)):
        page = text_of(sign_in(city.people["wu"]).get(f"/my/{case.number}/"))

    assert "说好今天 14:30答复，没做到，对不起。已请市联群办来办，最迟今天 14:32。" in page
    assert "超过时间了，已转到市联群办，抱歉" in page


def test_late_without_a_new_time_promises_none(city: City) -> None:
    case = climb(city, ask(city.wu, at(13, 30)), "city", at(13, 31))
    for minute in (31, 41, 59):
        jobs.move_overdue(at(14, minute))

    with clock.fixed(at(15)):
        page = text_of(sign_in(city.people["wu"]).get(f"/my/{case.number}/"))

    assert "没做到，对不起。现在在市联群办，已经请管督办的人过问。" in page
    assert "最迟" not in page


def test_an_unmanned_beat_is_said_plainly(city: City, wu: Client) -> None:
    Duty.objects.filter(desk=city.desks["beat"]).delete()
    case = ask(city.wu, at(14, 33))

    assert "直接交给了石桥村" in text_of(wu.get(f"/my/{case.number}/"))


def test_a_day_off_is_no_opening_hour(city: City) -> None:
    CalendarDay.objects.create(day=FRIDAY, kind="rest")
    case = ask(city.wu, at(9))

    with clock.fixed(at(9, 1)):
        page = text_of(sign_in(city.people["wu"]).get(f"/my/{case.number}/"))

    assert "5月18日 8:30由您的联户干部先看" in page


# Adding a word, solved, not solved


def test_a_word_is_added(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14, 33))

    response = wu.post(f"/my/{case.number}/note/", {"seq": 1, "words": "已经出院了"}, follow=True)

    assert "您补充了一句" in text_of(response)
    assert "已经出院了" in text_of(response)


def test_an_empty_word_stays_on_the_page(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14, 33))

    response = wu.post(f"/my/{case.number}/note/", {"seq": 1, "words": " "})

    assert response.status_code == 422
    assert "请写几个字" in text_of(response)


def test_a_word_that_comes_late_is_kept(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14, 33))
    act(case, rules.Take(city.shen.pk, city.desks["beat"].pk), at(14, 33))

    response = wu.post(f"/my/{case.number}/note/", {"seq": 1, "words": "已经出院了"})

    page = response.content.decode()
    assert response.status_code == 409
    assert "已经出院了</textarea>" in page
    assert 'name="seq" id="more-seq" value="2"' in page
    assert wu.post(f"/my/{case.number}/note/", {"seq": 2, "words": "已经出院了"}).status_code == 302


def test_solved_settles_it(city: City, wu: Client) -> None:
    case = answered(city, at(14, 20))

    response = wu.post(f"/my/{case.number}/confirm/", {"seq": case.seq}, follow=True)

    case.refresh_from_db()
    assert case.status == rules.Status.SETTLED
    assert "您说解决了" in text_of(response)
    assert "愿意才说" not in text_of(response)


def test_not_solved_is_handled_again(city: City, wu: Client) -> None:
    case = answered(city, at(14, 20))
    sent = {"seq": case.seq, "words": "窗口说不行"}

    response = wu.post(f"/my/{case.number}/reopen/", sent, follow=True)

    case.refresh_from_db()
    assert case.reopened == 1
    assert "没解决，重新办" in text_of(response)
    assert "窗口说不行" in text_of(response)
    assert "沈小满的答复" in text_of(response)  # the first answer stays readable


def test_solving_what_is_open_is_refused(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14, 33))

    response = wu.post(f"/my/{case.number}/confirm/", {"seq": 1})

    assert response.status_code == 422
    assert "现在办不了这一步" in text_of(response)


@pytest.mark.parametrize("deed", ["note", "confirm", "reopen"])
def test_acts_are_posted(city: City, wu: Client, deed: str) -> None:
    case = ask(city.wu, at(14, 33))

    assert wu.get(f"/my/{case.number}/{deed}/").status_code == 405
    assert Client().get(f"/my/{case.number}/{deed}/").status_code == 302  # to sign in


# News by themselves


def test_the_changing_part_comes_alone(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14, 33))

    page = wu.get(f"/my/{case.number}/", headers={"HX-Request": "true"})

    assert page.status_code == 200
    assert "<html" not in page.content.decode()
    assert "<textarea" not in page.content.decode()  # what somebody types is not replaced
    assert "HX-Request" in page["Vary"]


def test_no_news_is_304(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14, 33))
    known = {"HX-Request": "true", "If-None-Match": wu.get(f"/my/{case.number}/")["ETag"]}

    assert wu.get(f"/my/{case.number}/", headers=known).status_code == 304

    act(case, rules.Take(city.shen.pk, city.desks["beat"].pk), at(14, 33))
    news = wu.get(f"/my/{case.number}/", headers=known)
    assert news.status_code == 200
    assert news["ETag"] != known["If-None-Match"]


def test_a_page_in_another_language_is_news(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14, 33))
    known = {"HX-Request": "true", "If-None-Match": wu.get(f"/my/{case.number}/")["ETag"]}

    english = wu.get(f"/my/{case.number}/", headers=known | {"Accept-Language": "en"})

    assert english.status_code == 200
    assert "You asked" in text_of(english)


# Both languages, few queries


def test_it_speaks_english(city: City) -> None:
    case = answered(city, at(14, 20))
    with clock.fixed(at(14, 33)), translation.override("en"):
        client = sign_in(city.people["wu"])
        page = text_of(client.get(f"/my/{case.number}/", headers={"Accept-Language": "en"}))

    assert "Answered, please read 10 min in all, answered by your contact officer" in page
    assert "Did it help? Only if you like to say" in page


def test_the_pages_ask_few_questions(city: City, wu: Client, django_assert_num_queries) -> None:
    fresh = ask(city.wu, at(14, 33))
    case = answered(city, at(14, 10))
    for _ in range(3):
        ask(city.wu, at(14, 33), f"再问一句{_}")

    with django_assert_num_queries(11):
        wu.get("/ask/")
    with django_assert_num_queries(11):
        wu.get("/my/")
    with django_assert_num_queries(11):
        wu.get(f"/my/{fresh.number}/")
    with django_assert_num_queries(8):
        wu.get(f"/my/{case.number}/")
    known = {"HX-Request": "true", "If-None-Match": wu.get(f"/my/{case.number}/")["ETag"]}
    with django_assert_num_queries(3):
        wu.get(f"/my/{case.number}/", headers=known)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_news_arrive_while_somebody_types(city: City, page: Page, live_server) -> None:
    case = ask(city.wu, at(14, 33))
    with clock.fixed(at(14, 35)):
        session = sign_in(city.people["wu"]).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.clock.install()
        page.goto(f"/my/{case.number}/")
        page.fill("#more-words", "我正在写")
        desk = city.desks["beat"].pk
        act(case, rules.Answer(city.shen.pk, desk, "可以,带医保卡。", ()), at(14, 35))
        page.clock.fast_forward(26_000)

        expect(page.get_by_role("heading", name="已答复，请看")).to_be_visible()
        expect(page.locator("#more-words")).to_have_value("我正在写")
        expect(page.locator("#more-words")).to_be_focused()
        expect(page.get_by_role("button", name="解决了", exact=True)).to_be_visible()

        # Its button now says what can be done with the words.
        page.get_by_role("button", name="没解决，重新办").click()
        expect(page.get_by_text("我正在写")).to_be_visible()
        expect(page.get_by_text("没解决，重新办")).to_be_visible()
