"""Counting what is answered and done, in all processes of one `lianhu serve` together.

`counted` is imported by whoever counts first: prometheus_client decides while it is imported
whether counts are shared, and most commands count nothing.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings

# Where the processes of one `lianhu serve` put their counts together.
SHARED_BY: Final = "PROMETHEUS_MULTIPROC_DIR"
_MEMORY = Path("/dev/shm")


@contextmanager
def shared() -> Iterator[None]:
    """Let this process and those that it starts in the block count together, from nothing. All of
    them have ended when the block does.

    In memory: counts are kept in mapped files, and whoever writes to one on a full disk is killed.
    Where there is no such place, or it is somebody else's, each process counts for itself.
    """
    home = hashlib.sha256(str(settings.HOME).encode()).hexdigest()[:16]
    folder = _MEMORY / f"lianhu-{os.getuid()}-{home}"
    shutil.rmtree(folder, ignore_errors=True)
    try:
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


def answered(method: str, route: str, status: int, seconds: float) -> None:
    from lianhu.web import counted

    counted.REQUESTS.labels(method, route, status).inc()
    counted.SECONDS.labels(route).observe(seconds)


def worked(job: str, outcome: str) -> None:
    from lianhu.web import counted

    counted.BATCHES.labels(job, outcome).inc()
