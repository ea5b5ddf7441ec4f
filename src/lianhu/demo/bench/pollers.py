"""Readers who have a feed open: `lianhu bench notices` starts them.

A process of their own, so that their processor time is not the server's. On stdin comes who reads
what, on stdout goes what it was like.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Event, Thread
from time import monotonic, perf_counter
from typing import Any


@dataclass
class Reader:
    """Opens the page once, then asks for news as the page does; a new connection each time, for
    between two the server has closed it.
    """

    host: str
    port: int
    path: str
    cookie: str
    begins: float
    every_s: float
    counts_from: float
    ends: float
    etag: str = ""
    times_ms: list[float] = field(default_factory=list)
    unchanged: int = 0
    errors: int = 0

    def run(self) -> None:
        at = self.begins
        if self._wait(at) and self._ask({}) != 200:
            self.errors += 1
        while self._wait(at := at + self.every_s):
            began = perf_counter()
            status = self._ask({"HX-Request": "true", "If-None-Match": self.etag})
            self.errors += status not in (200, 304)
            if at >= self.counts_from:
                self.times_ms.append((perf_counter() - began) * 1000)
                self.unchanged += status == 304

    def _wait(self, until: float) -> bool:
        if until < self.ends:
            Event().wait(max(0.0, until - monotonic()))
        return until < self.ends

    def _ask(self, headers: dict[str, str]) -> int:
        http = HTTPConnection(self.host, self.port, timeout=60)
        try:
            http.request("GET", self.path, headers=headers | {"Cookie": self.cookie})
            response = http.getresponse()
            response.read()
        except (OSError, HTTPException):
            return 0
        finally:
            http.close()
        self.etag = response.headers.get("ETag", self.etag)
        return response.status


def run(
    host: str, port: int, path: str, cookies: Sequence[str], every_s: float, seconds: float
) -> Any:
    """All of them for so long, spread evenly over the time between two questions of one. Counted
    from when all have opened the page and asked once: so many do not open it at the same time.
    """
    now = monotonic()
    counts_from = now + 2 * every_s
    steps = every_s / len(cookies)
    readers = [
        Reader(host, port, path, cookie, now + n * steps, every_s, counts_from, now + seconds)
        for n, cookie in enumerate(cookies)
    ]
    threads = [Thread(target=reader.run) for reader in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = sorted(time for reader in readers for time in reader.times_ms)
    unchanged = sum(reader.unchanged for reader in readers)
    return {
        "polls": len(times),
        "polls_per_second": round(len(times) / (seconds - 2 * every_s), 1),
        "p50_ms": round(times[len(times) // 2], 1),
        "p99_ms": round(times[len(times) * 99 // 100], 1),
        "share_304": round(unchanged / len(times), 3),
        "errors": sum(reader.errors for reader in readers),
    }


if __name__ == "__main__":
    print(json.dumps(run(**json.load(sys.stdin))))
