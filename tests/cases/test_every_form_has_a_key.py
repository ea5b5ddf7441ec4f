"""A form without the key of its page would be carried out twice when it is sent twice."""

import re
from pathlib import Path

from lianhu.cases import apps

TEMPLATES = Path(apps.__file__).parent / "templates"
FORM = re.compile(r'<form[^>]*method="post".*?</form>', re.DOTALL)
# These parts write out every hidden field of their form.
ALL_FIELDS = ("cases/parts/desk_fields.html", "cases/parts/act_fields.html")
# Doing these twice is doing them once.
NEEDS_NONE = (
    "my_cases_bind",
    "url 'paste'",
    'name="keep"',
    'name="begin"',
    "kept.remove_url",
    "lesson_url",
    'id="said"',
)


def has_key(form: str) -> bool:
    return (
        "form.key" in form
        or "new_key" in form
        or "line.key" in form
        or any(part in form for part in ALL_FIELDS)
        or any(route in form for route in NEEDS_NONE)
    )


def test_every_form_that_is_posted_has_a_key() -> None:
    forms = {
        (str(path.relative_to(TEMPLATES)), form)
        for path in TEMPLATES.rglob("*.html")
        for form in FORM.findall(path.read_text(encoding="utf-8"))
    }

    assert len(forms) > 15
    assert [name for name, form in sorted(forms) if not has_key(form)] == []


def test_the_parts_write_out_hidden_fields() -> None:
    for part in ALL_FIELDS:
        text = (TEMPLATES / part).read_text(encoding="utf-8")
        assert re.search(r"is_hidden %}{{ field }}|hidden_fields", text), part
