"""What is taken in as a photo, and what is not: by content, before anything is decoded."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import RequestFactory
from PIL import Image
from pytest_django import Settings

from lianhu.files import rules, services
from lianhu.files.models import Blob
from tests.photos import HTML, encoded, jpeg, png_claiming, upload, webp_claiming

pytestmark = pytest.mark.django_db

PLAIN = Image.new("RGB", (30, 20), "green")


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def nothing_decoded() -> Iterator[None]:
    with mock.patch("PIL.ImageFile.ImageFile.load", side_effect=AssertionError("decoded")):
        yield


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_knows_a_photo_by_its_content(kind: str, nothing_decoded: None) -> None:
    blob = services.receive(upload(encoded(PLAIN, kind), "holiday.exe"))

    assert blob.media_type == f"image/{kind.lower()}"
    assert (blob.width, blob.height) == (30, 20)
    assert blob.state == Blob.State.WAITING and not blob.kept


def test_what_is_stored_is_named_by_nothing_but_the_token(folder: Path) -> None:
    content = jpeg()

    blob = services.receive(upload(content, "../../etc/cron.d/evil"))

    [stored] = [path for path in folder.rglob("*") if path.is_file()]
    assert stored == folder / "uploads" / blob.token
    assert stored.read_bytes() == content
    assert stored.stat().st_mode & 0o077 == 0
    assert len(blob.token) == 22


@pytest.mark.parametrize(
    "content",
    [
        b"",
        HTML,
        b"GIF89a=1;" + HTML,
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%PDF-1.4",
        b"\xff\xd8\xff\xe0" + HTML,
        b"\x89PNG\r\n\x1a\n" + HTML,
        webp_claiming(10, 10)[:30] + HTML,
        b"\x00\x00\x00\x18ftypheic" + bytes(40),
        jpeg()[:20],
    ],
)
def test_what_is_no_photo_is_not_taken(content: bytes, folder: Path) -> None:
    with pytest.raises(services.NotAPicture):
        services.receive(upload(content))

    assert not Blob.objects.exists()
    assert not folder.exists()


@pytest.mark.parametrize(
    "content",
    [
        png_claiming(50_000, 50_000),
        png_claiming(8_001, 5_000),
        webp_claiming(50_000, 50_000),
        webp_claiming(8_001, 5_000),
    ],
)
def test_a_bomb_is_refused_before_it_is_decoded(
    content: bytes, folder: Path, nothing_decoded: None
) -> None:
    with (
        mock.patch("PIL._webp.WebPAnimDecoder", side_effect=AssertionError("made room")),
        pytest.raises(services.TooManyPixels),
    ):
        services.receive(upload(content))

    assert not folder.exists()


def test_forty_million_pixels_are_allowed(nothing_decoded: None) -> None:
    assert services.receive(upload(png_claiming(8_000, 5_000))).width == 8_000


@pytest.mark.parametrize("lossless", [True, False])
def test_the_pixels_of_every_kind_of_webp_are_known(lossless: bool) -> None:
    file = BytesIO()
    Image.new("RGB", (517, 203)).save(file, "WEBP", lossless=lossless)

    assert rules.webp_pixels(file.getvalue()) == 517 * 203


def test_the_largest_file_that_is_taken_is_of_ten_megabytes(folder: Path) -> None:
    photo = jpeg()
    padded = photo + bytes(rules.MAX_BYTES - len(photo))

    with pytest.raises(services.TooLarge):
        services.receive(upload(padded + b"\0"))
    assert not folder.exists()
    assert services.receive(upload(padded)).bytes == 10 * 1024 * 1024


def test_a_write_that_fails_leaves_nothing(folder: Path) -> None:
    with (
        mock.patch("os.fsync", side_effect=OSError(28, "No space left on device")),
        pytest.raises(OSError, match="No space"),
    ):
        services.receive(upload(jpeg()))

    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert not Blob.objects.exists()


def test_an_upload_is_kept_once() -> None:
    blob = services.receive(upload(jpeg()))
    services.keep([blob])

    with pytest.raises(services.Gone), transaction.atomic():
        services.keep([blob])


def test_a_request_brings_little_more_than_a_form_takes() -> None:
    """Bytes after ten megabytes and those of an eleventh file are dropped as they come in."""
    large = bytes(rules.MAX_BYTES + 3 * 1024 * 1024)
    files = [SimpleUploadedFile(f"{n}.jpg", b"small") for n in range(15)]
    request = RequestFactory().post(
        "/", {"photos": [SimpleUploadedFile("large.jpg", large), *files], "words": "停水了"}
    )

    got = request.FILES.getlist("photos")
    assert rules.MAX_BYTES < (got[0].size or 0) <= rules.MAX_BYTES + 64 * 1024
    assert [file.read() for file in got[1:]] == [b"small"] * 9 + [b""] * 6
    assert request.POST["words"] == "停水了"
