"""Counting what is answered and done, in all processes of one `lianhu serve` together.

`counted` is imported by whoever counts first: prometheus_client decides while it is imported
whether counts are shared, and most commands count nothing.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

# Where the processes of one `lianhu serve` put their counts together.
SHARED_BY: Final = "PROMETHEUS_MULTIPROC_DIR"
_MEMORY = Path("/dev/shm")


@contextmanager
def shared() -> Iterator[None]:
    """Let this process and those that it starts in the block count together, from nothing. What is
    still at work when the block ends counts for nobody.

    In memory: counts are kept in mapped files, and whoever writes to one on a full disk is killed.
    Where there is no such place, or it is somebody else's, each process counts for itself.
    """
    ours = f"lianhu-{os.getuid()}-"
    folder = _MEMORY / f"{ours}{os.getpid()}"
    try:
        _sweep(ours)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
    except OSError:
        yield
        return
    os.environ[SHARED_BY] = str(folder)
    try:
        yield
    finally:
        del os.environ[SHARED_BY]
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(ours: str) -> None:
    """Take away what those left who had no time to, and nothing of who still counts."""
    for left in _MEMORY.glob(f"{ours}*"):
        owner = left.name.removeprefix(ours)
        if owner.isdecimal() and not Path("/proc", owner).exists():
            shutil.rmtree(left, ignore_errors=True)


def answered(method: str, route: str, status: int, seconds: float) -> None:
    from lianhu.web import counted

    with suppress(OSError):  # the folder has gone: what was done is worth more than its count
        counted.REQUESTS.labels(method, route, status).inc()
        counted.SECONDS.labels(route).observe(seconds)


def worked(job: str, outcome: str) -> None:
    from lianhu.web import counted

    with suppress(OSError):
        counted.BATCHES.labels(job, outcome).inc()
