"""An administrator at desk and on the telephone: a place of its own, its households, a season."""

import pytest
from playwright.sync_api import Page, expect

from lianhu.accounts.models import User
from lianhu.grid.models import Node, Stay
from tests.browser import DESK, PHONE
from tests.cast import ask, at, climb
from tests.journeys.scene import Scene

pytestmark = pytest.mark.browser


def test_a_beat_is_split_and_gets_summer_hours(scene: Scene) -> None:
    User.objects.create_user("cen", name="岑清和", is_administrator=True)
    climb(scene.city, ask(scene.city.wu, at(14, 30)), "village", at(14, 32))

    page = scene.open("cen", "/", DESK)
    page.get_by_role("link", name="网格 8 个网格").click()
    page.get_by_role("searchbox").fill("石桥村")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="石桥村", exact=True).click()
    page.get_by_role("link", name="添加下级网格").click()
    page.get_by_label("中文名称").first.fill("第3联户网格")
    page.get_by_label("英文名称").first.fill("Beat 3")
    page.get_by_role("button", name="添加").click()
    expect(page.get_by_role("status")).to_contain_text("已添加")

    _move_a_household(page)

    phone = scene.open("cen", "/steward/hours/", PHONE)
    _give_summer_hours(phone)
    expect(phone.get_by_role("heading", name="6月1日至8月31日")).to_be_visible()
    phone.goto("/steward/changes/")
    expect(phone.get_by_role("row")).to_have_count(3)  # the narrow table has no head


def _move_a_household(page: Page) -> None:
    page.get_by_role("link", name="第1联户网格").click()
    page.get_by_role("link", name="迁移住户").click()
    page.get_by_label("B", exact=True).uncheck()
    page.get_by_label("迁到哪个联户网格").fill("第3联户网格")
    page.get_by_role("button", name="迁移").click()
    expect(page.get_by_text("1户、1 件未办结诉求转到第3联户网格。")).to_be_visible()
    assert not Stay.objects.exclude(ends_on=None).exists()
    page.get_by_role("button", name="迁移").click()
    expect(page.get_by_role("status")).to_contain_text("已迁移 1 户")
    assert Stay.objects.open().filter(beat=Node.objects.get(name="第3联户网格")).count() == 1


def _give_summer_hours(page: Page) -> None:
    page.get_by_role("link", name="工作日").click()
    page.get_by_role("link", name="添加季节").click()
    page.get_by_label("第一天").fill("6-1")
    page.get_by_label("最后一天").fill("8-31")
    page.get_by_label("星期五第2段，从").fill("19:00")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("结束要晚于开始")).to_be_visible()
    page.get_by_label("星期五第2段，从").fill("14:30")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="保存").click()
