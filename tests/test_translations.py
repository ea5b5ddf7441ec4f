"""Every text on a screen has its Chinese, and what is committed is what is shown."""

import gettext
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "lianhu"
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
FLOORS = sorted(path.parent.name for path in SOURCE.glob("*/apps.py"))
IGNORED = shutil.ignore_patterns("locale", "migrations", "vendor", "__pycache__")

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(
        shutil.which("xgettext") is None, reason="no gettext: apt-get install gettext"
    ),
]

Texts = dict[str, str]


def _read(mo: Path) -> Texts:
    with mo.open("rb") as file:
        entries = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    # The key of a plural is (text, form); Chinese has one form.
    return {key if isinstance(key, str) else key[0]: text for key, text in entries.items() if key}


def _compile(po: Path, into: Path, *, every_text: bool = False) -> Texts:
    """Compile as `compilemessages` does: without what is fuzzy or has no translation.

    With `every_text`, untranslated texts stand for themselves.
    """
    if every_text:
        subprocess.run(["msgen", "-o", into.with_suffix(".po"), po], check=True)
        po = into.with_suffix(".po")
    subprocess.run(["msgfmt", "--check-format", "-o", into, po], check=True)
    return _read(into)


@pytest.fixture(scope="module")
def texts_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], set[str]]:
    """Return what says which texts a floor's code and templates hold now."""
    copy = tmp_path_factory.mktemp("source")
    for floor in FLOORS:
        shutil.copytree(SOURCE / floor, copy / floor, ignore=IGNORED)
        (copy / floor / "locale").mkdir()
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    command = ["-m", "django", "makemessages", "--locale=zh_Hans", "--verbosity=0"]
    subprocess.run([sys.executable, *command], cwd=copy, env=environment, check=True)

    def texts_of(floor: str) -> set[str]:
        found = copy / floor / CATALOGUE
        return set(_compile(found, copy / "found.mo", every_text=True)) if found.exists() else set()

    return texts_of


@pytest.mark.parametrize("floor", FLOORS)
def test_every_text_is_translated_and_no_other(
    floor: str, texts_of: Callable[[str], set[str]], tmp_path: Path
) -> None:
    wanted = texts_of(floor)
    po = SOURCE / floor / CATALOGUE
    translated = set(_compile(po, tmp_path / "po.mo")) if po.exists() else set()

    assert sorted(wanted - translated) == [], "missing, fuzzy or empty: run makemessages, translate"
    assert sorted(translated - wanted) == [], "no longer used: run makemessages"


@pytest.mark.parametrize("po", sorted(SOURCE.rglob("*.po")), ids=lambda po: po.parts[-5])
def test_the_compiled_catalogue_is_that_of_its_source(po: Path, tmp_path: Path) -> None:
    assert _read(po.with_suffix(".mo")) == _compile(po, tmp_path / "po.mo")


@pytest.mark.parametrize("po", sorted(SOURCE.rglob("*.po")), ids=lambda po: po.parts[-5])
def test_no_catalogue_keeps_what_nobody_shows(po: Path) -> None:
    assert "#~" not in po.read_text(encoding="utf-8")
