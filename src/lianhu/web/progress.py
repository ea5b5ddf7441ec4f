"""Progress bars for what takes longer than two seconds, where somebody watches."""

import sys
from types import TracebackType
from typing import Self

from tqdm import tqdm

AFTER_S = 2


class Bar:
    """A bar on stderr that is told how far the work has come."""

    def __init__(self, what: str, total: int | None = None) -> None:
        self._bar = tqdm(
            total=total,
            unit=f" {what}",
            delay=AFTER_S,
            leave=False,
            disable=not sys.stderr.isatty(),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.close()

    def reach(self, done: int, total: int | None = None) -> None:
        if total is not None:
            self._bar.total = total
        self._bar.update(done - self._bar.n)
