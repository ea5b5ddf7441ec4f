"""For whom: a household lets a fact be known, reads what is for such as it, and takes it back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESK, overflow, violations
from tests.journeys.scene import Scene
from tests.knowledge import entries
from tests.notices import small
from tests.notices.proposed import TITLE, make_policy

pytestmark = pytest.mark.browser

FACT = "60岁以上的老人"


def _write(page: Page) -> None:
    page.get_by_label("标题").fill(small.TITLE)
    page.get_by_label("正文").fill(small.BODY)
    page.get_by_label("居民户", exact=True).check()
    page.get_by_label("石桥村", exact=True).check()
    page.get_by_label(FACT).check()
    page.get_by_role("button", name="看看要花多少工夫").click()


def test_a_household_lets_it_be_known_and_takes_it_back(scene: Scene) -> None:
    home = scene.open("wu", "/my/", has_touch=True)
    home.get_by_role("link", name="我家的情况").click()
    home.get_by_role("link", name=FACT).click()
    assert (overflow(home), violations(home)) == (0, [])
    home.get_by_label("我同意").check()
    home.get_by_role("button", name="登记", exact=True).click()
    expect(home.get_by_role("heading", name=FACT)).to_be_visible()

    sender = scene.open("he", "/notices/write/", DESK)
    _write(sender)
    expect(sender.get_by_text("石桥村登记了家有60岁以上的老人的户")).to_be_visible()
    expect(sender.get_by_role("region", name="发出去，要花掉大家")).to_contain_text("不到五户")
    assert violations(sender) == []
    sender.get_by_role("button", name="发出").click()

    home.goto("/my/")
    home.get_by_role("link", name=small.TITLE).click()
    expect(home.get_by_text("您家登记了家有60岁以上的老人")).to_be_visible()
    home.goto("/my/facts/")
    home.get_by_role("button", name="删除").click()
    expect(home.get_by_role("heading", name="没有登记任何情况")).to_be_visible()
    home.goto("/my/")
    expect(home.get_by_role("link", name=small.TITLE)).to_have_count(0)


def test_a_policy_comes_to_a_household_which_says_that_it_has_got_it(scene: Scene) -> None:
    make_policy(scene.city, entries.make_topics())
    officer = scene.open("shen", "/inbox/", has_touch=True)
    officer.get_by_role("link", name="有件事可能适合您的联户").click()
    expect(officer.get_by_role("heading", name="您有1户可能符合")).to_be_visible()
    assert (overflow(officer), violations(officer)) == (0, [])
    officer.get_by_role("button", name="推荐给勾选的户").click()
    expect(officer.get_by_role("status").first).to_contain_text("已推荐给1户")
    expect(officer.get_by_role("link", name="有件事可能适合您的联户")).to_have_count(0)

    home = scene.open("zheng", "/my/", has_touch=True)
    home.get_by_role("link", name=TITLE).click()
    assert (overflow(home), violations(home)) == (0, [])
    home.get_by_role("button", name="我家已办好").click()
    expect(home.get_by_role("status").first).to_contain_text("只统计有多少户办好了")


def test_a_list_is_named_row_by_row_where_it_is_wrong(scene: Scene) -> None:
    sender = scene.open("he", "/notices/write/", DESK)
    sender.get_by_label("标题").fill(small.TITLE)
    sender.get_by_label("正文").fill(small.BODY)
    sender.get_by_text("或按名单发给户和席位").click()
    sender.get_by_label("户或席位的编码").fill("A\nC")
    sender.get_by_role("button", name="看看要花多少工夫").click()
    expect(sender.get_by_role("row", name="2 C 您这里及以下没有")).to_be_visible()
    assert violations(sender) == []
    sender.get_by_label("户或席位的编码").fill("A")
    sender.get_by_role("button", name="看看要花多少工夫").click()
    expect(sender.get_by_text("石桥村的1户的名单")).to_be_visible()
