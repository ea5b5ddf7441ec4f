"""What time it is. Nothing else in Lianhu reads the system clock.

`now()` is the domain's time: the demo city has a clock of its own and tests set one. `wall()` is
the machine's time; only leases and heartbeats want it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic

Source = Callable[[], datetime]


def wall() -> datetime:
    return datetime.now(UTC)


_source: Source = wall


def now() -> datetime:
    return _source()


def use(source: Source) -> None:
    """Let `now()` ask `source` from here on, in every thread of this process."""
    global _source
    _source = source


@contextmanager
def fixed(at: datetime) -> Iterator[None]:
    """Stop the clock at `at`, in every thread of this process."""
    before = _source
    use(lambda: at)
    try:
        yield
    finally:
        use(before)


class Offset:
    """A clock that runs beside the wall's, ahead or behind by what `read` says.

    `read` may be a database query, so its answer is kept for a quarter of a second.
    """

    KEEP_S = 0.25

    def __init__(self, read: Callable[[], timedelta]) -> None:
        self._read = read
        self._offset = timedelta()
        self._read_at = float("-inf")

    def __call__(self) -> datetime:
        if monotonic() - self._read_at > self.KEEP_S:
            self._offset = self._read()
            self._read_at = monotonic()
        return wall() + self._offset

    def forget(self) -> None:
        self._read_at = float("-inf")
