"""Every page, with data, without any and refused: it fits, reads and speaks one language.

A route without a row here fails. LIANHU_PICTURES=folder writes what the pages looked like.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page

from lianhu.accounts.models import User
from lianhu.grid.models import Stay
from tests.browser import DESK, PHONE, overflow, violations
from tests.cast import (
    sign_in,
)
from tests.journeys.filled import NAMES, WRITTEN, door, fill, make_administrator
from tests.journeys.filled_notices import Places
from tests.journeys.scene import Scene, prefer
from tests.journeys.shown import EMPTY, WITH_DATA, Shown
from tests.journeys.shown_wrong import FORM_ERRORS, REFUSED
from tests.journeys.strays import strays
from tests.journeys.unshown import LIKE_ANOTHER, NO_PAGE

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.demo.demo_urls")]

PICTURES = os.environ.get("LIANHU_PICTURES")
NARROW = (320, 640)
SIZES = (NARROW, PHONE, DESK)


@pytest.fixture
def full(scene: Scene) -> Places:
    door(scene)
    return fill(scene)


def test_every_route_that_shows_a_page_has_a_row(scene: Scene) -> None:
    client = sign_in(scene.city.people["wu"])

    shown = {
        name
        for name, path in _routes()
        if not name.startswith("api:") and _answers_get(client, path)
    }

    known = WITH_DATA.keys() | NO_PAGE.keys() | LIKE_ANOTHER
    assert shown - known == set()
    assert known - shown == set()


def _routes() -> Iterator[tuple[str, str]]:
    """Name and an address of each route."""

    def walk(resolver: URLResolver, spaces: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                name = ":".join([*spaces, entry.name or ""])
                kinds = entry.pattern.converters
                given = {key: 1 if kind.regex == "[0-9]+" else "1" for key, kind in kinds.items()}
                yield name, reverse(name, kwargs=given)
            else:
                yield from walk(entry, (*spaces, *filter(None, [entry.namespace])))

    yield from walk(get_resolver(), ())


def _answers_get(client: Client, path: str) -> bool:
    """POST-only routes say so before they look at anything else."""
    return client.get(path).status_code != 405


# In English in large type: what is longest.
LOOKS = (("zh-hans", False), ("en", True))


class Walk:
    """Goes from page to page as their readers, and keeps what is wrong with them.

    All widths are tried on each page, and both languages on the first that each route shows with
    data; on each other in one of them. axe-core, which takes its time, looks at the page that
    most people see. With --full all is `thorough`.
    """

    def __init__(self, scene: Scene, *, thorough: bool = False) -> None:
        self._scene = scene
        self._thorough = thorough
        self._browsers: dict[str, Page] = {}
        self.found: dict[str, list[str]] = {}

    def visit(
        self,
        shown: Shown,
        places: Places,
        *,
        status: int = 200,
        press: str = "",
        axe: bool = True,
        in_turn: bool = False,
    ) -> None:
        """Look at one page, `in_turn` in one language only; `press` is a button to press first."""
        if shown.who not in self._browsers:
            self._browsers[shown.who] = self._scene.browser(shown.who)
        page, path = self._browsers[shown.who], shown.path.format(**places)
        once = in_turn and not self._thorough
        # By its address, so that no other page changes in which language it is seen.
        one = LOOKS[crc32(shown.path.encode()) % len(LOOKS)]
        for language, large in (one,) if once else LOOKS:
            prefer(page, language, large=large)
            response = page.goto(path)
            if press:
                with page.expect_navigation() as navigation:
                    page.locator(press).click()
                response = navigation.value
            assert response is not None
            wrong = [] if response.status == status else [f"answered {response.status}"]
            name = f"{shown.who or 'nobody'} {path}{' pressed' * bool(press)} {language}"
            sizes = self._axe_sizes(page, skip=large and not once) if axe else ()
            if shown.covered:
                sizes = tuple(size for size in sizes if size != DESK)
            wrong += _seen(page, name, sizes) + strays(page, language, WRITTEN, NAMES)
            if wrong:
                self.found[name] = wrong

    def _axe_sizes(self, page: Page, *, skip: bool) -> tuple[tuple[int, int], ...]:
        if self._thorough:
            return SIZES
        if skip:
            return ()
        return (DESK,) if page.locator("body.lh-desk").count() else (PHONE,)


def _seen(page: Page, name: str, axe_sizes: tuple[tuple[int, int], ...]) -> list[str]:
    wrong = []
    for size in SIZES:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        if too_wide := overflow(page):
            wrong.append(f"{size[0]}: {too_wide} px too wide")
        if size in axe_sizes:
            wrong += [f"{size[0]}: {violation}" for violation in violations(page)]
        if PICTURES:
            _picture(page, name, size)
    return wrong


def _picture(page: Page, name: str, size: tuple[int, int]) -> None:
    file = re.sub(r"[^a-z0-9]+", "-", name.lower())
    page.screenshot(path=Path(PICTURES or "", f"{file}-{size[0]}.png"), full_page=True)


# Walked in parts, so that two workers share them.
PARTS = 4


in_parts = pytest.mark.parametrize("part", range(PARTS))
thoroughly = pytest.mark.parametrize(
    "thorough",
    [
        pytest.param(False, marks=pytest.mark.short),
        pytest.param(True, marks=pytest.mark.slow),
    ],
    ids=["quickly", "thoroughly"],
)


@thoroughly
@in_parts
def test_pages_with_data(scene: Scene, full: Places, part: int, thorough: bool) -> None:
    walk = Walk(scene, thorough=thorough)

    for rows in [*WITH_DATA.values()][part::PARTS]:
        for shown in rows:
            walk.visit(shown, full, in_turn=shown is not rows[0])

    assert walk.found == {}


@thoroughly
def test_pages_without_data(scene: Scene, thorough: bool) -> None:
    User.objects.create_user("cen", name="岑望舒", name_en="Cen Wangshu")
    make_administrator()
    User.objects.create_user("dai", name="戴", name_en="Dai", is_administrator=True)
    Stay.objects.all().delete()
    walk = Walk(scene, thorough=thorough)

    for shown in EMPTY:
        walk.visit(shown, {}, in_turn=True)

    assert walk.found == {}


@thoroughly
def test_refusals(scene: Scene, full: Places, thorough: bool) -> None:
    walk = Walk(scene, thorough=thorough)

    for status, rows in REFUSED.items():
        for shown in rows:
            walk.visit(shown, full, status=status, axe=shown is rows[0], in_turn=True)

    assert walk.found == {}


@thoroughly
@in_parts
def test_forms_sent_back(scene: Scene, full: Places, part: int, thorough: bool) -> None:
    walk = Walk(scene, thorough=thorough)

    for shown, button in FORM_ERRORS[part::PARTS]:
        status = 200 if shown.path == "/sign-in/" else 422
        walk.visit(shown, full, status=status, press=button, in_turn=True)

    assert walk.found == {}


def test_a_planted_violation_is_caught(scene: Scene) -> None:
    page = scene.open("wu", "/ask/")
    assert violations(page) == []

    page.evaluate("document.querySelector('main').append(document.createElement('img'))")

    assert any(violation.startswith("image-alt") for violation in violations(page))


def test_planted_words_of_the_other_language_are_caught(scene: Scene) -> None:
    page = scene.open("wu", "/ask/")
    assert strays(page, "zh-hans") == []

    page.evaluate("document.querySelector('main').append('Send now')")

    assert strays(page, "zh-hans") == ["Send now"]
