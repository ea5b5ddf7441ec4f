"""What a test in a browser states of a page waits for the page: a glance right after a click sees
the page before, on a busy machine."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

TESTS = Path(__file__).parent
# Of Playwright's locators; playwright.sync_api.expect has a patient word for each.
GLANCES = {
    "all_inner_texts",
    "all_text_contents",
    "get_attribute",
    "inner_html",
    "inner_text",
    "input_value",
    "is_checked",
    "is_disabled",
    "is_editable",
    "is_enabled",
    "is_hidden",
    "is_visible",
    "text_content",
}


def glances(module: ast.Module) -> Iterator[int]:
    for node in ast.walk(module):
        if isinstance(node, ast.Assert):
            for part in ast.walk(node.test):
                if isinstance(part, ast.Attribute) and (
                    part.attr in GLANCES or ast.unparse(part) == "page.url"
                ):
                    yield part.lineno
        if isinstance(node, ast.Attribute) and node.attr == "wait_for_timeout":
            yield node.lineno


def test_no_assertion_glances_at_a_page() -> None:
    found = [
        f"{path.relative_to(TESTS)}:{line}"
        for path in sorted(TESTS.rglob("*.py"))
        for line in glances(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        'assert page.get_by_text("已保存").is_visible()',
        'assert "已转办" in said(page).inner_text()',
        'assert page.url.endswith("/ask/")',
        "page.wait_for_timeout(200)",
    ],
)
def test_it_would_see_a_glance(line: str) -> None:
    assert list(glances(ast.parse(line))) == [1]
