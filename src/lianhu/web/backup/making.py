"""A backup: the database at one moment, and the files that its rows speak of then."""

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from lianhu import __version__
from lianhu.files.models import Blob
from lianhu.files.services import paths
from lianhu.kernel import crypto
from lianhu.web.backup import archive, databases
from lianhu.web.backup.archive import FORMAT, Manifest
from lianhu.web.backup.databases import Snapshot
from lianhu.web.failure import Failed

SEALED, CONTEXT = "lianhu", "backup.manifest"
# A file may be prepared, and its upload removed, between two looks; seldom thrice.
TRIES = 3
_STAMP = "last-backup"


@dataclass(frozen=True, slots=True)
class Made:
    """`missing`: files that rows speak of and the disk does not have, at any time of three."""

    manifest: Manifest
    missing: list[Path]


def make(path: Path, *, now: datetime, progress: Callable[[int, int], None]) -> Made:
    """Write a backup to `path`, which is there once it is whole, and not before.

    Raises Failed where something is at `path` already.
    """
    if path.exists():
        raise Failed(f"{path} is there already. Choose another name.")
    # Beside the files, so that links to them cost nothing; and where the city's keys lie as well.
    with tempfile.TemporaryDirectory(dir=settings.HOME, prefix=".backup-") as folder:
        made = _make(path, Path(folder), now, progress)
    (Path(settings.HOME) / _STAMP).write_text(made.manifest.made_at)
    return made


def last_backup() -> datetime | None:
    """When the last backup was made by this home's settings; None if there has been none."""
    try:
        return datetime.fromisoformat((Path(settings.HOME) / _STAMP).read_text())
    except (FileNotFoundError, ValueError):
        return None


def _make(path: Path, folder: Path, now: datetime, progress: Callable[[int, int], None]) -> Made:
    kept = folder / "files"
    for tries in range(1, TRIES + 1):
        _link_all(kept)
        with databases.snapshot(folder) as snapshot:
            # What was there at the moment of the snapshot was there before it or is afterwards.
            _link_all(kept)
            wanted = _wanted(snapshot)
            missing = [file for file in wanted if not (kept / _inner(file)).exists()]
            if missing and tries < TRIES:
                continue
            manifest = _manifest(snapshot, folder / "database", len(wanted) - len(missing), now)
        _write(path, folder, manifest, [f for f in wanted if f not in set(missing)], progress)
        return Made(manifest, missing)
    raise AssertionError("the last try ends the loop")


def _link_all(kept: Path) -> None:
    root = Path(settings.MEDIA_ROOT)
    for folder, _folders, names in os.walk(root):
        target = kept / Path(folder).relative_to(root)
        target.mkdir(parents=True, exist_ok=True)
        for name in names:
            # Begun with a dot: somebody is writing it.
            if not name.startswith("."):
                _link(Path(folder) / name, target / name)


def _link(source: Path, target: Path) -> None:
    with suppress(FileNotFoundError, FileExistsError):
        try:
            os.link(source, target)
        except OSError as error:
            if isinstance(error, FileNotFoundError | FileExistsError):
                raise
            # A file system without links.
            shutil.copyfile(source, target)


def _wanted(snapshot: Snapshot) -> list[Path]:
    rows = snapshot.rows("SELECT token, state, media_type FROM files_blob ORDER BY id")
    return [
        path
        for token, state, media_type in rows
        for path in paths(Blob(token=token, state=state, media_type=media_type))
    ]


def _inner(file: Path) -> Path:
    return file.relative_to(settings.MEDIA_ROOT)


def _manifest(snapshot: Snapshot, database: Path, files: int, now: datetime) -> Manifest:
    applied: dict[str, list[str]] = {}
    for app, name in snapshot.rows("SELECT app, name FROM django_migrations ORDER BY app, name"):
        applied.setdefault(app, []).append(name)
    rows = {name: int(snapshot.rows(f'SELECT COUNT(*) FROM "{name}"')[0][0]) for name in tables()}
    snapshot.save(database)
    return Manifest(
        format=FORMAT,
        version=__version__,
        made_at=now.isoformat(),
        engine=databases.engine(),
        migrations=applied,
        rows=rows,
        sealed=crypto.encrypt(SEALED, CONTEXT),
        database_sha256=archive.sha256_of(database),
        files=files,
    )


def tables() -> list[str]:
    return sorted(connection.introspection.table_names())


def _write(
    path: Path,
    folder: Path,
    manifest: Manifest,
    files: list[Path],
    progress: Callable[[int, int], None],
) -> None:
    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)
    try:
        with archive.writing(draft) as writer:
            draft.chmod(0o600)
            writer.add_manifest(manifest)
            writer.add_database(folder / "database")
            for done, file in enumerate(files, 1):
                inner = _inner(file)
                writer.add_file(folder / "files" / inner, inner.as_posix())
                progress(done, len(files))
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        os.link(draft, path)
    except FileExistsError:
        raise Failed(f"{path} is there already. Choose another name.") from None
    finally:
        draft.unlink(missing_ok=True)
