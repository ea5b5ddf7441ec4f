"""An officer without a smart phone: a sheet, a call, and the clerk enters the rest."""

import pytest
from playwright.sync_api import Page, expect

from lianhu.cases import rules
from lianhu.inbox import services
from lianhu.inbox.calling import call_waiting
from lianhu.inbox.rules.reach import Reach
from tests.browser import DESK
from tests.cast import act, ask, at
from tests.groups import talk
from tests.journeys.scene import Scene

pytestmark = pytest.mark.browser

ANSWER = "带身份证到村里办。"
NEED = "一位老人需要人买菜"
ASKED = "外地住院谁知道怎么报销？"


def test_by_sheet_and_by_call(scene: Scene) -> None:
    services.reach(scene.city.shen, Reach.PAPER, by=scene.city.he)
    case = ask(scene.city.wu, scene.now, "暂住证在哪里办")
    call_waiting(scene.now)
    scene.at(14, 35)
    page = scene.open("he", "/calls/", DESK)
    card = page.get_by_role("region", name="沈小满")
    expect(card).to_contain_text("今天14:48前告诉")

    card.get_by_role("link", name="打印纸单").click()
    page.emulate_media(media="print")
    sheet = page.get_by_role("article")
    expect(sheet).to_contain_text(case.number)
    expect(sheet).to_contain_text("我的答复")
    expect(sheet.get_by_text("000 5000 0903")).to_be_visible()
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    expect(page.get_by_role("link", name="电话名单")).to_be_hidden()
    expect(sheet).not_to_contain_text("吴长青")
    page.emulate_media(media="screen")

    page.get_by_role("link", name="电话名单").click()
    page.get_by_role("button", name="已告诉沈小满").click()
    expect(page.get_by_role("status").first).to_contain_text("已告诉沈小满")
    page.get_by_role("link", name="暂住证在哪里办").click()
    expect(page.get_by_text("您在记下沈小满说的话")).to_be_visible()
    page.get_by_role("link", name="写答复").click()
    page.get_by_label("您的答复").fill(ANSWER)
    page.get_by_role("button", name="发给").click()
    expect(page.get_by_role("status").first).to_contain_text("已答复")

    resident = scene.open("wu", f"/my/{case.number}/")
    expect(resident.get_by_text(ANSWER)).to_be_visible()
    expect(resident.get_by_text("由贺春生代录").first).to_be_visible()
    officer = scene.open("shen", f"/cases/{case.number}/")
    expect(officer.get_by_text("（贺春生代录）").first).to_be_visible()


def say(page: Page, what: str) -> None:
    """From the call list to where it is written down."""
    page.goto("/calls/")
    page.get_by_text("记下还说了什么").click()
    page.get_by_role("link", name=what).click()
    expect(page.get_by_text("您在记下沈小满说的话")).to_be_visible()


def test_help_and_a_word_in_the_group_by_telephone(scene: Scene) -> None:
    city = scene.city
    services.reach(city.shen, Reach.CALL, by=city.he)
    case = ask(city.zheng, at(14, 20), "没人买菜", case_class=rules.CaseClass.MATTER)
    beat = city.desks["beat"].pk
    act(case, rules.PublishNeed(city.shen.pk, beat, NEED, agreed=True), at(14, 25))
    asked = talk.say(city, "wu", ASKED, scene.now)
    page = scene.open("he", f"/calls/{city.shen.pk}/sheet/", DESK)
    sheet = page.get_by_role("article")
    for words in ("还可以说这些", NEED, ASKED, "外出请假"):
        expect(sheet).to_contain_text(words)

    say(page, "附近有人要帮忙")
    page.get_by_role("button", name="我去看看").click()
    expect(page.get_by_role("heading", name="上门地址")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("郑玉兰")
    page.locator("textarea[name=words]").fill("买好了")
    page.get_by_role("button", name="记下走访").click()
    expect(page.get_by_text("您在记下沈小满说的话")).to_be_visible()
    timeline = scene.open("shen", f"/cases/{case.number}/")
    expect(timeline.get_by_text("（贺春生代录）").first).to_be_visible()

    say(page, "在微社群里")
    page.locator('a[href^="/groups/at/beat/"]').first.click()
    page.locator(f'a[href^="/groups/messages/{asked.pk}/"]').first.click()
    page.get_by_label("您的回复").fill("先打电话备案")
    page.get_by_role("button", name="发到群里").click()
    neighbour = scene.open("wu", "/groups/at/beat/")
    expect(neighbour.get_by_text("先打电话备案").first).to_be_visible()
    expect(neighbour.get_by_text("由贺春生代录").first).to_be_visible()


def test_leave_and_what_households_let_be_known_by_telephone(scene: Scene) -> None:
    city = scene.city
    services.reach(city.shen, Reach.CALL, by=city.he)
    page = scene.open("he", "/calls/", DESK)

    say(page, "外出请假")
    page.get_by_role("link", name="沈小满要请假").click()
    page.locator("input[name=start]").fill("2026-05-18")
    page.locator("input[name=end]").fill("2026-05-19")
    page.locator("select[name=stand_in]").select_option("tong")
    page.locator(".lh-bar button").click()
    expect(page.get_by_text("由童谷雨代班。")).to_be_visible()
    page.locator(".lh-bar button").click()
    expect(page.get_by_role("main")).to_contain_text("童谷雨代班")
    mine = scene.open("shen", "/leave/")
    expect(mine.get_by_role("main")).to_contain_text("童谷雨代班")

    say(page, "住户愿意告知的情况")
    page.get_by_label("户号").fill("A")
    page.get_by_label("60岁以上的老人").check()
    page.get_by_label("半年").check()
    page.get_by_label("住户已同意").check()
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_role("status").first).to_contain_text("记下了")
    expect(page.get_by_role("main")).not_to_contain_text("吴长青")
    home = scene.open("wu", "/my/facts/")
    expect(home.get_by_text("60岁以上的老人").first).to_be_visible()
    expect(home.get_by_text("贺春生").first).to_be_visible()


def test_words_to_own_households_and_a_group_for_a_time_by_telephone(scene: Scene) -> None:
    services.reach(scene.city.shen, Reach.CALL, by=scene.city.he)
    page = scene.open("he", "/calls/", DESK)

    say(page, "给自己的住户")
    page.get_by_role("link", name="自己写通知").click()
    page.get_by_label("标题").fill("周六扫楼道")
    page.get_by_label("正文").fill("周六上午扫楼道，来不了的不用说。")
    page.get_by_role("button", name="看看要花多少工夫").click()
    expect(page.get_by_text("您在记下沈小满说的话")).to_be_visible()
    page.get_by_role("button", name="发出").click()
    expect(page.get_by_role("status").first).to_contain_text("已发出")
    home = scene.open("wu", "/")
    expect(home.get_by_text("周六扫楼道").first).to_be_visible()

    say(page, "在微社群里")
    page.get_by_role("link", name="建一个临时群").click()
    page.get_by_label("建群做什么？").fill("修电梯")
    page.locator("input[name=ends_on]").fill("2026-06-01")
    page.locator(".lh-bar button").click()
    expect(page.get_by_role("heading", name="修电梯")).to_be_visible()
    neighbour = scene.open("wu", "/groups/")
    expect(neighbour.get_by_text("修电梯").first).to_be_visible()
