"""Photos in a group in Chromium: chosen and sent without scripts, seen on the phone and wide."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect
from pytest_django import Settings

from lianhu.files import jobs
from lianhu.kernel import clock
from tests.browser import DESK, PHONE, Opener, overflow, violations
from tests.cast import City, at, make_city, sign_in
from tests.photos import HTML, jpeg

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("LIANHU_PICTURES")
BEAT = "/groups/at/beat/"
BAD: FilePayload = {"name": "页.jpg", "mimeType": "image/jpeg", "buffer": HTML}


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def photos(*colours: str) -> list[FilePayload]:
    return [
        {"name": f"{c}.jpg", "mimeType": "image/jpeg", "buffer": jpeg((800, 600), colour=c)}
        for c in colours
    ]


def signed_in(page: Page, site: str, city: City, person: str) -> Page:
    session = sign_in(city.people[person]).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return page


def is_fine(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"group-{name}.png", full_page=True)
    assert overflow(page) == 0
    assert violations(page) == []


def test_photos_are_sent_without_scripts_and_seen_by_the_neighbours(
    open_page: Opener, live_server
) -> None:
    city = make_city()
    with clock.fixed(at(14, 33)):
        page = signed_in(
            open_page(size=PHONE, java_script_enabled=False), live_server.url, city, "wu"
        )
        page.goto(BEAT)
        page.get_by_label("想说点什么").fill("楼道的灯修好了，大家看看")
        page.get_by_label("照片", exact=True).set_input_files([*photos("green", "blue"), BAD])
        page.get_by_role("button", name="发到群里").click()
        expect(page.get_by_text("页.jpg不是能打开的照片")).to_be_visible()
        expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
        page.get_by_role("button", name="发到群里").click()
        expect(page.get_by_text("照片2正在处理")).to_be_visible()
        while jobs.prepare_one():
            pass

        for size, name in ((PHONE, "phone"), (DESK, "wide")):
            seen = signed_in(open_page(size=size), live_server.url, city, "zheng")
            seen.goto(BEAT)
            photo = seen.get_by_role("img", name="照片2")
            expect(photo).to_have_js_property("complete", value=True)
            is_fine(seen, name)
            photo.click()
            expect(seen.locator("img")).to_have_js_property("naturalWidth", 800)


def test_what_is_wrong_stands_beside_the_photos(open_page: Opener, live_server) -> None:
    city = make_city()
    with clock.fixed(at(14, 33)):
        page = signed_in(open_page(size=PHONE), live_server.url, city, "wu")
        page.goto(BEAT)
        chosen = page.get_by_label("照片", exact=True)
        expect(chosen).to_contain_class("lh-file--empty")
        chosen.set_input_files([*photos("green"), BAD])
        expect(chosen).not_to_contain_class("lh-file--empty")
        page.get_by_role("button", name="发到群里").click()
        expect(page.get_by_text("页.jpg不是能打开的照片")).to_be_visible()
        is_fine(page, "refused")
