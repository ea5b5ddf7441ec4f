"""Several at the same time, for tests that commit (transaction=True)."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connection


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each of `works` gives or raises, begun at the same time on connections of their own."""
    start = Barrier(len(works))
    found: list[Any] = [None] * len(works)

    def run(n: int) -> None:
        try:
            start.wait()
            found[n] = works[n]()
        except Exception as error:
            found[n] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(n,)) for n in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
