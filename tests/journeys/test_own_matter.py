"""A desk asks its resident back; who asked replies, keeps it in confidence, or lets it go."""

import pytest
from playwright.sync_api import expect

from lianhu.cases import rules
from tests.browser import violations
from tests.cast import act, ask
from tests.journeys.scene import Scene

pytestmark = pytest.mark.browser

QUESTION = "几楼?门口有没有电表箱?"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_a_reply_to_letting_it_go(scene: Scene, scripts: bool) -> None:
    case = ask(scene.city.wu, scene.now, "楼道灯不亮", case_class=rules.CaseClass.REPAIR)
    beat, shen = scene.city.desks["beat"].pk, scene.city.shen.pk
    act(case, rules.AskResident(shen, beat, QUESTION), scene.at(14, 35))
    page = scene.open("wu", "/my/", has_touch=True, java_script_enabled=scripts)
    expect(page.get_by_text("等您补充")).to_be_visible()

    page.get_by_role("link", name="楼道灯不亮").click()
    expect(page.get_by_role("region", name="等您补充")).to_contain_text(QUESTION)
    page.get_by_label("您的回复").fill("三楼,有电表箱")
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_role("status").first).to_contain_text("收到了，谢谢")
    expect(page.get_by_role("list").get_by_text("三楼,有电表箱")).to_be_visible()
    expect(page.get_by_role("region", name="等您补充")).to_have_count(0)

    page.get_by_role("link", name="请为我保密").click()
    expect(page.get_by_text("只有正在经手的人看得到")).to_be_visible()
    page.get_by_role("button", name="为我保密").click()
    expect(page.get_by_text("已为您保密：")).to_be_visible()

    page.get_by_role("link", name="我不问了").click()
    page.get_by_label("为什么不问了").fill("自己换好了")
    page.get_by_role("button", name="确定不问了").click()
    expect(page.get_by_role("heading", name="不问了", exact=True)).to_be_visible()
    case.refresh_from_db()
    assert (case.status, case.confidential) == (rules.Status.WITHDRAWN, True)


def test_a_question_that_comes_in_while_somebody_types_is_replied_to(scene: Scene) -> None:
    case = ask(scene.city.wu, scene.now, "楼道灯不亮", case_class=rules.CaseClass.REPAIR)
    page = scene.open("wu", f"/my/{case.number}/")
    more = page.locator("#more-words")
    more.focus()
    page.keyboard.type("三楼")

    beat, shen = scene.city.desks["beat"].pk, scene.city.shen.pk
    act(case, rules.AskResident(shen, beat, QUESTION), scene.at(14, 35))
    page.evaluate("htmx.trigger('#live', 'every')")

    expect(page.get_by_role("region", name="等您补充")).to_contain_text(QUESTION)
    expect(more).to_be_focused()
    expect(more).to_have_value("三楼")
    assert violations(page) == []
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_text("您补充了")).to_be_visible()
    case.refresh_from_db()
    assert case.status == rules.Status.TAKEN
