"""The book answers: an officer in three taps, a resident before the question is sent."""

import re

import pytest
from playwright.sync_api import expect

from lianhu.cases.book.looking_up import look_up
from lianhu.cases.models import Case, CaseItem
from tests.cast import QUESTION, ask
from tests.journeys.scene import Scene
from tests.journeys.test_officer import Finger
from tests.knowledge.small_book import make_book

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False])
def test_an_officer_answers_from_the_book_in_three_taps(scene: Scene, javascript: bool) -> None:
    make_book(scene.city)
    case = ask(scene.city.wu, scene.now)
    look_up(scene.now)
    page = scene.open("shen", "/inbox/", has_touch=True, java_script_enabled=javascript)
    finger = Finger()
    expect(page.get_by_text("怎么办里有现成答案")).to_be_visible()

    finger.tap(page.get_by_role("link", name="外地女儿家住院"))
    finger.tap(page.get_by_role("link", name="用这条答复").first)
    finger.tap(page.get_by_role("button", name="发给吴长青"))

    expect(page.get_by_role("status").first).to_contain_text("已答复")
    assert finger.taps == 3
    assert CaseItem.objects.get(case=case, how=CaseItem.How.ANSWERED).item.code == "reimbursement"


def test_what_was_typed_stays_when_an_answer_is_put_below(scene: Scene) -> None:
    make_book(scene.city)
    case = ask(scene.city.wu, scene.now)
    page = scene.open("shen", f"/cases/{case.number}/answer/", has_touch=True)
    page.get_by_label("您的答复").fill("吴老师您好")

    page.get_by_role("button", name="用这条答复").first.tap()

    words = page.get_by_label("您的答复")
    expect(words).to_have_value(re.compile("^吴老师您好\\n\\n可以报销"))
    expect(page.get_by_label("要带的材料")).to_have_value(re.compile("^医保卡"))


def test_while_writing_the_book_is_there(scene: Scene) -> None:
    make_book(scene.city)
    page = scene.open("wu", "/ask/", has_touch=True)

    page.locator("textarea[name=words]").press_sequentially(QUESTION)
    found = page.get_by_role("region", name="下面有您要的吗")
    expect(found).to_be_visible()
    expect(found.get_by_text("到窗口交材料")).to_be_visible()
    found.get_by_role("button", name="就是这个").first.tap()

    expect(page.get_by_role("heading", name="退休职工异地住院费用报销")).to_be_visible()
    assert not Case.objects.exists()


def test_without_scripts_the_book_comes_after_sending_once(scene: Scene) -> None:
    make_book(scene.city)
    page = scene.open("wu", "/ask/", has_touch=True, java_script_enabled=False)
    page.locator("textarea[name=words]").fill(QUESTION)
    page.locator(".lh-bar button").tap()

    expect(page.get_by_role("region", name="下面有您要的吗")).to_be_visible()
    assert not Case.objects.exists()
    page.get_by_role("button", name="不是，继续问").tap()

    expect(page.get_by_role("heading", name="外地女儿家住院").first).to_be_visible()
    assert Case.objects.count() == 1


def test_enter_sends_the_question_and_takes_no_answer_for_it(scene: Scene) -> None:
    make_book(scene.city)
    page = scene.open("", "/guest/", java_script_enabled=False)
    page.locator("textarea[name=words]").fill(QUESTION)
    phone = page.locator("input[name=phone]")
    phone.fill("139 1234 5678")
    phone.press("Enter")
    expect(page.get_by_role("region", name="下面有您要的吗")).to_be_visible()

    page.locator("input[name=phone]").press("Enter")

    expect(page.get_by_text("收到了，编号")).to_be_visible()
    assert Case.objects.get().asker.phone == "+8613912345678"
