"""Every pair of colours that text is set in passes WCAG AA, in normal and in large type."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

CSS = Path(__file__).parents[2] / "src/lianhu/ui/static/ui"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
GROUNDS = ["page", "surface", "sunken"]
PAIRS = [
    *((text, ground) for text in ("ink", "ink-2", "ink-3") for ground in GROUNDS),
    ("brand", "page"),
    ("brand", "surface"),
    ("on-brand", "brand"),
    ("brand-strong", "brand-tint"),
    ("ink-2", "brand-tint"),
    ("ask-strong", "ask-tint"),
    ("ask-strong", "surface"),
    ("ask-strong", "brand-tint"),
    ("soon", "soon-tint"),
    ("stop", "stop-tint"),
    ("stop", "page"),
    ("stop", "surface"),
]


def _tokens(*selectors: str) -> dict[str, str]:
    """The hex colours that hold where all of these rules apply, the last one winning."""
    found: dict[str, str] = {}
    for selector in selectors:
        rule = re.search(re.escape(selector) + r" \{(.*?)\n\}", TOKENS, re.DOTALL)
        assert rule, selector
        found |= dict(re.findall(r"--lh-([\w-]+): (#[0-9a-f]{6});", rule[1]))
    return found


def _luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        c = channel / 255
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4

    r, g, b = (linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrast(a: str, b: str) -> float:
    light, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", [[":root"], [":root", 'body[data-weui-mode="care"]']])
def test_texts_stand_out(mode: list[str]) -> None:
    colours = _tokens(*mode)

    weak = {
        (text, ground): round(_contrast(colours[text], colours[ground]), 2)
        for text, ground in PAIRS
        if _contrast(colours[text], colours[ground]) < 4.5
    }

    assert weak == {}


def test_borders_of_controls_are_seen() -> None:
    colours = _tokens(":root")

    assert all(_contrast(colours["line-strong"], colours[g]) >= 3 for g in ("page", "surface"))


def test_the_measure_is_that_of_wcag() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
