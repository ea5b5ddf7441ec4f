"""Who serves where: a supervisor hands a beat over, an administrator makes a roster, an officer is
away for two days. At a desk and on a phone.
"""

import pytest
from playwright.sync_api import Page, expect

from lianhu.accounts.models import User
from lianhu.grid.models import Duty, Leave
from lianhu.grid.rules import Role
from tests.browser import DESK, PHONE, overflow
from tests.cast import ask
from tests.journeys.scene import Scene

pytestmark = pytest.mark.browser


def go_on(page: Page) -> None:
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("[name=confirmed]")).to_be_visible()
    assert overflow(page) == 0


def test_from_a_gap_in_coverage_to_a_new_officer_and_back(scene: Scene) -> None:
    ask(scene.city.residents["ren"], scene.now)
    for size in (DESK, PHONE):
        Duty.objects.filter(desk=scene.city.desks["beat3"]).delete()
        page = scene.open("qin", "/watch/coverage/", size)
        row = page.get_by_role("row").filter(has_text="河西村第1联户网格")
        row.get_by_role("link", name="选联户干部").click()

        page.get_by_role("searchbox").fill("谷雨")
        page.get_by_role("button", name="查找").click()
        page.get_by_role("radio", name="童谷雨").check()
        page.get_by_label("给接任人的话").fill("任远家常年只有老人")
        go_on(page)
        expect(page.get_by_text("1户、1件未办结诉求")).to_be_visible()
        page.get_by_role("button", name="交接").click()
        expect(page.get_by_role("status")).to_contain_text("童谷雨担任河西村第1联户网格")
        page.goto("/watch/coverage/")
        expect(page.get_by_text("每个联户网格都有联户干部")).to_be_visible()

        page.goto("/watch/beats/beat3/")
        page.get_by_role("button", name="撤回上次交接").click()
        page.get_by_role("button", name="撤回").click()
        expect(page.get_by_text("岗位空缺")).to_be_visible()


def test_the_successor_reads_the_word_and_then_has_the_questions(scene: Scene) -> None:
    ask(scene.city.wu, scene.now)
    page = scene.open("qin", "/watch/beats/beat/?q=yan", DESK)
    page.get_by_role("radio").check()
    page.get_by_label("给接任人的话").fill("三户老人要多上门")
    go_on(page)
    page.get_by_role("button", name="交接").click()

    phone = scene.open("yan", "/inbox/")
    phone.get_by_role("link", name="石桥村第1联户网格现在由您负责").click()
    expect(phone.get_by_text("三户老人要多上门")).to_be_visible()
    expect(phone.get_by_text("沈小满", exact=True)).to_be_visible()
    phone.get_by_role("button", name="看过了").click()
    expect(phone.get_by_text("现在由您负责")).to_have_count(0)
    phone.goto("/households/")
    expect(phone.get_by_text("石桥村12号")).to_be_visible()


def test_a_roster_for_two_villages(scene: Scene) -> None:
    User.objects.create_user("cen", name="岑望舒", is_administrator=True)
    for size, username in ((DESK, "lin"), (PHONE, "mei")):
        page = scene.open("cen", "/steward/people/add/", size)
        page.get_by_label("用户名").fill(username)
        page.get_by_label("姓名").fill("林晚照")
        page.get_by_role("button", name="添加").click()
        expect(page.locator(".lh-secret")).to_be_visible()
        page.get_by_role("link", name="记好了").click()

        page.goto("/steward/rosters/?in=community&kind=village")
        page.get_by_role("checkbox", name="列出的全部席位").check()
        page.get_by_label("谁去值班？").fill(username)
        page.get_by_label("担任什么？").select_option("clerk")
        go_on(page)
        expect(page.get_by_text("新增2个席位的2个岗位。")).to_be_visible()
        page.get_by_role("button", name="增加岗位").click()
        expect(page.get_by_role("status")).to_contain_text("已新增")
        assert Duty.objects.filter(person__username=username, role=Role.CLERK).count() == 2


def test_an_officer_is_away_for_two_days(scene: Scene) -> None:
    for size in (PHONE, (320, 640)):
        Leave.objects.all().delete()
        page = scene.open("shen", "/inbox/", size)
        page.get_by_role("link", name="请假").click()
        page.get_by_role("link", name="我要请假").click()
        page.get_by_label("从哪天开始请假").fill("2026-05-18")
        page.get_by_label("请到哪天").fill("2026-05-19")
        page.get_by_label("由谁代班？").select_option("tong")
        go_on(page)
        expect(page.get_by_text("由童谷雨代班。")).to_be_visible()
        page.get_by_role("button", name="就这样办").click()
        expect(page.get_by_text("童谷雨代班")).to_be_visible()
        assert overflow(page) == 0
