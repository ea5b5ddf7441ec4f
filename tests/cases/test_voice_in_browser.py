"""A voice note in Chromium: spoken, heard, sent and played; and what those get who cannot speak."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect
from pytest_django import Settings

from lianhu.cases.models import Attachment, Case
from lianhu.files import jobs
from lianhu.files.models import Blob
from lianhu.kernel import clock
from tests import recordings
from tests.browser import DESK, PHONE, Opener, overflow, violations
from tests.cases.test_photos_in_browser import BAD, signed_in
from tests.cast import City, at, climb, make_city

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("LIANHU_PICTURES")
A_SECOND = re.compile("0:0[1-9] / 1:00")  # or a few, on a busy machine
PLAY = """player => new Promise((done, fail) => {
    player.addEventListener("error", () => fail(player.error.message));
    player.addEventListener("ended", () => done(player.duration));
    player.addEventListener("loadedmetadata",
        () => { player.currentTime = player.duration - 0.2; });
    player.play();
})"""


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def page(open_page: Opener, live_server: Any, city: City) -> Page:
    return signed_in(open_page(size=PHONE), live_server.url, city, "wu")


def is_fine(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"voice-{name}.png", full_page=True)
    assert overflow(page) == 0
    assert violations(page) == []


def hold(page: Page) -> None:
    button = page.get_by_role("button", name="按住说话")
    # In the middle, where no bar covers it.
    button.evaluate("button => button.scrollIntoView({block: 'center'})")
    button.hover()
    page.mouse.down()
    expect(page.get_by_role("timer")).to_have_text(A_SECOND)


def goes_by_hand(page: Page) -> None:
    """Open the page with a clock that stands still."""
    page.clock.install(time=at(14, 33))
    page.goto("/ask/")
    page.clock.pause_at(at(14, 40))


def send(page: Page) -> None:
    page.get_by_role("button", name="发给沈小满").click()
    page.wait_for_url("**/my/*/")


def test_who_holds_the_button_speaks(page: Page) -> None:
    with clock.fixed(at(14, 33)):
        page.goto("/ask/")
        hold(page)
        expect(page.get_by_role("button", name="松开结束")).to_be_visible()
        page.mouse.up()
        made = page.get_by_label("您录的语音")
        expect(made).to_be_visible()
        expect(page.get_by_role("status").filter(has_text="录好了")).to_be_visible()
        assert made.evaluate(PLAY) > 0.9
        send(page)
        jobs.prepare_one()
        page.reload()
        expect(page.get_by_role("heading", name="语音留言")).to_be_visible()
        assert page.get_by_label("语音 0:0").evaluate(PLAY) > 0.9

    blob = Attachment.objects.get().blob
    assert blob.media_type == "audio/mp4"
    assert blob.seconds


def test_a_tap_starts_and_another_ends(page: Page) -> None:
    page.goto("/ask/")
    page.get_by_role("button", name="按住说话").click()
    expect(page.get_by_role("timer")).to_have_text(A_SECOND)
    page.get_by_role("button", name="点一下结束").click()

    expect(page.get_by_label("您录的语音")).to_be_visible()


def test_it_works_by_keys_alone(page: Page) -> None:
    page.goto("/ask/")
    page.get_by_role("button", name="按住说话").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("timer")).to_have_text(A_SECOND)
    page.keyboard.press("Space")

    player = page.get_by_label("您录的语音")
    expect(player).to_be_focused()
    page.get_by_role("button", name="删除").press("Enter")
    expect(player).to_be_hidden()
    expect(page.get_by_role("button", name="按住说话")).to_be_focused()


def test_what_was_removed_does_not_go_along(page: Page) -> None:
    with clock.fixed(at(14, 33)):
        page.goto("/ask/")
        hold(page)
        page.mouse.up()
        page.get_by_role("button", name="删除").click()
        page.fill("[name=words]", "家里停水了")
        send(page)

    assert not Blob.objects.exists()


def test_a_minute_ends_it(page: Page) -> None:
    goes_by_hand(page)
    page.get_by_role("button", name="按住说话").click()
    page.get_by_role("button", name="点一下结束").wait_for()
    page.clock.run_for(59_000)
    expect(page.get_by_role("timer")).to_have_text("0:59 / 1:00")
    page.clock.run_for(1_000)

    expect(page.get_by_text("语音 1:00")).to_be_visible()


def test_who_sends_while_speaking_sends_what_was_said(page: Page) -> None:
    with clock.fixed(at(14, 33)):
        page.goto("/ask/")
        page.get_by_role("button", name="按住说话").click()
        expect(page.get_by_role("timer")).to_have_text(A_SECOND)
        send(page)

    assert Attachment.objects.get().blob.seconds


def test_a_blink_is_not_sent(page: Page) -> None:
    goes_by_hand(page)
    page.get_by_role("button", name="按住说话").click()
    page.get_by_role("button", name="点一下结束").click()

    expect(page.get_by_text("时间太短了")).to_be_visible()
    expect(page.get_by_role("button", name="按住说话")).to_be_visible()


@pytest.mark.parametrize(
    "script",
    [
        "delete window.MediaRecorder",
        "delete Navigator.prototype.mediaDevices",
        "MediaRecorder.isTypeSupported = () => false",
    ],
)
def test_where_nothing_can_be_recorded_a_file_is_chosen(page: Page, script: str) -> None:
    page.add_init_script(script)
    with clock.fixed(at(14, 33)):
        page.goto("/ask/")
        expect(page.get_by_role("button", name="按住说话")).to_be_hidden()
        page.get_by_label("语音", exact=True).set_input_files(
            {"name": "录音.m4a", "mimeType": "audio/mp4", "buffer": recordings.mp4()}
        )
        send(page)

    assert Attachment.objects.get().blob.media_type == "audio/mp4"


def test_who_may_not_use_the_microphone_is_told(page: Page) -> None:
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('no'))"
    )
    page.goto("/ask/")
    page.get_by_role("button", name="按住说话").click()

    expect(page.get_by_text("这里用不了麦克风")).to_be_visible()
    expect(page.get_by_text("语音", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="按住说话")).to_be_hidden()


def test_who_lets_go_to_allow_the_microphone_has_not_spoken_yet(page: Page) -> None:
    page.add_init_script(
        """const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = wanted => new Promise(
            resolve => { window.allow = () => resolve(ask(wanted)); });"""
    )
    goes_by_hand(page)
    page.get_by_role("button", name="按住说话").hover()
    page.mouse.down()
    expect(page.get_by_role("button", name="请允许使用麦克风")).to_be_visible()
    page.clock.run_for(1000)
    page.mouse.up()
    page.evaluate("window.allow()")

    expect(page.get_by_text("麦克风已经打开")).to_be_visible()
    expect(page.get_by_role("timer")).to_be_hidden()


def test_without_scripts_a_file_is_chosen(open_page: Opener, live_server: Any, city: City) -> None:
    page = open_page(size=PHONE, java_script_enabled=False)
    signed_in(page, live_server.url, city, "wu")
    voice: FilePayload = {
        "name": "录音.m4a",
        "mimeType": "audio/mp4",
        "buffer": recordings.mp4(),
    }

    with clock.fixed(at(14, 33)):
        page.goto("/ask/")
        page.get_by_label("语音", exact=True).set_input_files(voice)
        page.get_by_label("照片", exact=True).set_input_files(BAD)
        page.get_by_role("button", name="发给沈小满").click()
        expect(page.get_by_label("您的语音（0:01）已收到")).to_be_checked()
        send(page)

    assert Attachment.objects.get().blob.seconds == 1


@pytest.mark.parametrize(
    ("size", "large"),
    [((320, 640), True), pytest.param(PHONE, False, marks=pytest.mark.slow)],
)
def test_every_page_with_a_voice_note_fits_and_reads(
    open_page: Opener, live_server: Any, city: City, size: tuple[int, int], large: bool
) -> None:
    page = signed_in(open_page(size=size), live_server.url, city, "wu", large=large)
    shen = signed_in(open_page(size=size), live_server.url, city, "shen", large=large)
    he = signed_in(open_page(size=DESK), live_server.url, city, "he")
    width = size[0]

    with clock.fixed(at(14, 33)):
        page.goto("/ask/")
        is_fine(page, f"ask-{width}")
        page.locator("[data-hold]").press("Enter")
        expect(page.get_by_role("timer")).to_be_visible()
        is_fine(page, f"speaking-{width}")
        expect(page.get_by_role("timer")).to_have_text(A_SECOND)
        page.locator("[data-hold]").press("Enter")
        expect(page.locator("[data-listen]")).to_be_visible()
        is_fine(page, f"spoken-{width}")
        page.set_input_files("[name=photos]", BAD)
        page.click("[type=submit][form=ask]")
        expect(page.get_by_role("checkbox")).to_be_checked()
        is_fine(page, f"kept-{width}")
        page.click("[type=submit][form=ask]")
        page.wait_for_url("**/my/*/")
        is_fine(page, f"waiting-{width}")

        jobs.prepare_one()
        case = Case.objects.get()
        page.goto(f"/my/{case.number}/")
        is_fine(page, f"matter-{width}")
        shen.goto(f"/cases/{case.number}/")
        is_fine(shen, f"officer-{width}")
        shen.goto(f"/cases/{case.number}/answer/")
        is_fine(shen, f"answer-{width}")
        climb(city, case, "village", at(14, 33))
        he.goto(f"/desk/{case.number}/")
        assert he.locator("audio").evaluate(PLAY) > 0.9
        is_fine(he, f"desk-{width}")
