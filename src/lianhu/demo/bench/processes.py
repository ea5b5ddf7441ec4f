"""What processes of this machine use of its processors and memory, whatever else it does."""

import os
from contextlib import suppress
from pathlib import Path

from django.db import connection

_TICKS = os.sysconf("SC_CLK_TCK")
# Of a process's line in /proc, counted after its name: its parent, its own time, its ended
# children's.
_PARENT, _OWN, _ENDED = 1, slice(11, 13), slice(13, 15)


def used_by(pid: int) -> float:
    """Seconds that a process has used itself."""
    return _seconds(_facts(pid)[_OWN])


class Server:
    """All processes of the database's server; none where it is a file, or on another machine."""

    def __init__(self) -> None:
        self._root = _postmaster()

    def used(self) -> float:
        """Seconds that they have used, those that have ended since included."""
        if self._root is None:
            return 0.0
        facts = _facts(self._root)
        return _seconds(facts[_OWN] + facts[_ENDED]) + sum(map(used_by, _children(self._root)))


def _postmaster() -> int | None:
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    facts = _facts(backend)
    return int(facts[_PARENT]) if facts else None


def tree(root: int) -> list[int]:
    """A process and all below it."""
    return [root, *(pid for child in _children(root) for pid in tree(child))]


def memory_of(pids: list[int]) -> dict[str, float]:
    """MB that processes hold: `pss` counts what several share once, by shares; `rss` every time."""
    found = {"pss": 0.0, "rss": 0.0}
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                name, _, amount = line.partition(":")
                if name.lower() in found:
                    found[name.lower()] += int(amount.split()[0]) / 1024
    return found


def _children(root: int) -> list[int]:
    pids = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    return [pid for pid in pids if _facts(pid)[_PARENT : _PARENT + 1] == [str(root)]]


def _facts(pid: int) -> list[str]:
    """Empty for a process that has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _seconds(ticks: list[str]) -> float:
    return sum(map(int, ticks)) / _TICKS
