"""Rows of a file from outside, read by a process that can do no harm. See `child`."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from tempfile import TemporaryFile
from typing import IO, Any

from lianhu.kernel.sheets.limits import WORD, Caps, Reason, Refused

# The keys of the city are in the environment; the child gets none of it but this.
_PASSED_ON = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT")
_LONGEST_LINE = 1 << 24


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is that of the file, from 1. `wrong`: formula, error, long, or more than text, by
    position.
    """

    number: int
    cells: list[str]
    wrong: dict[int, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        return not any(map(str.strip, self.cells))


@contextmanager
def put_down(chunks: Iterable[bytes], caps: Caps) -> Iterator[IO[bytes]]:
    """What somebody sends as a file that `open_rows` takes. Raises Refused: too large."""
    with TemporaryFile() as file:
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if size > caps.bytes:
                raise Refused(Reason.TOO_LARGE)
            file.write(chunk)
        file.seek(0)
        # The child goes by the system's position, not by that of the buffer here.
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        yield file


@contextmanager
def open_rows(file: IO[bytes], caps: Caps, *, word: bool = False) -> Iterator[Iterator[list[Row]]]:
    """Batches of the rows of `file`'s first sheet that have something in them; of a Word file's
    paragraphs with `word`, see `paragraphs`.

    `file` is a file of the system, open for reading. Taking batches raises Refused. Leaving early
    ends the child.
    """
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            __name__.replace("reading", "child"),
            *map(str, astuple(caps)),
            *([WORD] if word else []),
        ],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        close_fds=True,
    )
    try:
        assert process.stdout is not None
        yield _batches(process.stdout)
    finally:
        process.kill()
        process.communicate()


def _environment() -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    # lxml, where it is installed, is a second parser with habits of its own.
    return passed | {"OPENPYXL_LXML": "False", "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}


def _batches(out: IO[bytes]) -> Iterator[list[Row]]:
    while line := out.readline(_LONGEST_LINE):
        told = _parsed(line)
        if isinstance(told, list):
            yield [_row(*each) for each in told]
        elif "refused" in told:
            raise Refused(Reason(told["refused"]))
        else:
            return
    # It said nothing of an end: the system ended it, for want of memory or time.
    raise Refused(Reason.TOO_MUCH_WORK)


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:  # cut short
        raise Refused(Reason.TOO_MUCH_WORK) from None


def _row(number: int, cells: list[str], wrong: dict[str, str]) -> Row:
    return Row(number, cells, {int(at): what for at, what in wrong.items()})
