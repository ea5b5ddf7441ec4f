"""Preparing photos, voice notes and papers, and sweeping up.

May die at any moment and run several times over.
"""

import hashlib
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Q, QuerySet

from lianhu.files import audio, disk, pictures
from lianhu.files.models import Blob
from lianhu.files.rules import Kind, MediaType
from lianhu.kernel import clock
from lianhu.kernel.lease import MAX_TRIES, claim, due, retry_delay

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=3)  # outlasts the slowest decoding
KEEP_UPLOADS = timedelta(days=1)
BATCH = 1000


def prepare_one() -> bool:
    """Prepare one kept upload; False if there is none. Never call inside a transaction.

    The claim counts the try first: a worker that dies of a file leaves it due again when the lease
    has run out, and not more than MAX_TRIES times. Done twice, it is the same file.
    """
    now = clock.wall()
    waiting = Blob.objects.filter(state=Blob.State.WAITING, kept=True)
    _give_up(waiting, now)
    blob = claim(waiting.filter(tries__lt=MAX_TRIES), now, LEASE)
    if blob is None:
        return False
    mine = Blob.objects.filter(pk=blob.pk, state=Blob.State.WAITING)
    try:
        facts = _prepared(blob)
    except Exception as error:  # one bad file must not stop the loop
        logger.exception("preparing blob %s failed", blob.pk)
        broken = isinstance(error, pictures.Unreadable | audio.Unreadable)
        wait = None if broken else retry_delay(blob.tries)
        said = repr(error.__cause__ or error)[:200]
        if wait is not None:
            mine.update(next_at=clock.wall() + wait, error=said)
        else:
            mine.update(state=Blob.State.FAILED, error=said)
    else:
        mine.update(state=Blob.State.DONE, error="", **facts)
        disk.remove(disk.upload_path(blob.token))
    if not Blob.objects.filter(pk=blob.pk).exclude(state=Blob.State.FAILED).exists():
        _forget(blob)  # of no use, or let go meanwhile and perhaps swept
    return True


def _draw(blob: Blob) -> Mapping[str, object]:
    """Put both sizes of a photo on the disk; what the row then tells."""
    picture = pictures.draw(disk.upload_path(blob.token))
    with disk.writing(disk.picture_path(blob.token, small=True)) as file:
        pictures.save(pictures.small(picture), file)
    path = disk.picture_path(blob.token)
    with disk.writing(path) as file:
        pictures.save(picture, file)
    facts = {"media_type": MediaType.JPEG, "width": picture.width, "height": picture.height}
    return facts | _written(path)


def _rewrite(blob: Blob) -> Mapping[str, object]:
    """Put a voice note on the disk; what the row then tells."""
    recording = audio.read(disk.upload_path(blob.token).read_bytes())
    path = disk.voice_path(blob.token)
    with disk.writing(path) as file:
        file.write(audio.write(recording))
    return {"media_type": MediaType.MP4} | _written(path)


def _lay(blob: Blob) -> Mapping[str, object]:
    """Put a paper on the disk, which was read to its end when it came; what the row then tells."""
    path = disk.paper_path(blob.token)
    with disk.writing(path) as file:
        file.write(disk.upload_path(blob.token).read_bytes())
    return _written(path)


def _prepared(blob: Blob) -> Mapping[str, object]:
    match blob.kind:
        case Kind.PHOTO:
            return _draw(blob)
        case Kind.VOICE:
            return _rewrite(blob)
        case Kind.PAPER:
            return _lay(blob)


def _written(path: Path) -> dict[str, object]:
    content = path.read_bytes()
    return {"bytes": len(content), "digest": hashlib.sha256(content).hexdigest()}


def _give_up(waiting: QuerySet[Blob], now: datetime) -> None:
    """End the story of files whose last try killed its worker."""
    spent = due(waiting.filter(tries__gte=MAX_TRIES), now)
    for blob in spent:
        if spent.filter(pk=blob.pk).update(
            state=Blob.State.FAILED, error="every try was cut short"
        ):
            _forget(blob)


def _forget(blob: Blob) -> None:
    for small in (True, False):
        disk.remove(disk.picture_path(blob.token, small=small))
    disk.remove(disk.voice_path(blob.token))
    disk.remove(disk.paper_path(blob.token))


def sweep(now: datetime) -> int:
    """Remove uploads of more than a day that nobody keeps or that need no more work, and what was
    let go; return how many. `now` is the wall's time.
    """
    before = now - KEEP_UPLOADS
    with transaction.atomic():
        unkept = Blob.objects.select_for_update(skip_locked=True).filter(
            Q(uploaded_at__lt=before) | ~Q(state=Blob.State.WAITING), kept=False
        )
        gone = list(unkept[:BATCH])
        # The files first: a row whose files are gone already is swept once more.
        for blob in gone:
            _forget(blob)
            disk.remove(disk.upload_path(blob.token))
        Blob.objects.filter(pk__in=[blob.pk for blob in gone]).delete()
    old = list(disk.uploads_before(before))
    wanted = set(
        Blob.objects.filter(
            token__in=[path.name for path in old], state=Blob.State.WAITING
        ).values_list("token", flat=True)
    )
    leftover = [path for path in old if path.name not in wanted]
    for path in leftover:
        disk.remove(path)
    return len(leftover) + len(gone)
