"""The disk is full: people are told so, nothing is half written, and it goes on when there is room.

The home of the city lies on a small disk of its own, a tmpfs.
"""

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image

from lianhu.cases.models import Attachment, Case
from lianhu.files.models import Blob
from tests.lengths import less_or_more
from tests.photos import encoded
from tests.processes import wait_until
from tests.reliability.accounts import Findings, settle_up
from tests.reliability.client import Answer, Client
from tests.reliability.conftest import Place, Settle, Tally
from tests.reliability.site import served
from tests.reliability.writers import OUTAGE, form_for, writing

MEGABYTES = 32
WRITES = 16
SEEN = 8
# Uploads up to 2.5 MB are held in memory, larger ones in a file for the time being.
SMALL, LARGE = (700, 700), (1300, 1300)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk. Ask for it before the city that lives on it, which has to go first."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "lianhu-test", str(folder)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        pytest.skip(f"mounting is not permitted here: {mounted.stderr.strip()}")
    try:
        (folder / "tmp").mkdir()
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def place(disk: Path, settle: Settle) -> Place:
    return settle(disk)


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Not a byte is left for the block."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1024 * 1024, 4096, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError as error:
                assert error.errno == errno.ENOSPC
    try:
        yield
    finally:
        ballast.unlink()


@pytest.mark.sqlite
@pytest.mark.parametrize("times", less_or_more(1, 5))
def test_no_acknowledged_write_is_lost(disk: Path, place: Place, tally: Tally, times: int) -> None:
    reader = place.sessions[0]
    with (
        served(place.home, place.url, TMPDIR=str(disk / "tmp")) as site,
        writing(site.port, place.sessions) as load,
    ):
        for _ in range(times):
            load.more(WRITES)
            with full(disk):
                seen = load.told.outages + SEEN
                wait_until(lambda seen=seen: load.told.outages >= seen)  # type: ignore[misc]
                page = Client(site.port, reader).get("/my/")
                assert page is not None and page.status == 200
        load.more(WRITES)

    told = load.told
    found = settle_up(told.sent)
    tally(times=times, **told.counted(), **found.counted())
    assert told.unclear == [], site.end_of_log()
    assert told.broken == 0
    assert found == Findings()


def test_an_upload_is_whole_or_not_there(disk: Path, place: Place) -> None:
    uploads, spool = disk / "files" / "uploads", disk / "tmp"
    asked = Case.objects.order_by("pk")
    with (
        served(place.home, place.url, TMPDIR=str(spool)) as site,
        override_settings(MEDIA_ROOT=disk / "files"),
    ):
        client = Client(site.port, place.sessions[0])
        for before, size in enumerate((SMALL, LARGE)):
            question = with_photo(client, noise(size), f"第{before + 1}盏路灯不亮")
            with full(disk):
                refused = send(client, question)
                assert refused.status == 503
                assert OUTAGE in refused.text
                assert asked.count() == before
                assert not Blob.objects.filter(kept=False).exists()
                assert list(uploads.glob("*")) == list(spool.iterdir()) == []

            answer = send(client, question)

            assert answer.status == 302
            assert asked.count() == before + 1
            [photo] = Attachment.objects.filter(words__case=asked[before])
            assert answer.location == f"/my/{asked[before].number}/"
            prepared = Blob.objects.filter(pk=photo.blob_id, state=Blob.State.DONE)
            wait_until(prepared.exists)
            wait_until(lambda: list(uploads.iterdir()) == [])
        assert settle_up([]) == Findings()


def noise(size: tuple[int, int]) -> bytes:
    """A photo that cannot be pressed much."""
    return encoded(Image.frombytes("RGB", size, os.urandom(3 * size[0] * size[1])), "JPEG")


def with_photo(client: Client, photo: bytes, words: str) -> bytes:
    page = client.get("/ask/")
    assert page is not None
    form = form_for(page, "/ask/")
    assert form is not None
    fields = form.fields | {"words": words}
    upload = SimpleUploadedFile("photo.jpg", photo, "image/jpeg")
    return encode_multipart(BOUNDARY, fields | {"photos": upload})


def send(client: Client, body: bytes) -> Answer:
    answer = client.post("/ask/", body, MULTIPART_CONTENT)
    assert answer is not None, "the connection broke"
    return answer
