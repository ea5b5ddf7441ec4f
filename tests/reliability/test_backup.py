"""A city that is backed up while people write, and restored elsewhere, is the same city."""

import json
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import override_settings

from lianhu.cases import services
from lianhu.cases.verify import verify
from lianhu.files import jobs
from lianhu.files.services import receive
from lianhu.kernel import clock
from lianhu.web.backup.restoring import restore
from lianhu.web.failure import Failed
from tests.photos import jpeg, upload
from tests.processes import LIANHU
from tests.reliability.accounts import Findings, settle_up
from tests.reliability.conftest import Place, Tally
from tests.reliability.database import Databases, looking_into
from tests.reliability.site import Site
from tests.reliability.surroundings import surroundings
from tests.reliability.writers import writing

Rows = dict[str, list[tuple[Any, ...]]]


def lianhu(
    home: Path, url: str, *arguments: str, **more: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*LIANHU, *arguments],
        env=surroundings(home, url, **more),
        capture_output=True,
        text=True,
        check=False,
    )


def back_up(place: Place, path: Path) -> None:
    done = lianhu(place.home, place.url, "backup", str(path))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


@pytest.fixture
def elsewhere(source: Databases, tmp_path: Path) -> tuple[Path, str]:
    """A home without anything in it, and an empty database."""
    home = tmp_path / "elsewhere"
    home.mkdir()
    return home, source.make_empty(home)


@contextmanager
def in_the_city(home: Path, url: str) -> Iterator[None]:
    with looking_into(url), override_settings(MEDIA_ROOT=home / "files"):
        yield


def everything() -> Rows:
    rows: Rows = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            rows[table] = cursor.fetchall()
    return rows


def files_below(home: Path) -> dict[str, bytes]:
    root = home / "files"
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_what_was_acknowledged_before_it_is_in_it(
    place: Place, site: Site, elsewhere: tuple[Path, str], tmp_path: Path, tally: Tally
) -> None:
    backup = tmp_path / "lianhu.tar"
    with writing(site.port, place.sessions) as load:
        load.more(30)
        before = [sent for sent in load.told.sent if sent.acknowledged]
        back_up(place, backup)
        load.more(10)

    restored = lianhu(*elsewhere, "restore", str(backup))

    assert restored.returncode == 0, restored.stderr
    with in_the_city(*elsewhere):
        found = settle_up(before)
    tally(acknowledged_before=len(before), acknowledged=len(load.told.acknowledged))
    assert load.told.unclear == []
    assert found == Findings()


def test_every_row_and_every_file_is_as_it_was(
    place: Place, elsewhere: tuple[Path, str], tmp_path: Path
) -> None:
    city, now = place.city, clock.now()
    with in_the_city(place.home, place.url):
        ask_with_photo(city, "done", now)
        assert jobs.prepare_one()
        ask_with_photo(city, "waits", now)
        before, files = everything(), files_below(place.home)
        back_up(place, tmp_path / "lianhu.tar")

    restored = lianhu(*elsewhere, "restore", str(tmp_path / "lianhu.tar"))

    assert restored.returncode == 0, restored.stderr
    with in_the_city(*elsewhere):
        assert everything() == before
        assert files_below(elsewhere[0]) == files
        # Keys of new rows go on where the old ones end.
        ask_with_photo(city, "later", now)
        assert verify().findings == []
    assert len(files) == 3  # both sizes of a photo, and an upload


def ask_with_photo(city: Any, key: str, now: Any) -> None:
    photo = receive(upload(jpeg(), "IMG_1.jpg"))
    question = services.Question(city.wu, city.nodes["beat"], f"{key}的问题", photos=[photo])
    services.ask(question, key=key, now=now)


def test_nothing_is_restored_over_anything(place: Place, tmp_path: Path) -> None:
    back_up(place, tmp_path / "lianhu.tar")
    with in_the_city(place.home, place.url):
        before = everything()

        refused = lianhu(place.home, place.url, "restore", str(tmp_path / "lianhu.tar"))

        assert refused.returncode == 1
        assert "has tables already" in refused.stderr
        assert everything() == before
    again = lianhu(place.home, place.url, "backup", str(tmp_path / "lianhu.tar"))
    assert again.returncode == 1
    assert "is there already" in again.stderr


def changed(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    """The backup with another manifest."""

    def rewrite(path: Path) -> None:
        rest = path.with_suffix(".other")
        with tarfile.open(path) as old, tarfile.open(rest, "w") as new:
            for entry in old:
                body = old.extractfile(entry)
                assert body is not None
                content = body.read()
                if entry.name == "manifest.json":
                    facts = json.loads(content)
                    change(facts)
                    content = json.dumps(facts).encode()
                entry.size = len(content)
                new.addfile(entry, BytesIO(content))
        rest.replace(path)

    return rewrite


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def other_bytes(path: Path) -> None:
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 64] = bytes(64 * [0x5A])
    path.write_bytes(content)


def way_up(path: Path) -> None:
    with tarfile.open(path, "a") as tar:
        entry = tarfile.TarInfo("files/pictures/../../../evil")
        entry.size = 4
        tar.addfile(entry, BytesIO(b"evil"))


def no_archive(path: Path) -> None:
    path.write_text("a list of what I wanted to back up")


WRONG = [
    (changed(lambda facts: facts.update(format=99)), "of format 99"),
    (changed(lambda facts: facts.update(engine="oracle")), "of a oracle database"),
    (changed(lambda facts: facts["migrations"]["cases"].append("9999_later")), "newer version"),
    (changed(lambda facts: facts.update(sealed="k:1:AAAA")), "other keys"),
    (changed(lambda facts: facts.update(database_sha256="0" * 64)), "damaged"),
    (changed(lambda facts: facts.update(files=7)), "damaged"),
    (changed(lambda facts: facts.pop("rows")), "not a backup"),
    (cut_short, "damaged"),
    (other_bytes, "damaged"),
    (way_up, "no place in one"),
    (no_archive, "not a backup"),
]


@pytest.mark.once
def test_what_does_not_fit_is_refused_and_leaves_nothing(
    place: Place, elsewhere: tuple[Path, str], tmp_path: Path
) -> None:
    whole = tmp_path / "whole.tar"
    back_up(place, whole)
    for number, (spoil, said) in enumerate(WRONG):
        path = tmp_path / f"{number}.tar"
        path.write_bytes(whole.read_bytes())
        spoil(path)

        with in_the_city(*elsewhere), override_settings(HOME=elsewhere[0]):
            with pytest.raises(Failed, match=said):
                restore(path, progress=lambda done, total: None)

            assert connection.introspection.table_names() == []
        assert not (elsewhere[0] / "files").exists()
        assert not (tmp_path / "evil").exists()
