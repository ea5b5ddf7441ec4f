"""A voice note is checked as it comes in and written anew by the worker."""

import hashlib
import logging
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from lianhu.files import audio, disk, jobs, rules, services
from lianhu.files.models import Blob
from lianhu.files.rules import Kind
from lianhu.kernel import clock
from lianhu.kernel.lease import MAX_TRIES
from tests import photos, recordings
from tests.files.test_preparing import Killed, Wall, age, files_in
from tests.recordings import OPUS, PLANT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture(autouse=True)
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    wall = Wall()
    monkeypatch.setattr(clock, "wall", wall)
    return wall


def received(content: bytes) -> Blob:
    return services.receive(recordings.upload(content), Kind.VOICE)


def kept(content: bytes) -> Blob:
    blob = received(content)
    services.keep([blob])
    return blob


# Coming in


@pytest.mark.parametrize(
    ("content", "media_type", "seconds"),
    [
        (recordings.sample("opus.webm"), "audio/webm", 2),  # 1.5, to the nearest
        (recordings.webm(OPUS * 23), "audio/webm", 23),
        (recordings.ogg(OPUS * 60), "audio/ogg", 60),
        (recordings.mp4(), "audio/mp4", 1),
        (recordings.fragmented(OPUS[:20], "opus"), "audio/mp4", 1),  # a third of one
    ],
)
def test_it_knows_a_recording_by_its_content(content: bytes, media_type: str, seconds: int) -> None:
    blob = services.receive(recordings.upload(content, "photo.jpg"), Kind.VOICE)

    assert blob.kind is Kind.VOICE
    assert (blob.media_type, blob.seconds, blob.bytes) == (media_type, seconds, len(content))
    assert (blob.width, blob.height) == (None, None)
    assert blob.state == Blob.State.WAITING and not blob.kept


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", services.NotARecording),
        (photos.HTML, services.NotARecording),
        (photos.jpeg(), services.NotARecording),
        (recordings.webm()[:-1], services.NotARecording),
        (recordings.webm(OPUS * 63), services.TooLong),
        (recordings.webm() + bytes(rules.MAX_VOICE_BYTES), services.TooLarge),
    ],
)
def test_what_is_no_voice_note_is_not_taken(
    content: bytes, refusal: type[services.Refused], folder: Path
) -> None:
    with pytest.raises(refusal):
        received(content)

    assert not Blob.objects.exists()
    assert not folder.exists()


def test_the_largest_that_is_taken_is_of_two_megabytes() -> None:
    filler = recordings.element(0xEC, bytes(rules.MAX_VOICE_BYTES))  # a void, which WebM may have
    content = recordings.webm() + filler
    exact = content[: rules.MAX_VOICE_BYTES]
    fitting = recordings.webm() + recordings.element(
        0xEC, bytes(rules.MAX_VOICE_BYTES - len(recordings.webm()) - 9)
    )
    assert len(fitting) == len(exact) == 2 * 1024 * 1024

    assert received(fitting).bytes == 2 * 1024 * 1024
    with pytest.raises(services.TooLarge):
        received(fitting + b"\0")


def test_a_recording_is_no_photo() -> None:
    with pytest.raises(services.NotAPicture):
        services.receive(recordings.upload(recordings.mp4()))


def test_photos_and_recordings_are_found_apart() -> None:
    voice, photo = received(recordings.webm()), services.receive(photos.upload(photos.jpeg()))
    tokens = [photo.token, voice.token]

    assert services.received(tokens) == [photo]
    assert services.received(tokens, Kind.VOICE) == [voice]


@pytest.mark.parametrize("facts", [{"seconds": None}, {"seconds": 0}, {"width": 1, "height": 1}])
def test_a_row_is_a_photo_or_a_voice_note(facts: dict[str, int | None]) -> None:
    blob = received(recordings.webm())

    with pytest.raises(IntegrityError), transaction.atomic():
        Blob.objects.filter(pk=blob.pk).update(**facts)


# Being written anew


@pytest.mark.parametrize(
    "content", [recordings.webm(), recordings.ogg(), recordings.mp4(), recordings.fragmented()]
)
def test_place_time_and_telephone_are_gone(content: bytes, folder: Path) -> None:
    assert PLANT in content
    blob = kept(content)

    assert jobs.prepare_one()

    blob.refresh_from_db()
    assert blob.state == Blob.State.DONE, blob.error
    with services.open_done(blob) as file:
        result = file.read()
    assert PLANT not in result and PLANT[:4] not in result
    assert audio.read(result).packets == audio.read(content).packets
    assert (blob.media_type, blob.seconds) == ("audio/mp4", 1)
    assert blob.bytes == len(result)
    assert blob.digest == hashlib.sha256(result).hexdigest()
    assert services.is_whole(blob)
    assert files_in(folder) == {"voices"}  # the original went
    with pytest.raises(FileNotFoundError):
        services.open_done(blob, small=True)


def test_what_was_lost_is_not_whole() -> None:
    blob = kept(recordings.webm())
    jobs.prepare_one()
    blob.refresh_from_db()

    disk.remove(disk.voice_path(blob.token))

    assert not services.is_whole(blob)


@pytest.mark.parametrize(
    "where", ["before reading", "before the file is whole", "before it is noted"]
)
def test_killed_in_the_middle_it_is_done_later_and_once(
    where: str, folder: Path, wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = kept(recordings.webm())
    target: tuple[Any, str] = {
        "before reading": (audio, "read"),
        "before the file is whole": (os, "replace"),
        "before it is noted": (hashlib, "sha256"),
    }[where]

    def kill(*args: object, **kwargs: object) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(*target, kill)
        jobs.prepare_one()

    blob.refresh_from_db()
    assert (blob.state, blob.tries) == (Blob.State.WAITING, 1)
    with pytest.raises(FileNotFoundError):
        services.open_done(blob)
    assert not jobs.prepare_one()  # the lease of the dead
    wall.goes_on(jobs.LEASE)
    assert jobs.prepare_one()
    blob.refresh_from_db()
    assert (blob.state, blob.tries) == (Blob.State.DONE, 2)
    assert files_in(folder) == {"voices"}


def test_one_that_kills_every_worker_is_given_up(
    folder: Path, wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = kept(recordings.webm())

    def kill(*args: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(hashlib, "sha256", kill)  # the file is written, the row is not
        for _ in range(MAX_TRIES):
            with pytest.raises(Killed):
                jobs.prepare_one()
            wall.goes_on(jobs.LEASE)
        assert not jobs.prepare_one()

    blob.refresh_from_db()
    assert blob.state == Blob.State.FAILED
    assert files_in(folder) == {"uploads"}


def test_one_that_broke_on_the_disk_fails_at_once(
    caplog: pytest.LogCaptureFixture, folder: Path
) -> None:
    blob = kept(recordings.webm())
    disk.upload_path(blob.token).write_bytes(recordings.webm()[:-1])

    with caplog.at_level(logging.CRITICAL):
        assert jobs.prepare_one()

    blob.refresh_from_db()
    assert blob.state == Blob.State.FAILED
    assert blob.error
    assert not jobs.prepare_one()
    assert files_in(folder) == {"uploads"}


def test_a_full_disk_is_no_fault_of_the_recording(
    wall: Wall, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    blob = kept(recordings.webm())

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        assert jobs.prepare_one()

    wall.goes_on(timedelta(seconds=30))
    assert jobs.prepare_one()
    blob.refresh_from_db()
    assert blob.state == Blob.State.DONE


def test_one_that_nobody_keeps_goes_after_a_day(wall: Wall, folder: Path) -> None:
    blob = received(recordings.webm())
    age(disk.upload_path(blob.token), wall.now)

    assert not jobs.prepare_one()
    assert jobs.sweep(wall.now + timedelta(days=1, seconds=1)) == 1
    assert not Blob.objects.exists()
    assert files_in(folder) == set()
