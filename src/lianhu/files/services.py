"""Taking photos, voice notes and papers in and handing them out."""

import hashlib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import BinaryIO

from django.core.files import File
from django.db.models import Case, F, Value, When

from lianhu.files import audio, disk, papers, pictures, rules
from lianhu.files.models import Blob
from lianhu.files.rules import Kind
from lianhu.kernel import clock


class Refused(Exception):
    """This file is not taken. Nothing has been stored."""


class NotAPicture(Refused):
    pass


class NotARecording(Refused):
    pass


class NotAPaper(Refused):
    pass


class LockedPaper(Refused):
    """Nobody else opens it."""


class ActivePaper(Refused):
    """It does something when it is opened, or has other files in it."""


class TooLong(Refused):
    """Too many seconds."""


class TooLarge(Refused):
    """Too many bytes."""


class TooManyPixels(Refused):
    pass


class Gone(Exception):
    """An upload of this kind cannot be kept (any more)."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.kind = kind


def receive(upload: File, kind: Kind = Kind.PHOTO) -> Blob:
    """Store what was uploaded, until somebody keeps it. Raises Refused.

    Call outside any transaction: one that is rolled back then leaves no more than an upload that
    nobody keeps. A photo is looked at only as far as its size, the others are read to their end;
    the worker makes the file that others get. Uploads go by the wall clock, as leases do.
    """
    facts = _CHECKS[kind](upload)
    now = clock.wall()
    blob = Blob(**facts, bytes=upload.size, uploaded_at=now, next_at=now)
    digest = hashlib.sha256()
    upload.seek(0)
    with disk.writing(disk.upload_path(blob.token)) as file:
        for chunk in upload.chunks():
            digest.update(chunk)
            file.write(chunk)
    blob.digest = blob.upload_digest = digest.hexdigest()
    blob.save(force_insert=True)
    return blob


def receive_again(blob: Blob) -> Blob | None:
    """The same once more, for something else to keep, as `receive`: from the file that others get,
    if there is one by now. None where there is none.
    """
    if blob.state == Blob.State.FAILED:
        return None
    try:
        with _path(blob).open("rb") as file:
            return receive(File(file), blob.kind)
    except FileNotFoundError:
        return None


def _check_photo(upload: File) -> Mapping[str, object]:
    if upload.size > rules.MAX_BYTES:
        raise TooLarge
    upload.seek(0)
    head = upload.read(64)
    media_type = rules.sniff(head)
    if media_type is None or media_type.kind is not Kind.PHOTO:
        raise NotAPicture
    if media_type is rules.MediaType.WEBP and rules.webp_pixels(head) > rules.MAX_PIXELS:
        raise TooManyPixels
    upload.seek(0)
    try:
        width, height = pictures.size_of(upload)
    except pictures.Huge as error:
        raise TooManyPixels from error
    except pictures.Unreadable as error:
        raise NotAPicture from error
    if width * height > rules.MAX_PIXELS:
        raise TooManyPixels
    return {"media_type": media_type, "width": width, "height": height}


def _check_voice(upload: File) -> Mapping[str, object]:
    if upload.size > rules.MAX_VOICE_BYTES:
        raise TooLarge
    upload.seek(0)
    content = upload.read()
    try:
        recording = audio.read(content)
    except audio.TooLong as error:
        raise TooLong from error
    except audio.Unreadable as error:
        raise NotARecording from error
    return {"media_type": rules.sniff(content), "seconds": max(1, round(recording.seconds))}


def _check_paper(upload: File) -> Mapping[str, object]:
    if upload.size > rules.MAX_PAPER_BYTES:
        raise TooLarge
    upload.seek(0)
    try:
        return {"media_type": papers.read(upload.read())}
    except papers.Locked as error:
        raise LockedPaper from error
    except papers.Active as error:
        raise ActivePaper from error
    except papers.Unreadable as error:
        raise NotAPaper from error


_CHECKS: Mapping[Kind, Callable[[File], Mapping[str, object]]] = {
    Kind.PHOTO: _check_photo,
    Kind.VOICE: _check_voice,
    Kind.PAPER: _check_paper,
}


def received(tokens: Collection[str], kind: Kind = Kind.PHOTO) -> list[Blob]:
    """What was received before, in the order of `tokens`; unknown tokens are passed over."""
    blobs = Blob.objects.filter(token__in=tokens)
    found = {blob.token: blob for blob in blobs if blob.kind is kind}
    return [found[token] for token in tokens if token in found]


def keep(blobs: Collection[Blob]) -> None:
    """Hold uploads for good. Call in the transaction that points to them.

    Raises Gone if one has been swept away or belongs to something else already.
    """
    for kind in sorted({blob.kind for blob in blobs}):
        keys = [blob.pk for blob in blobs if blob.kind is kind]
        unkept = Blob.objects.filter(pk__in=keys, kept=False, state=Blob.State.WAITING)
        if unkept.update(kept=True) != len(keys):
            raise Gone(kind)


def let_go(blobs: Collection[int]) -> None:
    """Nothing points to these any more: `jobs.sweep` removes them with their files; nobody keeps
    them again, and no worker prepares them. Call in the transaction that no longer points to them.
    """
    unprepared = When(state=Blob.State.WAITING, then=Value(Blob.State.FAILED))
    state = Case(unprepared, default=F("state"))
    Blob.objects.filter(pk__in=blobs).update(kept=False, state=state)


def is_whole(blob: Blob) -> bool:
    """Whether a blob that is kept has the file that its row tells of."""
    if blob.state == Blob.State.FAILED:
        return True
    path = _path(blob)
    return path.is_file() and path.stat().st_size == blob.bytes


def is_intact(blob: Blob) -> bool:
    """The same to the last byte. Reads the file."""
    if blob.state == Blob.State.FAILED:
        return True
    try:
        with _path(blob).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == blob.digest
    except FileNotFoundError:
        return False


def paths(blob: Blob) -> list[Path]:
    """The files without which a blob's row says what is not so; none for one that failed."""
    if blob.state == Blob.State.FAILED:
        return []
    if blob.state == Blob.State.DONE and blob.kind is Kind.PHOTO:
        return [_done_path(blob), disk.picture_path(blob.token, small=True)]
    return [_path(blob)]


def _path(blob: Blob) -> Path:
    is_done = blob.state == Blob.State.DONE
    return _done_path(blob) if is_done else disk.upload_path(blob.token)


def open_done(blob: Blob, *, small: bool = False) -> BinaryIO:
    """The prepared file, or a photo's small one. Raises FileNotFoundError while there is none."""
    if blob.state != Blob.State.DONE or (small and blob.kind is not Kind.PHOTO):
        raise FileNotFoundError(blob.token)
    path = disk.picture_path(blob.token, small=True) if small else _done_path(blob)
    return path.open("rb")


def _done_path(blob: Blob) -> Path:
    if blob.kind is Kind.VOICE:
        return disk.voice_path(blob.token)
    if blob.kind is Kind.PAPER:
        return disk.paper_path(blob.token)
    return disk.picture_path(blob.token)
