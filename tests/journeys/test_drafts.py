"""What is being written is there again: after a crash, on another device, after a lost session."""

import pytest
from playwright.sync_api import Page, expect

from lianhu.accounts import services as drafts
from lianhu.accounts.models import Draft
from lianhu.cases.models import Case
from tests.browser import DESK, overflow, violations
from tests.cast import ask, climb
from tests.journeys.scene import Scene
from tests.processes import wait_until

pytestmark = pytest.mark.browser

PASSWORD = "a password of theirs"


def at_city(scene: Scene) -> Case:
    return climb(scene.city, ask(scene.city.wu, scene.now, "外地住院怎么报销"), "city", scene.now)


def sign_in(page: Page, who: str, *, shared: bool = False) -> None:
    page.get_by_label("用户名").fill(who)
    page.get_by_label("密码").fill(PASSWORD)
    if shared:
        page.get_by_label("这是大家共用的手机或电脑").check()
    page.get_by_role("button", name="登录").click()


def enter(scene: Scene, who: str, path: str, *, shared: bool = False) -> Page:
    """As people do: through the sign-in page, in a browser of their own."""
    person = scene.city.people[who]
    person.set_password(PASSWORD)
    person.save()
    page = scene.browser("")
    page.goto(path)
    sign_in(page, who, shared=shared)
    return page


def test_after_the_page_died_it_is_there_on_another_device(scene: Scene) -> None:
    case = at_city(scene)
    page = scene.open("luo", f"/desk/{case.number}/", DESK)
    page.get_by_label("答复吴长青").press_sequentially("可以报销,没备案")
    expect(page.get_by_text("已存草稿 14:33")).to_be_visible()
    page.close()

    scene.at(14, 35)
    other = enter(scene, "luo", f"/desk/{case.number}/")
    expect(other.get_by_label("答复吴长青")).to_have_value("可以报销,没备案")
    expect(other.get_by_text("这是您今天 14:33写的草稿")).to_be_visible()
    other.get_by_role("button", name="发出答复").click()
    expect(other.get_by_role("heading", name="市联群办的答复")).to_be_visible()
    assert not Draft.objects.exists()


def test_leaving_does_not_wait(scene: Scene) -> None:
    case = at_city(scene)
    page = scene.open("luo", f"/desk/{case.number}/", DESK)
    page.get_by_label("答复吴长青").fill("写了一半")
    page.goto("/desk/")
    wait_until(Draft.objects.exists)

    page.goto(f"/desk/{case.number}/")
    expect(page.get_by_label("答复吴长青")).to_have_value("写了一半")


def test_what_was_sent_does_not_come_back(scene: Scene) -> None:
    page = scene.open("wu", "/ask/")
    page.get_by_label("您遇到了什么事").fill("停水了")
    page.get_by_role("button", name="发给").click()
    page.wait_for_url("**/my/*/")
    page.goto("/ask/")

    expect(page.get_by_label("您遇到了什么事")).to_have_value("")
    assert not Draft.objects.exists()


def test_it_can_be_discarded(scene: Scene) -> None:
    page = scene.open("wu", "/ask/")
    page.get_by_label("您遇到了什么事").fill("停水了")
    expect(page.get_by_text("已存草稿 14:33")).to_be_visible()
    page.reload()
    # What was changed since is discarded as well.
    page.get_by_label("您遇到了什么事").fill("停水了,停了两天")
    page.get_by_role("button", name="不要了").click()

    expect(page.get_by_text("草稿已经删掉了")).to_be_visible()
    expect(page.get_by_label("您遇到了什么事")).to_have_value("")
    assert not Draft.objects.exists()


def test_offline_it_says_so_and_saves_once_connected(scene: Scene) -> None:
    page = scene.open("wu", "/ask/")
    page.context.set_offline(True)
    page.get_by_label("您遇到了什么事").fill("停水了")
    expect(page.locator("form").get_by_text("网络断了，您写的还在这一页上")).to_be_visible()
    page.context.set_offline(False)

    expect(page.get_by_text("已存草稿 14:33")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_a_session_that_was_lost_loses_no_words(scene: Scene, javascript: bool) -> None:
    person = scene.city.people["luo"]
    person.set_password(PASSWORD)
    person.save()
    case = at_city(scene)
    page = scene.open("luo", f"/desk/{case.number}/", java_script_enabled=javascript)
    other_tab = page.context.new_page()
    other_tab.goto("/desk/")
    other_tab.get_by_role("button", name="退出登录").click()
    expect(other_tab.get_by_label("密码")).to_be_visible()
    page.get_by_label("答复吴长青").fill("可以报销")
    page.get_by_role("button", name="发出答复").click()

    expect(page.get_by_role("heading", name="您已经退出登录了")).to_be_visible()
    expect(page.get_by_label("您写的内容")).to_have_value("可以报销")
    assert (overflow(page), violations(page) if javascript else []) == (0, [])
    page.get_by_role("link", name="登录").click()
    sign_in(page, "luo")
    page.wait_for_url(f"**/desk/{case.number}/")
    expect(page.get_by_label("答复吴长青")).to_have_value("可以报销")
    page.get_by_role("button", name="发出答复").click()
    expect(page.get_by_role("heading", name="市联群办的答复")).to_be_visible()


def test_while_signed_out_it_says_that_nothing_is_saved(scene: Scene) -> None:
    page = scene.open("wu", "/ask/")
    page.context.clear_cookies()
    page.get_by_label("您遇到了什么事").fill("停水了")

    expect(page.get_by_text("您已退出登录，草稿没存上。您写的还在这一页上。")).to_be_visible()


def test_on_a_shared_phone_nothing_is_saved(scene: Scene) -> None:
    asked: list[str] = []
    page = enter(scene, "wu", "/ask/", shared=True)
    page.on("request", lambda request: asked.append(request.url))
    expect(page.get_by_text("发送之前，您写的内容不会存下来")).to_be_visible()
    page.get_by_label("您遇到了什么事").fill("家里的事")
    page.goto("/my/")
    page.goto("/ask/")
    expect(page.get_by_label("您遇到了什么事")).to_have_value("")

    assert not [url for url in asked if "/drafts/" in url]
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    other = scene.open("wu", "/ask/")
    expect(other.get_by_label("您遇到了什么事")).to_have_value("")


def test_the_browser_stores_nothing(scene: Scene) -> None:
    page = scene.open("wu", "/ask/")
    page.get_by_label("您遇到了什么事").fill("停水了")
    expect(page.get_by_text("已存草稿 14:33")).to_be_visible()

    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.evaluate("indexedDB.databases().then(found => found.length)") == 0


@pytest.mark.parametrize("size", [(1440, 1800), (320, 640)], ids=str)
def test_pages_with_drafts_are_accessible_and_fit(scene: Scene, size: tuple[int, int]) -> None:
    case, beat = at_city(scene), ask(scene.city.wu, scene.now)
    for who, path, form, ref in (
        ("luo", f"/desk/{case.number}/", "desk_answer", case.number),
        ("shen", f"/cases/{beat.number}/answer/", "case_answer", beat.number),
        ("wu", f"/my/{case.number}/", "my_case_note", case.number),
        ("he", f"/desk/{case.number}/", "desk_answer", case.number),  # has no form any more
    ):
        person = scene.city.people[who].pk
        drafts.save(person, form, ref, {"words": "写了一半"}, now=scene.now)
        page = scene.open(who, path, size)
        expect(page.get_by_role("button", name="不要了").first).to_be_visible()
        assert (path, overflow(page), violations(page)) == (path, 0, [])
