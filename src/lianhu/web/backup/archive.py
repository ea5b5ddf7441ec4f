"""The file itself: what is in it, in which order, and reading it without trusting it."""

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from lianhu.web.failure import Failed

FORMAT = 1
_MANIFEST, _DATABASE, _FILES = "manifest.json", "database", "files/"
_MANIFEST_BYTES = 1_000_000
# As `files.disk` makes them: no dots at the beginning, no way up.
_INNER = re.compile(r"(uploads|pictures/[\w-]{2}|voices/[\w-]{2})/[\w-]+(\.jpg|\.m4a)?")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What has to be known before anything is unpacked. `migrations`: the last ones, by app.

    `sealed` is a value encrypted as fields are: whoever opens it has the right keys.
    """

    format: int
    version: str
    made_at: str
    engine: str
    migrations: dict[str, list[str]]
    rows: dict[str, int]
    sealed: str
    database_sha256: str
    files: int


class Writer:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def add_manifest(self, manifest: Manifest) -> None:
        body = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(_MANIFEST)
        info.size, info.mode = len(body), 0o600
        self._tar.addfile(info, io.BytesIO(body))

    def add_database(self, path: Path) -> None:
        self._add(path, _DATABASE)

    def add_file(self, path: Path, inner: str) -> None:
        self._add(path, _FILES + inner)

    def _add(self, path: Path, name: str) -> None:
        with path.open("rb") as file:
            info = self._tar.gettarinfo(arcname=name, fileobj=file)
            # Whose they were says nothing on another machine.
            info.uid = info.gid = 0
            info.uname = info.gname = ""
            info.mode = 0o600
            self._tar.addfile(info, file)


class Reader:
    """Raises Failed for what is no backup, is damaged, or holds anything else."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def manifest(self) -> Manifest:
        entry = self._next(_MANIFEST)
        if entry.size > _MANIFEST_BYTES:
            raise Failed("This is not a backup of Lianhu: its manifest is too large.")
        try:
            facts: dict[str, Any] = json.load(self._open(entry))
        except ValueError:
            raise Failed("This is not a backup of Lianhu: its manifest cannot be read.") from None
        if facts.get("format") != FORMAT:
            raise Failed(
                f"This backup is of format {facts.get('format')}; this version of Lianhu reads"
                f" format {FORMAT}."
            )
        try:
            return Manifest(**facts)
        except TypeError:
            raise Failed("This is not a backup of Lianhu: its manifest is another's.") from None

    def unpack_database(self, into: Path, sha256: str) -> None:
        with into.open("xb") as file:
            found = _copy(self._open(self._next(_DATABASE)), file)
        if found != sha256:
            raise Failed("The backup is damaged: its database is not what was written.")

    def unpack_files(self, into: Path) -> Iterator[Path]:
        """Yield each file as it is written."""
        while (entry := self._tar.next()) is not None:
            inner = entry.name.removeprefix(_FILES)
            if not entry.isfile() or inner == entry.name or not _INNER.fullmatch(inner):
                raise Failed(f"The backup holds {entry.name!r}, which has no place in one.")
            target = into / inner
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with target.open("xb") as file:
                _copy(self._open(entry), file)
            target.chmod(0o600)
            yield target

    def _next(self, name: str) -> tarfile.TarInfo:
        entry = self._tar.next()
        if entry is None or entry.name != name or not entry.isfile():
            raise Failed(f"This is not a backup of Lianhu: no {name} where it should be.")
        return entry

    def _open(self, entry: tarfile.TarInfo) -> IO[bytes]:
        file = self._tar.extractfile(entry)
        assert file is not None
        return file


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    with tarfile.open(path, "x", format=tarfile.PAX_FORMAT) as tar:
        yield Writer(tar)


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    try:
        with tarfile.open(path, "r:") as tar:
            yield Reader(tar)
    except (tarfile.TarError, EOFError) as error:
        raise Failed(f"{path} is not a backup of Lianhu, or is damaged: {error}") from None
    except FileNotFoundError:
        raise Failed(f"There is no {path}.") from None


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy(source: IO[bytes], target: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest()
