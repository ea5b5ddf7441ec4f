"""Chromium for tests marked `browser`: `page` and `desk_page` open the live server.

    @pytest.mark.browser
    def test_it_asks(page: Page) -> None:
        page.goto("/ask/")
        assert violations(page) == []

A page that writes an error to the console, throws, or asks anything of another site fails its test.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

# Without windows it takes far less time; what pages show and do is the same.
_PROGRAMS = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
CHROMIUM = next(filter(Path.exists, _PROGRAMS), _PROGRAMS[0])
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    # Whatever a page asks of another site stays here; see _opener for what comes of it.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
# A microphone that hums, and nobody who has to allow it.
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
PHONE = (390, 844)
DESK = (1440, 900)
# Served beside the product's own files (tests/settings.py): the browser keeps what it has compiled.
AXE = "/static/tests/axe-core-4.14.1/axe.min.js"

# Longer than a busy machine takes for any page: only what fails waits so long.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)

Opener = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"no {CHROMIUM}: apt-get install chromium-headless-shell fonts-noto-cjk")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop running in this thread until it stops, and Django refuses
        # the database to a thread with one. No code of ours runs in that loop.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*ARGUMENTS, *MICROPHONE]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[Opener]:
    """Return a function that opens one person's page, with cookies of its own.

    It takes what Playwright's new_context takes, and `size`.
    """
    with _opener(browser, live_server.url) as opener:
        yield opener


@pytest.fixture
def page(open_page: Opener) -> Page:
    return open_page(size=PHONE, has_touch=True)


@pytest.fixture
def desk_page(open_page: Opener) -> Page:
    return open_page(size=DESK)


@contextmanager
def _opener(browser: Browser, site: str) -> Iterator[Opener]:
    contexts = []
    complaints: list[str] = []

    def watch(request: Request) -> None:
        # Not by routing, which would switch the browser's cache off.
        if not request.url.startswith((f"{site}/", "data:", "blob:")):
            complaints.append(f"asked another site: {request.url}")

    def listen(message: ConsoleMessage) -> None:
        # Chromium reports every 4xx and 5xx here; the tests look at statuses themselves.
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(f"console: {message.text}")

    def open_page(*, size: tuple[int, int], **options: Any) -> Page:
        context = browser.new_context(
            base_url=site,
            viewport={"width": size[0], "height": size[1]},
            **{"locale": "zh-CN", "timezone_id": "Asia/Shanghai"} | options,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.on("request", watch)
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(f"threw: {error}"))
        return page

    yield open_page
    for context in contexts:
        context.close()
    _let_the_server_finish()
    assert complaints == []


def _let_the_server_finish() -> None:
    """Wait for what closing pages still sent, such as drafts, before the tables are emptied."""
    answering = [t for t in threading.enumerate() if "process_request_thread" in t.name]
    for thread in answering:
        thread.join(10)
    assert not [thread for thread in answering if thread.is_alive()]


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA on the page as it stands, one line each.

    What axe could not decide counts too, but for contrast where the text is part of a drawing, lies
    on a picture or is a single letter. The window grows to the page's height meanwhile, so that no
    sticky bar covers anything.
    """
    page.wait_for_load_state()
    window = page.viewport_size
    assert window is not None
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": window["width"], "height": max(height, window["height"])})
    page.add_script_tag(url=AXE)
    found = page.evaluate(
        """async () => {
            const {violations, incomplete} = await axe.run({
                runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
                // What passes is of no interest; nor is any style sheet of another site there.
                resultTypes: ["violations", "incomplete"], preload: false, elementRef: false});
            const excused = node => document.querySelector(node.target[0])?.closest("svg")
                || /image|imgNode|shortText/i.test(node.any[0]?.data?.messageKey);
            const unsure = incomplete
                .map(rule => rule.id !== "color-contrast" ? rule
                    : {...rule, nodes: rule.nodes.filter(node => !excused(node))});
            return [...violations, ...unsure].flatMap(rule => rule.nodes
                .map(node => `${rule.id}: ${node.target} ${node.failureSummary || rule.help}`));
        }"""
    )
    page.set_viewport_size(window)
    return list(found)


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window; 0 is right at every width."""
    page.wait_for_load_state()
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )
