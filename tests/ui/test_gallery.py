"""The gallery on real screens: nothing too wide or too small, and nothing that axe-core finds.

LIANHU_PICTURES=folder writes what it looked like.
"""

import os
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESK, PHONE, Opener, overflow, violations
from tests.ui.gallery.urls import NAMES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.ui.gallery.urls"),
]

PICTURES = os.environ.get("LIANHU_PICTURES")
AT_A_DESK = ["desk", "table"]
ON_A_PHONE = [name for name in NAMES if name not in AT_A_DESK]
NARROW = (320, 640)


class Look(NamedTuple):
    size: tuple[int, int]
    english: bool = False
    large: bool = False

    def open(self, open_page: Opener, site: str, path: str) -> Page:
        page = open_page(size=self.size)
        cookies = {"django_language": "en"} if self.english else {}
        cookies |= {"lianhu_type": "large"} if self.large else {}
        page.context.add_cookies(
            [{"name": name, "value": value, "url": site} for name, value in cookies.items()]
        )
        page.goto(path)
        if PICTURES:
            marks = "-en" * self.english + "-large" * self.large
            _picture(
                page, f"{path.replace('/', '').replace('?open=1', '-open')}-{self.size[0]}{marks}"
            )
        return page


def _picture(page: Page, name: str) -> None:
    size = page.viewport_size
    assert size is not None
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
    page.screenshot(path=Path(PICTURES or "") / f"{name}.png")
    page.set_viewport_size(size)


def _low_targets(page: Page, least: int) -> list[Any]:
    """What a finger has to hit and is lower than `least` pixels."""
    found: list[Any] = page.evaluate(
        """least => [...document.querySelectorAll(
                "a, button, select, textarea, input:not([type=hidden]), .lh-check label")]
            .filter(e => !e.matches("label input, .lh-skip") && e.offsetParent)
            .map(e => [e.textContent.trim() || e.name, e.getBoundingClientRect().height])
            .filter(([, height]) => height < least - 0.5)""",
        least,
    )
    return found


def _small_texts(page: Page, least: int) -> list[str]:
    found: list[str] = page.evaluate(
        """least => [...document.querySelectorAll("body *")]
            .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
            .filter(e => e.offsetParent && !e.matches(".lh-vh, .lh-vh *, .lh-sep"))
            .filter(e => parseFloat(getComputedStyle(e).fontSize) < least)
            .map(e => `${e.className}: ${e.textContent.trim()}`)""",
        least,
    )
    return found


def _found(page: Page, target: int, text: int) -> list[Any]:
    wider = [f"wider than the window by {overflow(page)}"] if overflow(page) else []
    return [*wider, *violations(page), *_low_targets(page, target), *_small_texts(page, text)]


@pytest.mark.parametrize("name", ON_A_PHONE)
def test_a_phone_page_is_easy_to_use(open_page: Opener, live_server, name: str) -> None:
    looks = {
        Look(PHONE): (48, 12),
        Look(PHONE, english=True): (48, 12),
        Look(NARROW, large=True): (60, 18),
    }

    found = {
        look: _found(look.open(open_page, live_server.url, f"/{name}/"), *least)
        for look, least in looks.items()
    }

    assert {look: problems for look, problems in found.items() if problems} == {}


@pytest.mark.parametrize("path", ["/desk/", "/desk/?open=1", "/table/"])
def test_a_desk_page_is_easy_to_use(open_page: Opener, live_server, path: str) -> None:
    looks = [Look(DESK), Look((1024, 768), english=True), Look(NARROW)]

    found = {look: _found(look.open(open_page, live_server.url, path), 0, 12) for look in looks}

    assert {look: problems for look, problems in found.items() if problems} == {}


SEND = """() => {
    const form = document.createElement("form");
    form.method = "post";
    const sent = {key: "k", words: "我退休了，在外地住院。\\n回去怎么报销？"};
    for (const [name, value] of Object.entries(sent))
        form.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}));
    document.body.append(form);
    form.submit();
}"""


@pytest.mark.parametrize("sent", [False, True], ids=["asked", "sent"])
def test_the_page_of_an_outage_is_easy_to_use(open_page: Opener, live_server, sent: bool) -> None:
    looks = {
        Look(PHONE): (48, 12),
        Look(NARROW, english=True): (48, 12),
        Look(NARROW, large=True): (60, 18),
    }
    found = {}
    for look, least in looks.items():
        page = look.open(open_page, live_server.url, "/refused/locked/")
        if sent:
            with page.expect_navigation():
                page.evaluate(SEND)
            if PICTURES:
                _picture(page, f"outage-sent-{look.size[0]}{'-large' * look.large}")
            expect(page.get_by_role("button")).to_have_count(1)
        found[look] = _found(page, *least)

    assert {look: problems for look, problems in found.items() if problems} == {}


def test_labels_of_the_climb_are_no_wider_than_they_were_laid_out(
    open_page: Opener, live_server
) -> None:
    """climb.py estimates widths without a font; a real one must not need more."""
    page = Look(NARROW, english=True).open(open_page, live_server.url, "/phone/")

    widths = page.evaluate(
        """() => [...document.querySelectorAll(".lh-climb text")]
            .map(t => [t.textContent, t.getComputedTextLength()])"""
    )

    assert len(widths) > 7
    assert [label for label, width in widths if width > 44.5] == []
