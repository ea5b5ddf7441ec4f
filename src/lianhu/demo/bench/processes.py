"""What processes hold of this machine's memory, as Linux counts it."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from lianhu.demo.bench.cpu import parents


def tree(root: int) -> set[int]:
    """A process and all below it."""
    found, known = {root}, parents()
    while more := {pid for pid, parent in known.items() if parent in found} - found:
        found |= more
    return found


def memory_of(pids: Iterable[int]) -> dict[str, float]:
    """MB that processes hold: `pss` counts what several share once, by shares; `rss` every time."""
    found = {"pss": 0.0, "rss": 0.0}
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                name, _, amount = line.partition(":")
                if name.lower() in found:
                    found[name.lower()] += int(amount.split()[0]) / 1024
    return found
