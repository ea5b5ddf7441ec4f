"""A contact officer works between other things: one list, one screen a case, few taps."""

import re

import pytest
from playwright.sync_api import Locator, expect

from lianhu.cases import rules
from tests.cast import QUESTION, ask
from tests.journeys.scene import Scene

pytestmark = pytest.mark.browser

ANSWER = "可以报销,带齐材料到窗口。"


class Finger:
    def __init__(self) -> None:
        self.taps = 0

    def tap(self, target: Locator) -> None:
        target.tap()
        self.taps += 1


def test_three_taps_from_the_inbox_to_the_answer(scene: Scene) -> None:
    case = ask(scene.city.wu, scene.now)
    scene.at(14, 35)
    page, finger = scene.open("shen", "/", has_touch=True), Finger()
    expect(page.get_by_role("region", name="现在")).to_contain_text("14:48前")

    finger.tap(page.get_by_role("link", name="外地女儿家住院"))
    finger.tap(page.get_by_role("link", name="写答复"))
    page.get_by_label("您的答复").fill(ANSWER)
    finger.tap(page.get_by_role("button", name="发给吴长青"))

    expect(page.get_by_role("status").first).to_contain_text("已答复")
    expect(page.get_by_role("heading", name="没有待办，安心忙您的")).to_be_visible()
    assert finger.taps == 3
    expect(scene.open("wu", f"/my/{case.number}/").get_by_text(ANSWER)).to_be_visible()


def test_passing_up_takes_along_what_was_found_out(scene: Scene) -> None:
    case = ask(scene.city.wu, scene.now)
    page = scene.open("shen", f"/cases/{case.number}/", has_touch=True)

    page.get_by_label("问清了什么").fill("职工退休,没备案")
    page.get_by_role("button", name="上报石桥村").tap()

    expect(page.get_by_role("status").first).to_contain_text("已上报")
    expect(page.get_by_text("职工退休,没备案")).to_be_visible()
    expect(page.get_by_text("已经不在您这儿了")).to_be_visible()
    expect(page.get_by_role("link", name="写答复")).to_have_count(0)
    resident = scene.open("wu", f"/my/{case.number}/")
    expect(resident.get_by_role("region", name="石桥村")).to_be_visible()
    expect(resident.get_by_text("职工退休,没备案")).to_be_visible()


def test_who_comes_second_keeps_what_was_typed_and_sees_what_happened(scene: Scene) -> None:
    case = ask(scene.city.wu, scene.now)
    shen = scene.open("shen", f"/cases/{case.number}/", has_touch=True)
    tong = scene.open("tong", f"/cases/{case.number}/", has_touch=True)

    tong.get_by_role("button", name="签收").tap()
    expect(tong.get_by_role("status").first).to_contain_text("已签收")
    shen.get_by_label("问清了什么").fill("职工退休,没备案")
    shen.get_by_role("button", name="上报石桥村").tap()

    expect(shen.get_by_role("alert").first).to_contain_text("您写的内容还在")
    expect(shen.get_by_label("问清了什么")).to_have_value("职工退休,没备案")
    expect(shen.get_by_text("童谷雨签收")).to_be_visible()
    # Knowing this, she may still send it.
    shen.get_by_role("button", name="上报石桥村").tap()
    expect(shen.get_by_role("status").first).to_contain_text("已上报")


def test_an_answer_that_came_too_late_can_be_copied(scene: Scene) -> None:
    case = ask(scene.city.wu, scene.now)
    page = scene.open("shen", f"/cases/{case.number}/answer/", has_touch=True)
    page.get_by_label("您的答复").fill(ANSWER)

    scene.at(14, 48)
    page.get_by_role("button", name="发给吴长青").tap()

    expect(page.get_by_role("alert").first).to_contain_text("刚转到别处去了")
    expect(page.get_by_label("您写的内容")).to_have_value(ANSWER)


def test_the_roster_of_the_village_takes_it_after_minute_eight(scene: Scene) -> None:
    case = ask(scene.city.wu, scene.now)
    page = scene.browser("he", has_touch=True)
    path = f"/cases/{case.number}/"
    scene.at(14, 40)
    response = page.goto(path)
    assert response is not None and response.status == 404

    scene.at(14, 41)
    page.goto(path)
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(page.get_by_text("吴长青")).to_have_count(0)
    page.get_by_role("button", name="签收").tap()

    expect(page.get_by_role("status").first).to_contain_text("已签收")
    expect(page.get_by_text("吴长青").first).to_be_visible()
    case.refresh_from_db()
    assert case.status == rules.Status.TAKEN
    assert case.stages.get(closed_at=None).desk == scene.city.desks["village"]


def test_households_are_found_by_any_part_of_a_word(scene: Scene) -> None:
    page = scene.open("shen", "/inbox/", has_touch=True)
    page.get_by_role("link", name="我的户").tap()
    homes = page.get_by_role("main").get_by_role("listitem")
    expect(homes).to_have_count(2)

    page.get_by_role("searchbox").fill("30号")
    page.get_by_role("button", name="查找").tap()
    expect(homes).to_have_count(1)
    expect(homes).to_contain_text("郑玉兰")
    call = homes.get_by_role("link", name="打电话")
    expect(call).to_have_attribute("href", re.compile("^tel:"))

    page.get_by_role("searchbox").fill("河西")  # another officer's
    page.get_by_role("button", name="查找").tap()
    expect(page.get_by_role("heading", name="没有找到")).to_be_visible()
