"""A resident signs in by card and code; staff with password and app, and where they are."""

import re

import pytest
from playwright.sync_api import Page, expect

from lianhu.grid.models import Resident
from lianhu.kernel.phones import demo_phone
from tests.browser import DESK, PHONE, overflow, violations
from tests.cast import ask
from tests.journeys.scene import Scene, prefer
from tests.journeys.strays import strays
from tests.signin.people import PASSWORD, app_code, last_code, with_password

pytestmark = pytest.mark.browser

NARROW = (320, 640)


def look(page: Page, *written: str) -> None:
    """At a page that no address alone shows: it fits, and reads well."""
    assert strays(page, "zh-hans", written) == []
    for size in (PHONE, NARROW, DESK):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert (size, overflow(page)) == (size, 0)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert violations(page) == []


def test_a_resident_by_card_and_code_and_later_by_number(scene: Scene) -> None:
    old = Resident.objects.create(
        household=scene.city.wu.household, name="吴老太", phone=demo_phone(777)
    )
    case = ask(old, scene.now, "低保怎么申请")
    officer = scene.open("shen", "/households/")
    officer.get_by_role("link", name="发登录卡 吴长青").click()
    officer.get_by_label("吴老太").check()
    officer.get_by_role("button", name="做这张卡").click()
    expect(officer.get_by_role("heading", name="吴老太的登录卡")).to_be_visible()
    look(officer)
    address = officer.get_by_role("link", name="打开二维码指向的网页").get_attribute("href") or ""
    officer.emulate_media(media="print")
    expect(officer.get_by_role("heading", name="吴老太的登录卡")).to_be_hidden()
    expect(officer.get_by_text("用微信或手机相机扫")).to_be_visible()

    phone = scene.browser("", java_script_enabled=False)
    phone.goto(address)
    expect(phone.get_by_role("heading", name="吴**的登录卡")).to_be_visible()
    phone.get_by_role("button", name="给我发验证码").click()
    phone.get_by_label("短信里的验证码").fill("12")
    phone.get_by_role("button", name="登录").click()
    expect(phone.get_by_text("验证码不对，还可以试4次")).to_be_visible()
    phone.get_by_label("短信里的验证码").fill(last_code())
    phone.get_by_role("button", name="登录").click()
    expect(phone.get_by_role("heading", name="我的事")).to_be_visible()
    expect(phone.get_by_text("低保怎么申请")).to_be_visible()
    phone.goto(f"/my/{case.number}/")
    expect(phone.get_by_role("heading", name="低保怎么申请")).to_be_visible()

    phone.get_by_role("button", name="退出登录").click()
    phone.get_by_role("link", name="用手机号登录").click()
    phone.get_by_label("您的手机号").fill("138 1234 5678")
    phone.get_by_role("button", name="给我发验证码").click()
    expect(phone.get_by_text("如果138 1234 5678在这里登记过")).to_be_visible()


def test_with_the_card_alone(scene: Scene) -> None:
    officer = scene.open("shen", "/households/A/card/")
    officer.get_by_label("吴长青").check()
    officer.get_by_role("button", name="做这张卡").click()
    address = officer.get_by_role("link", name="打开二维码指向的网页").get_attribute("href") or ""

    page = scene.browser("")
    page.goto(address)
    page.get_by_role("button", name="只凭卡进去").click()
    expect(page.get_by_text("投诉和要求保密的事不显示")).to_be_visible()
    look(page)
    for path, said in (
        ("/account/", "您现在只凭登录卡进来"),
        ("/my/looks/", "只凭登录卡看不到"),
    ):
        page.goto(path)
        expect(page.get_by_role("heading", name=said)).to_be_visible()
        look(page)


def test_staff_with_password_and_app_and_where_they_are(scene: Scene) -> None:
    luo = with_password(scene.city.luo)
    page = scene.browser("", DESK)
    page.goto("/desk/")
    enter(page)
    page.get_by_role("link", name="罗知微").click()
    page.get_by_role("link", name="登录动态码").click()
    page.get_by_role("button", name="开始设置").click()
    page.get_by_label("应用上现在显示的动态码").fill(app_code(luo))
    page.get_by_role("button", name="开启", exact=True).click()
    expect(page.get_by_role("heading", name="您的备用码")).to_be_visible()
    codes = page.locator(".sign-code").all_text_contents()
    assert len(codes) == 10
    look(page, *codes)
    page.get_by_role("link", name="收好了").click()

    other = scene.browser("")
    other.goto("/desk/")
    enter(other)
    expect(other.get_by_role("heading", name="还差一步")).to_be_visible()
    look(other)
    other.get_by_label("手机应用上的动态码").fill("0000000")
    other.get_by_role("button", name="登录").click()
    expect(other.get_by_text("动态码不对，或者已经用过")).to_be_visible()
    other.get_by_label("手机应用上的动态码").fill(codes[0])
    other.get_by_role("button", name="登录").click()
    other.wait_for_url("**/desk/")

    page.reload()
    expect(page.get_by_text("就是这里")).to_have_count(1)
    page.get_by_role("button", name="除了这里，都退出").click()
    expect(page.get_by_text("另外1处已经退出")).to_be_visible()
    other.reload()
    expect(other.get_by_role("heading", name="登录")).to_be_visible()


def test_who_tries_too_often_reads_until_when_and_whom_to_call(scene: Scene) -> None:
    with_password(scene.city.luo)
    page = scene.browser("")
    page.goto("/sign-in/")
    for _ in range(11):
        enter(page, "not it")
    expect(page.get_by_role("heading", name="试的次数太多了")).to_be_visible()
    expect(page.get_by_text(re.compile(r"今天 1[45]:\d\d起可以再试"))).to_be_visible()
    expect(page.get_by_role("link", name="打电话给市联群办")).to_be_visible()
    look(page)
    prefer(page, "en", large=True)
    page.goto("/sign-in/")
    enter(page, "not it", english=True)
    expect(page.get_by_role("heading", name="That was tried too often")).to_be_visible()
    assert strays(page, "en") == []


def enter(page: Page, password: str = PASSWORD, *, english: bool = False) -> None:
    page.get_by_label("User name" if english else "用户名").fill("luo")
    page.get_by_label("Password" if english else "密码").fill(password)
    page.get_by_role("button", name="Sign in" if english else "登录").click()
