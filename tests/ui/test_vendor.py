"""Pages are made of what lies in this repository, and of nothing a strict CSP refuses."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from pytest_django import Settings

from lianhu.web import settings as product

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "lianhu"
LOCKS = [SOURCE / "ui/static/vendor/vendor.lock", ROOT / "tests/vendor/vendor.lock"]
NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")

# Names of XML vocabularies look like addresses; nobody fetches them.
ADDRESS = re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[\w.-]+\.\w+", re.IGNORECASE)
REFUSED_IN_TEMPLATES = {
    "an address outside": ADDRESS,
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "a script in an attribute": re.compile(
        r"\s(?:on\w+|hx-on[\w:-]*)\s*=|javascript:", re.IGNORECASE
    ),
    "an inline style": re.compile(r"\sstyle\s*=|<style", re.IGNORECASE),
}


def _ours(pattern: str) -> list[Path]:
    return [path for path in sorted(SOURCE.rglob(pattern)) if "vendor" not in path.parts]


def _hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.parts[-4])
def test_vendored_files_are_those_of_the_lock(lock: Path) -> None:
    wanted = {name: entry["files"] for name, entry in json.loads(lock.read_text()).items()}
    found = {path.name: _hashes(path) for path in lock.parent.iterdir() if path.is_dir()}

    assert found == wanted


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.parts[-4])
def test_the_notice_names_every_vendored_package_and_its_licence(lock: Path) -> None:
    for entry in json.loads(lock.read_text()).values():
        line = f"{entry['npm']} {entry['version']} ({entry['licence']})"
        assert line in NOTICE


def test_templates_hold_nothing_that_the_csp_refuses() -> None:
    templates = _ours("templates/**/*.*")
    assert templates

    found = [
        f"{path.relative_to(ROOT)}: {name}: {match.group().strip()}"
        for path in templates
        for name, pattern in REFUSED_IN_TEMPLATES.items()
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    ]

    assert found == []


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ('<a href="https://example.org/">', "an address outside"),
        ('<img src="//example.org/a.png">', "an address outside"),
        ("<script defer>go()</script>", "an inline script"),
        ('<button onclick="go()">', "a script in an attribute"),
        ('<button hx-on::after-swap="go()">', "a script in an attribute"),
        ('<a href="javascript:go()">', "a script in an attribute"),
        ('<p style="color:red">', "an inline style"),
        ("<style>p {}</style>", "an inline style"),
    ],
)
def test_it_would_see_what_the_csp_refuses(html: str, name: str) -> None:
    assert REFUSED_IN_TEMPLATES[name].search(html)


def test_style_sheets_and_scripts_of_ours_ask_nobody_outside() -> None:
    files = _ours("static/**/*.css") + _ours("static/**/*.js")
    assert files

    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in files
        for match in ADDRESS.finditer(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_every_static_file_that_a_template_names_exists() -> None:
    named = {
        name
        for path in _ours("templates/**/*.*")
        for name in re.findall(r"{%\s*static\s+[\"']([^\"']+)[\"']", path.read_text("utf-8"))
    }
    assert named

    assert [name for name in sorted(named) if finders.find(name) is None] == []


def test_the_products_storage_collects_them_all(settings: Settings, tmp_path: Path) -> None:
    """A style sheet that names a missing file, a map say, fails here and not at the customer's."""
    settings.STORAGES = product.STORAGES
    settings.STATIC_ROOT = tmp_path

    call_command("collectstatic", interactive=False, verbosity=0)

    names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert "vendor/tabler-core-1.6.1/tabler.min.css" in names
