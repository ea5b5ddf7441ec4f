"""A resident asks for somebody else, in confidence, about an officer, or the same once more."""

import re

import pytest
from playwright.sync_api import Page, expect

from lianhu.cases import rules, services
from lianhu.cases.models import Case
from lianhu.channels.models import Delivery
from lianhu.grid.guests import guest
from tests.browser import overflow, violations
from tests.cast import act, ask
from tests.journeys.scene import Scene, prefer

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def looks_right(page: Page) -> None:
    """In normal type and in large."""
    for large in (False, True):
        prefer(page, "zh-hans", large=large)
        page.reload()
        for details in page.locator("details.lh-more").all():
            details.evaluate("element => element.open = true")
        assert overflow(page) == 0
        assert violations(page) == []
    prefer(page, "zh-hans")


def test_what_may_be_left_out_looks_right_when_it_is_opened(scene: Scene) -> None:
    page = scene.open("wu", "/ask/")
    looks_right(page)

    page.reload()
    page.get_by_text("更多（可以不填）").click()
    expect(page.get_by_label("那位的姓名")).to_be_hidden()
    page.get_by_label("替谁问").select_option("other")
    expect(page.get_by_label("那位的姓名")).to_be_visible()


@BOTH
def test_for_ones_mother_in_confidence(scene: Scene, scripts: bool) -> None:
    page = scene.open("wu", "/ask/", java_script_enabled=scripts)
    page.get_by_label("您遇到了什么事").fill("高龄补贴怎么领")
    page.get_by_text("更多（可以不填）").click()
    page.get_by_label("替谁问").select_option("other")
    page.get_by_label("那位的姓名").fill("吴秀英")
    page.get_by_label("那位的手机号").fill("139 1234 5678")
    page.get_by_label("请为我保密").check()
    page.get_by_role("button", name="发给沈小满").click()

    page.wait_for_url(re.compile("/t/"))
    case = Case.objects.get()
    assert (case.asker.name, case.confidential) == ("吴秀英", True)
    expect(page.get_by_role("status").first).to_contain_text(f"已替吴秀英问了，编号{case.number}")
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()


@BOTH
def test_about_the_officer(scene: Scene, scripts: bool) -> None:
    page = scene.open("wu", "/ask/", java_script_enabled=scripts)
    page.get_by_text("更多（可以不填）").click()
    page.get_by_role("link", name="投诉联户干部或工作人员").click()
    page.get_by_label("沈小满").check()
    page.get_by_label("您遇到了什么事").fill("三次电话都不接")
    page.get_by_role("button", name="发送").click()

    page.wait_for_url(re.compile("/my/LH-"))
    assert Case.objects.get().about == scene.city.shen
    expect(page.get_by_text("沈小满")).to_have_count(0)


@BOTH
def test_the_same_once_more(scene: Scene, scripts: bool) -> None:
    case = ask(scene.city.wu, scene.now, "家里停水了,什么时候来水?")
    page = scene.open("wu", "/ask/", java_script_enabled=scripts)
    page.get_by_label("您遇到了什么事").fill("家里停水了,什么时候能来水?")
    page.get_by_role("button", name="发给沈小满").click()

    expect(page.get_by_role("heading", name="您是不是在问这件事")).to_be_visible()
    if scripts:
        assert violations(page) == []
    page.get_by_role("button", name="就是这件，补充进去").click()

    page.wait_for_url(re.compile(f"/my/{case.number}"))
    expect(page.get_by_text("您补充了一句")).to_be_visible()
    assert Case.objects.count() == 1


@BOTH
def test_without_an_account(scene: Scene, scripts: bool) -> None:
    page = scene.open("", "/sign-in/", java_script_enabled=scripts)
    page.get_by_role("link", name="不登录也能问").click()
    page.get_by_label("您遇到了什么事").fill("户口迁回来要带什么")
    page.get_by_label("您的手机号").fill("139 1234 5678")
    page.get_by_label("您家在哪儿").select_option(label="石桥村")
    page.get_by_role("button", name="发送").click()

    page.wait_for_url(re.compile("/t/"))
    case = Case.objects.get()
    expect(page.get_by_role("status").first).to_contain_text(f"收到了，编号{case.number}，请记下")
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()
    expect(page.get_by_text("户口")).to_have_count(0)

    # The answer comes to the phone; what is asked once more is the same matter.
    scene.at(14, 35)
    page.goto("/guest/")
    page.get_by_label("您遇到了什么事").fill("户口迁回来要带什么?")
    page.get_by_label("您的手机号").fill("13912345678")
    page.get_by_role("button", name="发送").click()
    page.get_by_role("button", name="就是这件，补充进去").click()
    expect(page.get_by_role("status").first).to_contain_text(f"已补充到编号{case.number}")

    village = scene.city.desks["village"].pk
    act(case, rules.Answer(scene.city.he.pk, village, "带户口本"), scene.at(14, 36))
    page.reload()
    expect(page.get_by_role("heading", name="已答复")).to_be_visible()
    assert "带户口本" in Delivery.objects.get().body


def test_the_page_of_guests_looks_right_in_both_types(scene: Scene) -> None:
    looks_right(scene.open("", "/guest/"))


@BOTH
def test_an_officer_asks_for_a_household(scene: Scene, scripts: bool) -> None:
    shen = scene.open("shen", "/households/", java_script_enabled=scripts)
    shen.get_by_role("link", name="代提交 吴长青").click()
    shen.get_by_label("替谁提交").select_option(label="吴长青")
    shen.get_by_label("打电话来的").check()
    shen.get_by_label("什么事").fill("水管冻裂了")
    shen.get_by_role("button", name="发送").click()
    expect(shen.get_by_role("status").first).to_contain_text("编号")
    case = Case.objects.get()
    expect(shen.get_by_role("status").first).to_contain_text(f"编号{case.number}")

    wu = scene.open("wu", f"/my/{case.number}/", java_script_enabled=scripts)
    expect(wu.get_by_text("沈小满替您问的")).to_be_visible()
    wu.get_by_role("link", name="谁看过我的信息").click()
    expect(wu.get_by_text("打开过您家的资料，代您提交或关注事情")).to_be_visible()


def test_what_was_asked_by_ones_number_is_put_together(scene: Scene) -> None:
    asker, village = guest(scene.city.wu.phone), scene.city.nodes["village"]
    services.ask(services.Question(asker, village, "户口怎么迁"), key="k", now=scene.now)
    page = scene.open("wu", "/my/")

    looks_right(page)
    page.get_by_role("button", name="放到一起").click()

    expect(page.get_by_role("status").first).to_contain_text("1件事已放到一起")
    expect(page.get_by_role("link", name="户口怎么迁")).to_be_visible()
