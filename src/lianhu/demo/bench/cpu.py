"""Processor time of processes with all that they have started, as Linux counts it."""

import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from django.db import connection

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
# Of /proc/PID/stat, counted behind the name, which may hold anything.
_PARENT, _TIMES = 1, slice(11, 15)


def cpu_seconds(roots: Iterable[int]) -> float:
    """What these processes and everybody below them have used, those that have ended included."""
    children: dict[int, list[int]] = defaultdict(list)
    used: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        facts = _stat(int(folder.name))
        if facts is not None:
            children[int(facts[_PARENT])].append(int(folder.name))
            used[int(folder.name)] = sum(int(ticks) for ticks in facts[_TIMES])
    counted: set[int] = set()
    waiting = list(roots)
    while waiting:
        process = waiting.pop()
        if process not in counted:
            counted.add(process)
            waiting += children[process]
    return sum(used.get(process, 0) for process in counted) * _TICK_S


def database_processes() -> list[int]:
    """The process that all others of the database descend from; none if the database is a file.

    Raises RuntimeError if it does not run on this machine.
    """
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [mine] = cursor.fetchone()
    facts = _stat(mine)
    if facts is None:
        raise RuntimeError("the database runs on another machine: its processor time is not known")
    return [int(facts[_PARENT])]


def parents() -> dict[int, int]:
    """Of every process there is."""
    pids = [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]
    return {pid: int(facts[_PARENT]) for pid in pids if (facts := _stat(pid)) is not None}


def _stat(process: int) -> list[str] | None:
    """None for a process that is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
