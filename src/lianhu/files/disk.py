"""Where the bytes of blobs lie, below MEDIA_ROOT. No path holds anything that an uploader chose.

`uploads/` has what waits and what is being written; a file moves from there to `pictures/`,
`voices/` or `papers/` when it is whole, so that whoever dies while writing leaves nothing but an
upload to sweep away.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from django.conf import settings


def upload_path(token: str) -> Path:
    return _uploads() / token


def picture_path(token: str, *, small: bool = False) -> Path:
    """The picture itself, or the small one for lists."""
    name = f"{token}-small.jpg" if small else f"{token}.jpg"
    return Path(settings.MEDIA_ROOT) / "pictures" / token[:2] / name


def voice_path(token: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "voices" / token[:2] / f"{token}.m4a"


def paper_path(token: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "papers" / token[:2] / token


def load_path(token: str) -> Path:
    """A list that waits to be checked."""
    return Path(settings.MEDIA_ROOT) / "loads" / token


@contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """A new file that takes its place, whole and on the disk, when the block ends well."""
    file = NamedTemporaryFile(dir=_folder(_uploads()), prefix=".", delete=False)  # noqa: SIM115
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(file.name, _folder(path.parent) / path.name)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(file.name)
        raise
    _sync(path.parent)


def remove(path: Path) -> None:
    path.unlink(missing_ok=True)


def uploads_before(moment: datetime) -> Iterator[Path]:
    """What has lain in `uploads/` since before `moment`, half-written files among it."""
    return _lain_before(_uploads(), moment)


def loads_before(moment: datetime) -> Iterator[Path]:
    return _lain_before(load_path(""), moment)


def _lain_before(folder: Path, moment: datetime) -> Iterator[Path]:
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):  # another worker sweeps too
                if datetime.fromtimestamp(entry.stat().st_mtime, UTC) < moment:
                    yield Path(entry.path)


def _uploads() -> Path:
    return Path(settings.MEDIA_ROOT) / "uploads"


def _folder(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _sync(folder: Path) -> None:
    """Renaming is on the disk once the folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
