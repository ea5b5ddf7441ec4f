"""The worker draws a photo anew, once, whatever happens to it meanwhile."""

import hashlib
import logging
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pytest_django import Settings

from lianhu.files import disk, jobs, pictures, services
from lianhu.files.models import Blob
from lianhu.kernel import clock
from lianhu.kernel.lease import MAX_TRIES
from tests.photos import HTML, REMARK, encoded, jpeg, upload

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """Stands for SIGKILL: no handler of errors sees it."""


class Wall:
    def __init__(self) -> None:
        self.now = datetime(2026, 5, 15, 6, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def goes_on(self, by: timedelta) -> None:
        self.now += by


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture(autouse=True)
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    wall = Wall()
    monkeypatch.setattr(clock, "wall", wall)
    return wall


def kept(content: bytes) -> Blob:
    blob = services.receive(upload(content))
    services.keep([blob])
    return blob


def prepared(content: bytes) -> Image.Image:
    blob = kept(content)
    assert jobs.prepare_one()
    blob.refresh_from_db()
    assert blob.state == Blob.State.DONE, blob.error
    with services.open_done(blob) as file:
        return Image.open(BytesIO(file.read()))


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).parts[0] for path in folder.rglob("*") if path.is_file()}


def test_place_camera_and_remarks_are_gone(folder: Path) -> None:
    content = jpeg()
    source = Image.open(BytesIO(content))
    assert source.getexif().get_ifd(0x8825) and source.info["comment"] == REMARK
    assert b"SecretCam" in content and b"kitchen" in content

    blob = kept(content)
    jobs.prepare_one()
    blob.refresh_from_db()

    for small in (False, True):
        with services.open_done(blob, small=small) as file:
            result = file.read()
        picture = Image.open(BytesIO(result))
        assert picture.format == "JPEG"
        assert dict(picture.getexif()) == {}
        assert picture.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert b"SecretCam" not in result and b"kitchen" not in result
    assert blob.media_type == "image/jpeg"
    assert files_in(folder) == {"pictures"}  # the original went


def test_a_photo_that_is_a_page_too_becomes_a_photo_only() -> None:
    blob = kept(jpeg() + HTML)
    jobs.prepare_one()
    blob.refresh_from_db()

    with services.open_done(blob) as file:
        assert b"<script" not in file.read()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_stands_upright(orientation: int) -> None:
    """However the camera was held: what it notes as left is left."""
    picture = prepared(jpeg((60, 40), orientation=orientation))

    def is_red(x: float, y: float) -> bool:
        pixel = picture.getpixel((int(x * picture.width), int(y * picture.height)))
        assert isinstance(pixel, tuple)
        return pixel[1] < 128

    left, top = (0.1, 0.5), (0.5, 0.1)
    right, bottom = (0.9, 0.5), (0.5, 0.9)
    expected = [left, right, right, left, top, top, bottom, bottom][orientation - 1]
    assert picture.size == ((60, 40) if orientation < 5 else (40, 60))
    assert is_red(*expected)
    opposite = {left: right, right: left, top: bottom, bottom: top}[expected]
    assert not is_red(*opposite)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_longest_side_is_two_thousand_pixels(kind: str) -> None:
    assert prepared(encoded(Image.new("RGB", (5000, 500), "red"), kind)).size == (2000, 200)


def test_the_small_one_is_small() -> None:
    blob = kept(jpeg((1000, 500)))
    jobs.prepare_one()
    blob.refresh_from_db()

    with services.open_done(blob, small=True) as file:
        assert Image.open(file).size == (320, 160)
    assert (blob.width, blob.height) == (1000, 500)


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (Image.new("RGBA", (9, 9), (0, 0, 0, 0)), 255),  # what is clear is white, not black
        (Image.new("LA", (9, 9), (0, 0)), 255),
        (Image.new("P", (9, 9)), 0),
        (Image.new("1", (9, 9), 1), 255),
        (Image.new("I;16", (9, 9), 128 * 256), 128),
    ],
)
def test_every_kind_of_png_is_drawn(picture: Image.Image, expected: int) -> None:
    drawn = prepared(encoded(picture, "PNG"))

    pixel = drawn.getpixel((4, 4))
    assert isinstance(pixel, tuple)
    assert all(abs(value - expected) <= 2 for value in pixel)


def test_colours_for_print_are_drawn() -> None:
    assert prepared(encoded(Image.new("CMYK", (9, 9)), "JPEG")).mode == "RGB"


def test_garbled_metadata_do_not_spoil_a_photo() -> None:
    content = (
        jpeg()
        .replace(b"Exif\0\0MM\0*", b"Exif\0\0XX\0\0")
        .replace(b"Exif\0\0II*\0", b"Exif\0\0XX\0\0")
    )
    assert content != jpeg()

    assert prepared(content).size == (60, 40)


def test_what_nobody_keeps_is_not_prepared() -> None:
    services.receive(upload(jpeg()))

    assert not jobs.prepare_one()


@pytest.mark.parametrize(
    "where", ["before drawing", "before the picture is whole", "before it is noted"]
)
def test_killed_in_the_middle_it_is_done_later_and_once(
    where: str, folder: Path, wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = kept(jpeg())
    target: tuple[Any, str] = {
        "before drawing": (pictures, "draw"),
        "before the picture is whole": (os, "replace"),
        "before it is noted": (hashlib, "sha256"),
    }[where]

    def kill(*args: object, **kwargs: object) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(*target, kill)
        jobs.prepare_one()

    blob.refresh_from_db()
    assert (blob.state, blob.tries) == (Blob.State.WAITING, 1)  # counted before trying
    with pytest.raises(FileNotFoundError):
        services.open_done(blob)
    assert not jobs.prepare_one()  # the lease of the dead
    wall.goes_on(jobs.LEASE)
    assert jobs.prepare_one()
    blob.refresh_from_db()
    assert (blob.state, blob.tries) == (Blob.State.DONE, 2)
    wall.goes_on(jobs.LEASE)
    assert not jobs.prepare_one()
    assert files_in(folder) == {"pictures"}


def test_a_photo_that_kills_every_worker_is_given_up(
    folder: Path, wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = kept(jpeg())

    def kill(*args: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(pictures, "draw", kill)
        for _ in range(MAX_TRIES):
            with pytest.raises(Killed):
                jobs.prepare_one()
            wall.goes_on(jobs.LEASE)
        assert not jobs.prepare_one()

    blob.refresh_from_db()
    assert blob.state == Blob.State.FAILED
    assert blob.tries == MAX_TRIES


@pytest.mark.parametrize(
    "content",
    [
        jpeg((900, 900))[:3000],
        encoded(Image.effect_noise((300, 300), 90), "PNG")[:20_000],
        jpeg() + pictures.START_OF_SCAN * (pictures.MOST_SCANS + 1),
    ],
)
def test_a_broken_photo_fails_at_once(
    content: bytes, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blob = kept(content)

    with caplog.at_level(logging.CRITICAL):
        assert jobs.prepare_one()

    blob.refresh_from_db()
    assert blob.state == Blob.State.FAILED
    assert blob.error
    assert not jobs.prepare_one()
    assert files_in(folder) == {"uploads"}


def test_a_full_disk_is_no_fault_of_the_photo(
    wall: Wall, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    blob = kept(jpeg())

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        assert jobs.prepare_one()

    blob.refresh_from_db()
    assert blob.state == Blob.State.WAITING
    assert blob.next_at == wall.now + timedelta(seconds=30)
    wall.goes_on(timedelta(seconds=30))
    assert jobs.prepare_one()
    blob.refresh_from_db()
    assert blob.state == Blob.State.DONE


def age(path: Path, at: datetime) -> None:
    os.utime(path, (at.timestamp(), at.timestamp()))


def abandoned() -> Blob:
    return services.receive(upload(jpeg()))


def failed() -> Blob:
    blob = kept(jpeg())
    Blob.objects.filter(pk=blob.pk).update(state=Blob.State.FAILED)
    return blob


def done_but_killed_before_removing() -> Blob:
    blob = kept(jpeg())
    Blob.objects.filter(pk=blob.pk).update(state=Blob.State.DONE)
    return blob


@pytest.mark.parametrize(
    ("left_by", "stays"),
    [(abandoned, False), (failed, True), (done_but_killed_before_removing, True)],
)
def test_what_is_left_over_goes_after_a_day(
    left_by: Callable[[], Blob], stays: bool, wall: Wall
) -> None:
    blob = left_by()
    path = disk.upload_path(blob.token)
    age(path, wall.now)

    wall.goes_on(timedelta(days=1))
    assert jobs.sweep(wall.now) == 0
    assert path.exists()

    wall.goes_on(timedelta(seconds=1))
    assert jobs.sweep(wall.now) == 1
    assert not path.exists()
    assert Blob.objects.filter(pk=blob.pk).exists() is stays  # the row that somebody points to


def test_what_a_killed_request_left_goes_too(wall: Wall) -> None:
    """A file without a row, and one that was being written."""
    abandoned()
    Blob.objects.all().delete()
    half = disk.upload_path(".half")
    half.write_bytes(b"half")
    for path in half.parent.iterdir():
        age(path, wall.now)

    assert jobs.sweep(wall.now + timedelta(days=1, seconds=1)) == 2
    assert list(half.parent.iterdir()) == []


def test_what_still_waits_stays_however_long_no_worker_lived(wall: Wall) -> None:
    blob = kept(jpeg())
    age(disk.upload_path(blob.token), wall.now)

    wall.goes_on(timedelta(days=9))

    assert jobs.sweep(wall.now) == 0
    assert jobs.prepare_one()
    blob.refresh_from_db()
    assert blob.state == Blob.State.DONE
