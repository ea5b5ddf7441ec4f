"""A notice, from its cost to its last answer; nine of the same; a digest; a household reads why."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lianhu.grid.models import Department, Desk
from lianhu.grid.rules import DeskKind
from lianhu.inbox.rules.broadcasts import Asks, Who
from tests.browser import DESK, overflow, violations
from tests.cast import MONDAY, at
from tests.inbox.rounds import work
from tests.journeys.scene import Scene
from tests.knowledge import entries
from tests.notices import small

pytestmark = pytest.mark.browser


def _write(page: Page) -> None:
    page.get_by_role("link", name="写通知").click()
    page.get_by_label("按时办一件事").check()
    page.get_by_label("标题").fill(small.TITLE)
    page.get_by_label("文号").fill(small.DOCUMENT)
    page.get_by_label("正文").fill(small.BODY)
    page.get_by_label("什么时候前").fill("2026-05-15T15:20")
    page.get_by_label("联户干部", exact=True).check()
    page.get_by_label("石桥村", exact=True).check()
    page.get_by_role("button", name="看看要花多少工夫").click()


def test_from_its_cost_to_its_last_answer(scene: Scene) -> None:
    # The city office has sent the same, with more time.
    same = {"document": small.DOCUMENT, "asks": Asks.ACT, "due_at": at(16, day=MONDAY)}
    small.sent(scene.city, "city", "luo", scene.now, **same)
    sender = scene.open("ma", "/notices/", DESK)
    _write(sender)

    cost = sender.get_by_role("region", name="发出去，要花掉大家")
    expect(cost).to_contain_text("2人 · 每人约1分钟")
    expect(cost).to_contain_text("现在就提醒2")
    expect(cost).to_contain_text("和别处发的合成一张")
    expect(sender.get_by_text("石桥村的全体联户干部")).to_be_visible()
    assert violations(sender) == []
    sender.get_by_role("button", name="发出").click()
    still_open = sender.get_by_role("region", name="还没办完的")
    expect(still_open).to_contain_text("石桥村第1联户网格")

    officer = scene.open("shen", "/inbox/", has_touch=True)
    card = officer.get_by_role("link", name=small.TITLE)
    expect(card).to_have_count(1)
    expect(card).to_contain_text("今天15:20前")
    expect(card).to_contain_text("市联群办、东柳社区")
    card.click()
    expect(officer.get_by_role("heading", name="2处发来，合成一张")).to_be_visible()
    officer.get_by_role("button", name="办好了").click()
    expect(officer.get_by_role("status").first).to_contain_text("对每个发来的单位都算数")
    expect(officer.get_by_role("link", name=small.TITLE)).to_have_count(0)

    sender.reload()
    expect(still_open).not_to_contain_text("石桥村第1联户网格")
    expect(still_open).to_contain_text("石桥村第2联户网格")


SUPERIORS = ("village", "community", "town", "city", "insurance", "water")
BUREAUS = ("应急局", "农业农村局", "气象局")


def _nine_send_the_same(scene: Scene, **facts: Any) -> None:
    city = scene.city
    for name in BUREAUS:
        department = Department.objects.create(code=name, name=name, name_en=name)
        city.desks[name] = Desk.objects.create(
            code=name,
            kind=DeskKind.DEPARTMENT,
            node=city.nodes["city"],
            department=department,
            hours=city.hours,
            name="办公室",
            name_en="Office",
        )
    for minute, desk in enumerate((*SUPERIORS, *BUREAUS)):
        now = scene.at(14, 35 + minute)
        small.sent(city, desk, "luo", now, places=["village"], document=small.DOCUMENT, **facts)


def test_nine_superiors_send_the_same_and_it_is_one_card_answered_once(scene: Scene) -> None:
    _nine_send_the_same(scene, asks=Asks.ACT, due_at=at(16, day=MONDAY))
    officer = scene.open("shen", "/inbox/", has_touch=True)

    card = officer.get_by_role("link", name=small.TITLE)
    expect(card).to_have_count(1)
    card.click()
    expect(officer.get_by_role("heading", name="9处发来，合成一张")).to_be_visible()
    for bureau in BUREAUS:
        expect(officer.get_by_text(bureau).first).to_be_visible()
    assert (overflow(officer), violations(officer)) == (0, [])
    officer.get_by_role("button", name="办好了").click()
    expect(officer.get_by_role("status").first).to_contain_text("对每个发来的单位都算数")
    expect(officer.get_by_role("link", name=small.TITLE)).to_have_count(0)
    # By mistake: one tap brings all nine back.
    assert (overflow(officer), violations(officer)) == (0, [])
    officer.get_by_role("button", name="撤销").click()
    expect(officer.get_by_role("status").first).to_contain_text("恢复原样")
    expect(officer.get_by_role("link", name=small.TITLE)).to_have_count(1)


def test_what_need_not_interrupt_comes_with_a_digest_and_goes_when_it_is_done(
    scene: Scene,
) -> None:
    small.sent(scene.city, "town", "fang", scene.now)
    work(scene.now)
    officer = scene.open("shen", "/inbox/", has_touch=True)
    officer.get_by_role("link", name="摘要").click()
    waiting = officer.get_by_role("region", name="上一份摘要以后")
    expect(waiting).to_contain_text("17:00给您")
    expect(waiting.get_by_role("link", name=small.TITLE)).to_be_visible()

    work(scene.at(17))
    officer.reload()
    sent = officer.get_by_role("region", name="今天 17:00发的")
    expect(sent).to_contain_text("还有1件没办完")
    assert (overflow(officer), violations(officer)) == (0, [])
    sent.get_by_role("link", name=small.TITLE).click()
    officer.get_by_role("button", name="知道了").click()
    expect(officer.get_by_role("status").first).to_be_visible()

    officer.goto("/inbox/digest/")
    expect(officer.get_by_role("link", name=small.TITLE)).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_household_reads_why_and_wants_no_more_of_it(scene: Scene, scripts: bool) -> None:
    topic = scene.city.topics["water"]
    facts = {"who": (Who.HOUSEHOLD,), "asks": Asks.KNOW, "topic": topic}
    small.sent(scene.city, "village", "he", scene.now, **facts)
    page = scene.open("wu", "/my/", has_touch=True, java_script_enabled=scripts)

    page.get_by_role("region", name="给您家的通知").get_by_role("link").click()
    expect(page.get_by_role("region", name="为什么发给我")).to_contain_text("您家在石桥村")
    page.get_by_role("button", name="这类消息不再发给我").click()
    expect(page.get_by_role("status").first).to_contain_text("这类消息不再发给您")
    page.get_by_role("button", name="重新发给我").click()
    expect(page.get_by_text("没有拒收的")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_officer_sends_an_item_on_with_two_taps(scene: Scene, scripts: bool) -> None:
    item = entries.published(entries.make_topics(), scene.city)
    path = f"/book/items/{item.code}/"
    officer = scene.open("shen", path, has_touch=True, java_script_enabled=scripts)
    officer.get_by_role("link", name="发给我的联户").tap()
    send = officer.get_by_role("button", name="发给全部2户")
    expect(send).to_be_visible()
    if scripts:
        assert violations(officer) == []
    send.tap()
    expect(officer.get_by_role("status").first).to_contain_text("已发给2户")

    page = scene.open("wu", "/my/", has_touch=True, java_script_enabled=scripts)
    card = page.get_by_role("region", name="给您家的通知").get_by_role("link")
    expect(card).to_contain_text("您的联户干部沈小满")
    expect(card).to_contain_text("可能您家用得上")
    card.tap()
    why = page.get_by_role("region", name="为什么发给我")
    expect(why).to_contain_text("可能您家用得上，请看一看。")
    page.get_by_role("link", name="看看怎么办").tap()
    expect(page).to_have_url(re.compile(re.escape(path)))
    page.go_back()
    page.get_by_role("button", name="这类消息不再发给我").tap()
    expect(page.get_by_role("status").first).to_contain_text("这类消息不再发给您")

    officer.get_by_role("link", name="发给我的联户").tap()
    expect(officer.get_by_role("heading", name="您的联户都收到过了")).to_be_visible()
    officer.get_by_role("link", name="看看发了什么").tap()
    expect(officer.get_by_role("heading", name="异地住院怎么报销")).to_be_visible()


def test_an_officer_chooses_households_and_says_why(scene: Scene) -> None:
    small.sent(scene.city, "village", "he", scene.now, asks=Asks.KNOW)
    officer = scene.open("shen", "/inbox/", has_touch=True)
    officer.get_by_role("link", name=small.TITLE).tap()
    officer.get_by_role("link", name="发给我的联户").tap()
    officer.get_by_role("link", name="只发给其中几户").tap()
    officer.get_by_label("或者自己写一句").fill("您家门口低，先领沙袋。")
    officer.get_by_role("button", name="发给选中的户").tap()
    expect(officer.get_by_text("请至少勾选一户")).to_be_visible()
    assert violations(officer) == []
    officer.get_by_label("吴长青").check()
    officer.get_by_role("button", name="发给选中的户").tap()
    expect(officer.get_by_role("status").first).to_contain_text("已发给1户")

    page = scene.open("wu", "/my/", has_touch=True)
    page.get_by_role("region", name="给您家的通知").get_by_role("link").tap()
    expect(page.get_by_role("region", name="为什么发给我")).to_contain_text(
        "您家门口低，先领沙袋。"
    )
    expect(page.get_by_text(small.BODY)).to_be_visible()
    other = scene.open("zheng", "/my/", has_touch=True)
    expect(other.get_by_text(small.TITLE)).to_have_count(0)
