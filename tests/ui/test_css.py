"""Templates use classes that some style sheet knows; a mistyped one would only look wrong."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

SOURCE = Path(__file__).parents[2] / "src" / "lianhu"
BUILT = re.compile(r"{[{%].*?[%}]}")  # what the template engine puts in


def _used() -> dict[str, str]:
    used: dict[str, str] = {}
    for template in sorted(SOURCE.rglob("templates/**/*.html")):
        for value in re.findall(r'class="((?:{[{%].*?[%}]}|[^"])*)"', template.read_text("utf-8")):
            # A class that is built, lh-tile--{{ tone }}, counts up to where it is built.
            for name in re.findall(r"(?<![\w-])lh-[\w-]+", BUILT.sub(" ", value)):
                used.setdefault(name, template.name)
    return used


def _known() -> set[str]:
    sheets = "".join(
        sheet.read_text("utf-8")
        for sheet in SOURCE.rglob("static/**/*.css")
        if "vendor" not in sheet.parts
    )
    return set(re.findall(r"\.(lh-[\w-]+)", sheets))


def test_every_class_of_a_template_has_a_rule() -> None:
    known = _known()
    used = _used()
    assert "lh-card" in used

    unknown = {
        name: where
        for name, where in used.items()
        if name not in known
        and not (name.endswith(("-", "_")) and any(k.startswith(name) for k in known))
    }

    assert unknown == {}
