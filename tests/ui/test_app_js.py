"""What the script adds to pages that work without it."""

import re

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser import Opener

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.ui.gallery.urls"),
]


def _sent(page: Page) -> list[str]:
    sent: list[str] = []

    def listen(request: Request) -> None:
        if request.method == "POST":
            sent.append(request.url)

    page.on("request", listen)
    return sent


def test_a_form_goes_out_once(page: Page) -> None:
    page.goto("/desk/?open=1")
    sent = _sent(page)

    with page.expect_navigation():
        page.evaluate(
            """() => {
                const form = document.querySelector("form.lh-comp");
                form.requestSubmit();
                form.requestSubmit();
            }"""
        )

    assert len(sent) == 1


def test_offline_nothing_is_lost(page: Page) -> None:
    page.goto("/ask/")
    page.get_by_label("您遇到了什么事").fill("停水了")
    page.context.set_offline(True)

    page.get_by_role("button", name="发给林晓禾").click()

    expect(page.get_by_role("alert")).to_contain_text("网络断了，您写的还在这一页上")
    expect(page.get_by_label("您遇到了什么事")).to_have_value("停水了")
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_be_hidden()


def test_ticks_stay(page: Page) -> None:
    page.goto("/answered/")
    page.get_by_label("费用总清单").check()

    page.reload()

    expect(page.get_by_label("费用总清单")).to_be_checked()
    expect(page.get_by_label("医保卡")).not_to_be_checked()


def test_control_and_enter_send(desk_page: Page) -> None:
    desk_page.goto("/desk/?open=1")
    sent = _sent(desk_page)
    desk_page.get_by_label("答复何秋霜").focus()

    with desk_page.expect_navigation():
        desk_page.keyboard.press("Control+Enter")

    assert len(sent) == 1


def test_single_keys_walk_the_list_and_reach_the_composer(desk_page: Page) -> None:
    desk_page.goto("/desk/?open=1")
    rows = desk_page.locator(".lh-q__r")

    desk_page.keyboard.press("j")
    expect(rows.nth(2)).to_be_focused()  # the second is open
    desk_page.keyboard.press("k")
    expect(rows.nth(1)).to_be_focused()
    desk_page.keyboard.press("a")
    composer = desk_page.get_by_label("答复何秋霜")
    expect(composer).to_be_focused()

    desk_page.keyboard.type("jk?")  # while writing, letters are letters
    expect(composer).to_have_value(re.compile(r"jk\?"))


def test_single_keys_can_be_switched_off(desk_page: Page) -> None:
    desk_page.goto("/desk/?open=1")
    desk_page.keyboard.press("?")
    expect(desk_page.get_by_role("dialog")).to_be_visible()
    desk_page.get_by_label("启用单键操作").uncheck()
    desk_page.get_by_role("button", name="关闭").click()
    expect(desk_page.get_by_role("dialog")).to_be_hidden()

    desk_page.reload()
    desk_page.keyboard.press("j")

    expect(desk_page.locator(".lh-q__r:focus")).to_have_count(0)


def test_without_the_script_the_pages_still_work(open_page: Opener) -> None:
    page = open_page(size=(390, 844), java_script_enabled=False)
    page.goto("/ask/")

    page.get_by_role("button", name="大字").click()

    expect(page.locator("body")).to_have_attribute("data-weui-mode", "care")
    expect(page).to_have_url(re.compile("/ask/$"))
