"""Photos in Chromium: chosen and sent without scripts, seen on the phone and at the desk."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect
from pytest_django import Settings

from lianhu.cases.models import Attachment, Case
from lianhu.files import jobs
from lianhu.kernel import clock
from tests.browser import DESK, PHONE, Opener, overflow, violations
from tests.cast import City, at, climb, make_city, sign_in
from tests.photos import HTML, jpeg
from tests.processes import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("LIANHU_PICTURES")


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


BAD: FilePayload = {"name": "页.jpg", "mimeType": "image/jpeg", "buffer": HTML}


def photos(count: int) -> list[FilePayload]:
    photo = jpeg((800, 600))
    return [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": photo} for n in range(count)]


def signed_in(page: Page, site: str, city: City, person: str, *, large: bool = False) -> Page:
    cookies = {"sessionid": sign_in(city.people[person]).cookies["sessionid"].value}
    cookies |= {"lianhu_type": "large", "django_language": "en"} if large else {}
    page.context.add_cookies([{"name": k, "value": v, "url": site} for k, v in cookies.items()])
    return page


def is_fine(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"photos-{name}.png", full_page=True)
    assert overflow(page) == 0
    assert violations(page) == []


def test_without_scripts_photos_go_along_with_the_question(open_page: Opener, live_server) -> None:
    city = make_city()
    page = open_page(size=PHONE, java_script_enabled=False)
    signed_in(page, live_server.url, city, "wu")

    with clock.fixed(at(14, 33)):
        page.goto("/ask/")
        page.get_by_label("您遇到了什么事").fill("家里停水了")
        page.get_by_label("照片", exact=True).set_input_files([*photos(2), BAD])
        page.get_by_role("button", name="发给沈小满").click()
        expect(page.get_by_text("页.jpg不是能打开的照片")).to_be_visible()
        page.get_by_label("照片2").uncheck()
        page.get_by_role("button", name="发给沈小满").click()
        expect(page.get_by_role("heading", name="家里停水了")).to_be_visible()

    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("size", "large"),
    [((320, 640), True), pytest.param(PHONE, False, marks=pytest.mark.slow)],
)
def test_every_page_with_photos_fits_and_reads(
    open_page: Opener, live_server, size: tuple[int, int], large: bool
) -> None:
    city = make_city()
    page = signed_in(open_page(size=size), live_server.url, city, "wu", large=large)
    shen = signed_in(open_page(size=size), live_server.url, city, "shen", large=large)
    he = signed_in(open_page(size=DESK), live_server.url, city, "he")
    width = size[0]

    with clock.fixed(at(14, 33)):
        page.goto("/ask/")
        page.fill("[name=words]", "家里停水了")
        page.set_input_files("[name=photos]", photos(5))
        is_fine(page, f"chosen-{width}")
        page.fill("[name=words]", " ")
        page.click("[type=submit][form=ask]")
        expect(page.get_by_role("checkbox")).to_have_count(5)
        page.set_input_files("[name=photos]", BAD)
        page.click("[type=submit][form=ask]")
        expect(page.locator("#photos-error")).to_be_visible()
        is_fine(page, f"refused-{width}")
        page.fill("[name=words]", "家里停水了")
        page.click("[type=submit][form=ask]")
        page.wait_for_url("**/my/*/")
        is_fine(page, f"waiting-{width}")

        while jobs.prepare_one():
            pass
        case = Case.objects.get()
        page.goto(f"/my/{case.number}/")
        expect(page.get_by_role("img")).to_have_count(5 + page.locator("svg[role=img]").count())
        is_fine(page, f"matter-{width}")
        page.set_input_files("#more [name=photos]", photos(1))
        page.click("#more [type=submit]")
        page.wait_for_url("**/my/*/")
        jobs.prepare_one()
        shen.goto(f"/cases/{case.number}/")
        is_fine(shen, f"officer-{width}")
        climb(city, case, "village", at(14, 33))
        he.goto(f"/desk/{case.number}/")
        loaded = "e => e.every(i => i.complete && i.naturalWidth > 0)"
        # wait_for_function would evaluate a string in the page, which our policy forbids.
        expect(he.locator("img")).to_have_count(6)
        he.locator("img").last.scroll_into_view_if_needed()
        wait_until(lambda: he.eval_on_selector_all("img", loaded), within_s=10)
        is_fine(he, f"desk-{width}")
