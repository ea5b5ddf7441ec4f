"""An officer answers on the phone; the roster above may help; desks that it passed only read."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation
from playwright.sync_api import Page, expect

from lianhu.cases import rules
from lianhu.cases.models import Case, Event
from lianhu.kernel import clock
from lianhu.privacy.models import Look
from tests.cast import QUESTION, City, act, ask, at, climb, make_city, sign_in
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

ANSWER = "可以报销,带齐材料到窗口。"


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def case(city: City) -> Case:
    return ask(city.wu, at(14, 33))


@pytest.fixture
def shen(city: City, case: Case) -> Iterator[Client]:
    """The officer's phone, three minutes after Wu asked."""
    with clock.fixed(at(14, 36)):
        yield sign_in(city.shen)


def passed_up(city: City, case: Case) -> Case:
    return act(case, rules.PassUp(city.shen.pk, city.desks["beat"].pk), at(14, 35))


# One case in one screen


def test_the_case_stands_in_one_screen(case: Case, shen: Client) -> None:
    page = text_of(shen.get(f"/cases/{case.number}/"))

    assert "在您这儿 14:48前" in page
    assert QUESTION.rstrip("?") in page
    assert "吴长青 石桥村12号 3口人" in page
    assert "上报石桥村" in page
    assert "写答复" in page


def test_it_can_be_called_about(city: City, case: Case, shen: Client) -> None:
    page = shen.get(f"/cases/{case.number}/").content.decode()

    assert f'href="tel:{city.wu.phone}"' in page
    assert 'aria-label="打电话给吴长青"' in page


def test_reading_it_is_one_look(city: City, case: Case, shen: Client) -> None:
    shen.get(f"/cases/{case.number}/")

    look = Look.objects.get()
    assert (look.actor, look.verb, look.purpose) == (city.shen, Look.Verb.CASE, case.number)
    assert (look.resident, look.household) == (city.wu.pk, None)
    assert look.desk == city.desks["beat"].pk
    assert look.at == at(14, 36)


def test_long_words_are_told_once(city: City, shen: Client) -> None:
    long = ask(
        city.zheng, at(14, 34), "我妈满80了,补贴咋领?\n\n她走不动,\n要不要到场?" + "很长" * 900
    )

    page = shen.get(f"/cases/{long.number}/").content.decode()

    body = page.partition("<body")[2]
    assert body.count("我妈满80了,补贴咋领?") == 1
    assert "她走不动,<br>要不要到场?" in body
    assert "很长" * 900 in body


# Three taps to an answer


def test_three_taps_from_the_inbox_to_an_answer(city: City, case: Case, shen: Client) -> None:
    assert f'href="/cases/{case.number}/"' in shen.get("/inbox/").content.decode()
    assert f'href="/cases/{case.number}/answer/"' in (
        shen.get(f"/cases/{case.number}/").content.decode()
    )
    composer = shen.get(f"/cases/{case.number}/answer/")
    assert "答复吴长青" in text_of(composer)
    sent = {"seq": 1, "words": ANSWER, "papers": "医保卡\n出院小结 - 要盖章的"}

    response = shen.post(f"/cases/{case.number}/answer/", sent, follow=True)

    assert response.redirect_chain == [("/inbox/", 302)]
    assert "已答复，送到群众手里了" in text_of(response)
    assert "没有待办，安心忙您的" in text_of(response)
    case.refresh_from_db()
    assert case.status == rules.Status.ANSWERED
    with clock.fixed(at(14, 40)):
        page = text_of(sign_in(city.people["wu"]).get(f"/my/{case.number}/"))
    assert ANSWER in page
    assert "出院小结 要盖章的" in page


def test_an_empty_answer_is_no_answer(case: Case, shen: Client) -> None:
    response = shen.post(
        f"/cases/{case.number}/answer/", {"seq": 1, "words": "\u200b", "papers": "医保卡"}
    )

    assert response.status_code == 422
    assert "请写几个字" in text_of(response)
    assert "医保卡</textarea>" in response.content.decode()


def test_a_faster_colleague_leaves_the_words(city: City, case: Case, shen: Client) -> None:
    act(case, rules.Take(city.people["tong"].pk, city.desks["beat"].pk), at(14, 36))

    response = shen.post(f"/cases/{case.number}/answer/", {"seq": 1, "words": ANSWER})

    page = response.content.decode()
    assert response.status_code == 409
    assert "您写的内容还在" in text_of(response)
    assert f"{ANSWER}</textarea>" in page
    assert 'name="seq" value="2"' in page
    again = shen.post(f"/cases/{case.number}/answer/", {"seq": 2, "words": ANSWER})
    assert again.status_code == 302


def test_a_case_that_moved_on_leaves_the_words(city: City, case: Case, shen: Client) -> None:
    passed_up(city, case)

    response = shen.post(f"/cases/{case.number}/answer/", {"seq": 1, "words": ANSWER})

    assert response.status_code == 409
    assert "刚转到别处去了" in text_of(response)
    assert "没有发出。您写的内容还在" in text_of(response)
    assert f"readonly>{ANSWER}</textarea>" in response.content.decode()
    assert "吴长青" not in text_of(response)
    assert not Event.objects.filter(case=case, kind=rules.Kind.ANSWERED).exists()


# Taking, passing up, noting, doing it


def test_taking_it_is_seen_by_the_asker(city: City, case: Case, shen: Client) -> None:
    response = shen.post(f"/cases/{case.number}/take/", {"seq": 1}, follow=True)

    assert "已签收，由您办理" in text_of(response)
    assert f'action="/cases/{case.number}/take/"' not in response.content.decode()
    with clock.fixed(at(14, 37)):
        assert "谁在办 沈小满" in text_of(sign_in(city.people["wu"]).get(f"/my/{case.number}/"))


def test_passing_up_takes_the_findings_along(city: City, case: Case, shen: Client) -> None:
    sent = {"seq": 1, "words": "问清了:没备案"}

    response = shen.post(f"/cases/{case.number}/pass-up/", sent, follow=True)

    page = text_of(response)
    assert "已上报" in page
    assert "石桥村第1联户网格沈小满上报石桥村 问清了:没备案" in page
    assert "已经不在您这儿了：可以看，不能办" in page


def test_passing_up_needs_no_words(case: Case, shen: Client) -> None:
    response = shen.post(f"/cases/{case.number}/pass-up/", {"seq": 1})

    assert response.status_code == 302


def test_the_top_has_no_way_up(city: City) -> None:
    case = climb(city, ask(city.wu, at(14, 33)), "city", at(14, 35))
    with clock.fixed(at(14, 36)):
        luo = sign_in(city.luo)
        assert "上报" not in text_of(luo.get(f"/cases/{case.number}/")).partition("办理经过")[0]

        response = luo.post(f"/cases/{case.number}/pass-up/", {"seq": case.seq, "words": "请看"})

    assert response.status_code == 422
    assert "已经是最高一级" in text_of(response)
    assert "请看" in response.content.decode()


def test_a_note_is_kept(case: Case, shen: Client) -> None:
    sent = {"seq": 1, "words": "电话没人接"}

    page = text_of(shen.post(f"/cases/{case.number}/note/", sent, follow=True))

    assert "已记下" in page
    assert "电话没人接" in page


def test_done_for_the_resident_with_a_day_to_ask(city: City, case: Case, shen: Client) -> None:
    act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, ANSWER, ()), at(14, 35))
    case.refresh_from_db()
    sent = {"seq": case.seq, "words": "替他交了材料", "follow_up_on": "2026-05-18"}

    page = text_of(shen.post(f"/cases/{case.number}/on-behalf/", sent, follow=True))

    assert "替他交了材料" in page
    assert "5月18日回访" in page
    case.refresh_from_db()
    asked = {"seq": case.seq, "words": "都好"}
    assert shen.post(f"/cases/{case.number}/follow-up/", asked).status_code == 302
    case.refresh_from_db()
    assert case.follow_up_on is None


def test_a_day_that_is_over_is_refused(city: City, case: Case, shen: Client) -> None:
    sent = {"seq": 1, "words": "办了", "follow_up_on": "2026-05-14"}

    response = shen.post(f"/cases/{case.number}/on-behalf/", sent)

    assert response.status_code == 422
    assert "日期要在今天或以后" in text_of(response)
    assert 'value="2026-05-14"' in response.content.decode()


@pytest.mark.parametrize("deed", ["take", "pass-up", "note", "on-behalf", "follow-up"])
def test_acts_are_posted(case: Case, shen: Client, deed: str) -> None:
    assert shen.get(f"/cases/{case.number}/{deed}/").status_code == 405


# Who else sees what


def test_the_roster_helps_from_minute_8(city: City, case: Case) -> None:
    he = sign_in(city.he)
    with clock.fixed(at(14, 40, 59)):
        assert he.get(f"/cases/{case.number}/").status_code == 404
    with clock.fixed(at(14, 41)):
        shared = he.get(f"/cases/{case.number}/")
        assert QUESTION.rstrip("?") in text_of(shared)
        for told in ("吴长青", "石桥村12号", city.wu.phone):
            assert told not in shared.content.decode()
        assert not Look.objects.exists()

        page = text_of(he.post(f"/cases/{case.number}/take/", {"seq": 1}, follow=True))

    assert "吴长青" in page
    assert "石桥村12号" not in page  # a name to answer to is enough above the beat
    assert Look.objects.get().actor == city.he


@pytest.mark.parametrize("deed", ["answer", "pass-up", "note"])
def test_before_taking_it_the_roster_does_nothing_else(city: City, case: Case, deed: str) -> None:
    with clock.fixed(at(14, 42)):
        he = sign_in(city.he)
        response = he.post(f"/cases/{case.number}/{deed}/", {"seq": 1, "words": "我来"})

    assert response.status_code in (403, 422)
    assert "吴长青" not in text_of(response)
    assert Event.objects.filter(case=case).count() == 1


def test_desks_that_it_passed_only_read(city: City, case: Case, shen: Client) -> None:
    passed_up(city, case)

    page = shen.get(f"/cases/{case.number}/")

    assert QUESTION.rstrip("?") in text_of(page)
    assert "群众提出" in text_of(page)
    for told in ("吴长青", "石桥村12号", city.wu.phone):
        assert told not in page.content.decode()
    assert "<form" not in page.content.decode().partition("<footer")[0]
    assert not Look.objects.exists()


@pytest.mark.parametrize("person", ["yan", "bo", "ma", "luo", "gu", "wu", "zheng"])
def test_strangers_find_nothing(city: City, case: Case, person: str) -> None:
    with clock.fixed(at(14, 42)):
        client = sign_in(city.people[person])
        assert client.get(f"/cases/{case.number}/").status_code == 404
        for deed in ("take", "answer", "pass-up", "note", "on-behalf", "follow-up"):
            sent = {"seq": 1, "words": "我来"}
            assert client.post(f"/cases/{case.number}/{deed}/", sent).status_code == 404
    assert not Look.objects.exists()


def test_a_supervisor_is_sent_to_the_facts(city: City, case: Case) -> None:
    with clock.fixed(at(14, 36)):
        qin = sign_in(city.people["qin"])
        response = qin.get(f"/cases/{case.number}/")
        assert qin.post(f"/cases/{case.number}/take/", {"seq": 1}).status_code == 403

    assert (response.status_code, response["Location"]) == (302, f"/watch/cases/{case.number}/")


def test_numbers_are_understood_as_people_write_them(case: Case, shen: Client) -> None:
    spoken = case.number.lower().replace("-", "")

    assert shen.get(f"/cases/{spoken}/").status_code == 200


# Both languages, few queries


def test_it_speaks_english(case: Case, shen: Client) -> None:
    with translation.override("en"):
        page = text_of(shen.get(f"/cases/{case.number}/", headers={"Accept-Language": "en"}))

    assert "With you" in page
    assert "Pass up to Shiqiao Village" in page
    assert "Wu Changqing" in page


def test_the_pages_ask_few_questions(
    city: City, case: Case, shen: Client, django_assert_num_queries
) -> None:
    with django_assert_num_queries(13):  # one of them records the look
        shen.get(f"/cases/{case.number}/")
    with django_assert_num_queries(14):
        shen.get(f"/cases/{case.number}/answer/")
    passed_up(city, case)
    with django_assert_num_queries(11):
        shen.get(f"/cases/{case.number}/")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("javascript", [True, False])
def test_an_officer_answers_in_three_taps(
    city: City, case: Case, open_page, live_server, javascript: bool
) -> None:
    with clock.fixed(at(14, 36)):
        page: Page = open_page(size=(390, 844), java_script_enabled=javascript)
        session = sign_in(city.shen).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto("/inbox/")
        page.get_by_role("link", name="我退休了").click()
        page.get_by_role("link", name="写答复").click()
        page.get_by_label("您的答复").fill(ANSWER)
        page.get_by_role("button", name="发给吴长青").click()

        expect(page.get_by_text("已答复，送到群众手里了")).to_be_visible()
    case.refresh_from_db()
    assert case.status == rules.Status.ANSWERED
