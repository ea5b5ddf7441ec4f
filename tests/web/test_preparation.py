"""Before anything is served: what is missing is made once, and not made again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import get_finder
from pytest_django.fixtures import Settings

from lianhu.demo import clock as demo_clock
from lianhu.grid.models import Node
from lianhu.kernel.models import DemoClock
from lianhu.web import preparation
from lianhu.web.failure import Failed

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """A home with one static file, and none of the product's."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "one.css").write_text("p {}")
    settings.HOME = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [tmp_path / "assets"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    get_finder.cache_clear()  # type: ignore[attr-defined]
    yield tmp_path
    get_finder.cache_clear()  # type: ignore[attr-defined]


def test_static_files_are_collected_when_they_changed(home: Path) -> None:
    preparation.collect_static()
    collected = home / "static" / "one.css"
    assert collected.read_text() == "p {}"

    collected.write_text("still here")
    preparation.collect_static()
    assert collected.read_text() == "still here"

    (home / "assets" / "one.css").write_text("p { color: red }")
    preparation.collect_static()
    assert collected.read_text() == "p { color: red }"


def test_a_city_is_made_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "DEFAULT_SCALE", 0.0001)
    preparation.make_demo_city()
    nodes = set(Node.objects.values_list("pk", flat=True))

    preparation.make_demo_city()

    assert set(Node.objects.values_list("pk", flat=True)) == nodes
    assert DemoClock.objects.count() == 1


def test_a_seeding_that_was_cut_short_is_done_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparation, "DEFAULT_SCALE", 0.0001)
    demo_clock.begin_if_new()  # this far it came

    preparation.make_demo_city()

    assert Node.objects.count() > 0


def test_a_site_that_is_not_up_to_date_is_not_served(home: Path) -> None:
    with pytest.raises(Failed, match="static files"):
        preparation.check()

    (home / "static").mkdir()
    (home / "static" / "staticfiles.json").write_text("{}")
    preparation.check()


def test_nor_is_one_whose_tables_are_missing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "migrations_missing", lambda: True)

    with pytest.raises(Failed, match="lianhu prepare"):
        preparation.check()
