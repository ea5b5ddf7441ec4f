"""A resident asks on the phone, follows the question, and says whether the answer helped."""

import re

import pytest
from playwright.sync_api import Page, expect

from lianhu.cases import rules
from lianhu.cases.models import Case
from tests.cast import MONDAY, QUESTION, act, ask
from tests.journeys.scene import Scene

pytestmark = pytest.mark.browser

IDENTITY_NUMBER = "11010519491231002X"
ANSWER = "可以报销,带齐材料。"
PAPERS = ({"title": "医保卡", "note": "电子的也行"}, {"title": "发票原件", "note": ""})


def answer(scene: Scene, case: Case, minute: int) -> None:
    beat = scene.city.desks["beat"].pk
    act(case, rules.Answer(scene.city.shen.pk, beat, ANSWER, PAPERS), scene.at(14, minute))


def news(page: Page) -> None:
    """What the page does every 25 seconds."""
    page.evaluate("htmx.trigger('#live', 'every')")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_asking_to_solved(scene: Scene, scripts: bool) -> None:
    page = scene.open("wu", "/", has_touch=True, java_script_enabled=scripts)

    # Two screens to ask: the list of one's matters, and the form.
    page.get_by_role("link", name="我要问").first.click()
    expect(page.get_by_text("沈小满 您的联户干部")).to_be_visible()
    page.get_by_label("您遇到了什么事").fill(QUESTION)
    page.get_by_role("button", name="发给沈小满").click()
    page.wait_for_url(re.compile("/my/LH-"))

    # Where, who, until when.
    case = Case.objects.get()
    where = page.get_by_role("region", name="您的联户干部")
    expect(where).to_contain_text("今天15:33前")
    expect(where).to_contain_text("沈小满")

    scene.at(14, 35)
    page.get_by_label("再补充一句").fill("出院小结已经有了")
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_role("status").first).to_contain_text("补充好了")
    expect(page.get_by_role("list").get_by_text("出院小结已经有了")).to_be_visible()

    answer(scene, case, 40)
    page.reload()
    expect(page.get_by_role("heading", name="已答复，请看")).to_be_visible()
    expect(page.get_by_text(ANSWER)).to_be_visible()
    card = page.get_by_label("医保卡")
    if scripts:
        card.check()
        page.reload()
        expect(card).to_be_checked()

    page.get_by_role("button", name="解决了", exact=True).click()
    expect(page.get_by_role("heading", name="办好了")).to_be_visible()
    case.refresh_from_db()
    assert case.status == rules.Status.SETTLED


def test_not_solved_goes_on(scene: Scene) -> None:
    case = ask(scene.city.wu, scene.now)
    answer(scene, case, 40)
    page = scene.open("wu", f"/my/{case.number}/")

    page.get_by_role("link", name="没解决").click()
    page.get_by_label("没解决？还差什么").fill("窗口说要备案表")
    page.get_by_role("button", name="没解决，重新办").click()

    expect(page.get_by_role("status").first).to_contain_text("已经重新办")
    expect(page.get_by_role("list").get_by_text("窗口说要备案表")).to_be_visible()
    case.refresh_from_db()
    assert (case.status, case.reopened) == (rules.Status.ASKED, 1)


def test_after_hours_it_is_said_who_reads_it_when(scene: Scene) -> None:
    scene.at(20, 15)
    page = scene.open("wu", "/ask/")
    expect(page.get_by_text("现在已下班")).to_be_visible()

    page.get_by_label("您遇到了什么事").fill(QUESTION)
    page.get_by_role("button", name="发给沈小满").click()
    page.wait_for_url(re.compile("/my/LH-"))

    case = Case.objects.get()
    told = page.locator(".lh-notice").filter(has_text=f"收到了，编号{case.number}")
    for words in ("现在已下班", "5月18日", "8:30", "12345全天有人接"):
        expect(told).to_contain_text(words)

    scene.at(8, 31, day=MONDAY)
    page.reload()
    expect(told).to_have_count(0)


def test_an_identity_number_is_asked_about_and_the_words_stay(scene: Scene) -> None:
    words = f"我的身份证{IDENTITY_NUMBER},怎么报销?"
    page = scene.open("wu", "/ask/")
    page.get_by_label("您遇到了什么事").fill(words)

    page.get_by_role("button", name="发给沈小满").click()

    expect(page.get_by_role("alert").first).to_contain_text("里面有身份证号")
    expect(page.get_by_label("您遇到了什么事")).to_have_value(words)
    assert not Case.objects.exists()

    page.get_by_role("button", name="发给沈小满").click()
    page.wait_for_url(re.compile("/my/LH-"))
    assert Case.objects.count() == 1


def test_large_type_and_english_hold_from_page_to_page(scene: Scene) -> None:
    page = scene.open("wu", "/ask/")

    page.get_by_role("button", name="大字").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Send to Shen Xiaoman")).to_be_visible()
    page.get_by_role("link", name="My matters").first.click()

    body = page.locator("body")
    expect(body).to_have_attribute("data-weui-mode", "care")
    expect(page.get_by_role("heading", name="My matters")).to_be_visible()
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 23
    page.get_by_role("button", name="Normal type").click()
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="我的事")).to_be_visible()
    expect(body).not_to_have_attribute("data-weui-mode", "care")


def test_news_come_in_beside_what_is_being_typed(scene: Scene) -> None:
    case = ask(scene.city.wu, scene.now)
    page = scene.open("wu", f"/my/{case.number}/")
    more = page.locator("#more-words")
    more.focus()
    page.keyboard.type("还有一张")

    answer(scene, case, 40)
    news(page)

    expect(page.get_by_text(ANSWER)).to_be_visible()
    expect(more).to_have_value("还有一张")
    expect(more).to_be_focused()
    # The form follows: what is typed now would say that it is not solved.
    page.keyboard.type("发票")
    page.get_by_role("button", name="没解决，重新办").click()
    expect(page.get_by_role("list").get_by_text("还有一张发票")).to_be_visible()


def test_two_members_of_a_household_do_not_see_each_other_s_matters(scene: Scene) -> None:
    ask(scene.city.wu, scene.now)
    page = scene.open("daughter", "/my/")

    expect(page.get_by_text("还没问过")).to_be_visible()
