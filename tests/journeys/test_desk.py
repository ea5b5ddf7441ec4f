"""The city office and a department settle a question together; most of it by keys."""

import pytest
from playwright.sync_api import Page, expect

from lianhu.cases import rules
from lianhu.cases.models import Case
from tests.browser import DESK, PHONE
from tests.cast import act, ask, climb
from tests.journeys.scene import Scene

pytestmark = pytest.mark.browser

BRIEF = "退休职工在外地急病住院,没备案,怎么报销?"
REPLY = "出院前打电话补备案,带齐材料报销。"
ANSWER = "可以报销,没备案不要紧。"


def at_city(scene: Scene, words: str = "外地住院怎么报销") -> Case:
    case = ask(scene.city.wu, scene.now, words, topic=scene.city.topics["insurance"])
    return climb(scene.city, case, "city", scene.now)


def news(page: Page) -> None:
    """What the list does every 20 seconds."""
    page.evaluate("htmx.trigger('#queue', 'every')")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_from_the_queue_to_the_resident(scene: Scene, size: tuple[int, int]) -> None:
    case = at_city(scene)
    luo = scene.open("luo", "/", size)

    luo.get_by_role("link", name="外地住院怎么报销").click()
    luo.locator("[data-key=t]").click()
    expect(luo.get_by_role("status").first).to_contain_text("已签收")

    scene.at(14, 35)
    luo.locator("[data-key=c]").click()
    expect(luo.get_by_label("哪个部门")).to_have_value("insurance")  # by its topic
    luo.get_by_label("给部门看的内容").fill(BRIEF)
    luo.get_by_role("button", name="送部门").click()
    expect(luo.get_by_role("status").first).to_contain_text("已送部门")

    gu = scene.open("gu", "/", size)
    gu.get_by_role("link", name="退休职工在外地急病住院").click()
    expect(gu.get_by_text("吴长青")).to_have_count(0)
    scene.at(14, 45)
    gu.get_by_label("您的答复").fill(REPLY)
    gu.get_by_role("button", name="发出答复").click()
    expect(gu.get_by_role("status").first).to_contain_text("已答复")

    scene.at(14, 47)
    luo.reload()
    expect(luo.get_by_text(REPLY)).to_be_visible()
    luo.get_by_text("更多").click()
    luo.locator("[data-key=b]").click()
    luo.get_by_label("替群众办了什么").fill("已替您电话备案")
    luo.get_by_label("哪天回访").fill("2026-06-02")
    luo.get_by_role("button", name="记为已帮办").click()
    expect(luo.get_by_role("status").first).to_contain_text("已记下帮办")
    luo.get_by_label("答复吴长青").fill(ANSWER)
    luo.get_by_label("要带的材料").fill("医保卡 - 电子的也行\n发票原件")
    luo.get_by_role("button", name="发出答复").click()
    expect(luo.get_by_role("heading", name="市联群办的答复")).to_be_visible()

    wu = scene.open("wu", f"/my/{case.number}/")
    expect(wu.get_by_text(ANSWER)).to_be_visible()
    expect(wu.get_by_label("医保卡")).to_be_visible()
    expect(wu.get_by_text("已替您电话备案")).to_be_visible()
    expect(wu.get_by_text("6月2日").first).to_be_visible()
    expect(wu.get_by_text(BRIEF)).to_have_count(0)
    case.refresh_from_db()
    assert case.status == rules.Status.ANSWERED


def test_all_of_it_by_keys(scene: Scene) -> None:
    at_city(scene, "先到期的事")
    second = at_city(scene, "后到期的事")
    page = scene.open("luo", "/desk/", DESK)

    for key in ("j", "j", "k", "j", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(f"**/desk/{second.number}/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    expect(page.get_by_role("status").first).to_contain_text("已签收")
    page.keyboard.press("a")
    page.keyboard.type(ANSWER)
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("heading", name="市联群办的答复")).to_be_visible()
    second.refresh_from_db()
    assert second.status == rules.Status.ANSWERED


def test_what_is_typed_outlives_news_and_a_conflict(scene: Scene) -> None:
    case = at_city(scene)
    page = scene.open("luo", f"/desk/{case.number}/", DESK)
    written = page.get_by_label("答复吴长青")
    written.focus()
    page.keyboard.type("写了一半")

    at_city(scene, "刚来的事")
    news(page)
    expect(page.get_by_role("link", name="刚来的事")).to_be_visible()
    expect(written).to_be_focused()
    page.keyboard.type(",接着写")

    # The resident adds a word while this is being written.
    act(case, rules.Note(scene.city.people["wu"].pk, None, "有备案"), scene.at(14, 36))
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("您写的内容还在").first).to_be_visible()
    expect(page.get_by_text("有备案").first).to_be_visible()
    expect(written).to_have_value("写了一半,接着写")
    page.get_by_role("button", name="发出答复").click()
    expect(page.get_by_role("heading", name="市联群办的答复")).to_be_visible()


def test_several_at_once_and_a_filter_that_is_kept(scene: Scene) -> None:
    cases = [at_city(scene, f"停水了{n}") for n in range(4)]
    page = scene.open("luo", "/desk/", DESK)
    page.get_by_role("link", name="筛选").click()
    page.get_by_label("关于什么").select_option("insurance")
    page.get_by_label("保存的名称").fill("医保")
    page.get_by_role("button", name="保存并查看").click()
    expect(page.get_by_role("link", name="医保 4")).to_have_attribute("aria-current", "true")

    page.get_by_role("link", name="批量办理").click()
    for case in cases[:3]:
        page.locator(f"input[value='{case.number}']").check()
    page.get_by_label("答复内容").fill(ANSWER)
    # One of them gets a word from its asker meanwhile.
    act(cases[1], rules.Note(scene.city.people["wu"].pk, None, "是二楼"), scene.at(14, 36))
    page.get_by_role("button", name="发给勾选的几件").click()

    expect(page.get_by_role("alert")).to_contain_text("2件已办好")
    expect(page.get_by_role("alert")).to_contain_text("停水了1")
    expect(page.get_by_label("答复内容")).to_have_value(ANSWER)
    expect(page.locator(f"input[value='{cases[1].number}']")).to_be_checked()
    page.get_by_role("button", name="发给勾选的几件").click()
    expect(page.get_by_role("status").first).to_contain_text("1件都办好了")
    expect(page.get_by_role("link", name="停水了3")).to_be_visible()
    expect(page.get_by_role("link", name="停水了1")).to_have_count(0)


def test_a_department_replies_to_several_and_passes_one_on(scene: Scene) -> None:
    luo, city = scene.city.luo.pk, scene.city.desks["city"].pk
    insurance = scene.city.desks["insurance"].pk
    for n, brief in enumerate(("没备案怎么报销?", "没备案,怎么报销", "水费怎么交?")):
        act(at_city(scene, f"第{n}件"), rules.Consult(luo, city, insurance, brief), scene.now)
    page = scene.open("gu", "/", DESK)
    expect(page.get_by_role("heading", name="今天下午13:30–17:30答复")).to_be_visible()

    page.get_by_role("link", name="水费怎么交").click()
    page.get_by_role("link", name="不归我们").click()
    page.get_by_label("归哪个部门").select_option("water")
    page.get_by_label("为什么归他们办").fill("归供水科")
    page.get_by_role("button", name="转过去").click()
    expect(page.get_by_role("status").first).to_contain_text("已转过去")

    page.get_by_role("link", name="没备案怎么报销").click()
    expect(page.get_by_text("还有1个席位问的差不多")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="一次答复几条").last.click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    page.get_by_label("您的答复").fill(REPLY)
    page.get_by_role("button", name="发给勾选的几件").click()
    expect(page.get_by_role("status").first).to_contain_text("2条都答复了")
    expect(page.get_by_role("heading", name="没有等您答复的")).to_be_visible()
