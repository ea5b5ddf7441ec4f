"""Programs that ask, take, answer and confirm by the API: `lianhu bench lifecycle` starts them.

A process of their own, so that their processor time is not the server's. On stdin comes what to do,
on stdout goes how long it took.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from secrets import token_urlsafe
from threading import Thread
from time import perf_counter
from typing import Any

WORDS = "楼道里的灯坏了两天,晚上看不见台阶。"
ANSWER = "已报修,明天上午换好。"


@dataclass
class Client:
    """Lives through questions one after the other, on one connection that is kept open."""

    host: str
    port: int
    parts: Iterator[Mapping[str, str]]
    lifecycles: int
    times_ms: list[float] = field(default_factory=list)
    errors: int = 0

    def run(self) -> None:
        self._connection = HTTPConnection(self.host, self.port, timeout=60)
        for _ in range(self.lifecycles):
            done = self._live(next(self.parts))
            self.errors += done.get("status") != "settled"

    def _live(self, part: Mapping[str, str]) -> dict[str, Any]:
        intake, act = part["intake"], part["act"]
        done = self._post("matters", intake, {"words": WORDS, "household": part["household"]})
        for token, step, words in (
            (act, "cases/{number}/take", {}),
            (act, "cases/{number}/answer", {"words": ANSWER}),
            (intake, "matters/{number}/confirm", {}),
        ):
            if "seq" in done:
                done = self._post(step.format(**done), token, {"seq": done["seq"]} | words)
        return done

    def _post(self, path: str, token: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The answer; nothing, and an error counted, for any but a good one."""
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": token_urlsafe(16),
        }
        began = perf_counter()
        try:
            self._connection.request("POST", f"/api/v1/{path}", json.dumps(body), headers)
            response = self._connection.getresponse()
            said = response.read()
        except (OSError, HTTPException):
            self._connection.close()
            self.errors += 1
            return {}
        self.times_ms.append((perf_counter() - began) * 1000)
        if response.status != 200:
            self.errors += 1
            return {}
        found: dict[str, Any] = json.loads(said)
        return found


def run(host: str, port: int, shares: Sequence[Sequence[Mapping[str, str]]], each: int) -> Any:
    """As many clients at once as there are shares of parts."""
    clients = [Client(host, port, _over_and_over(share), each) for share in shares]
    threads = [Thread(target=client.run) for client in clients]
    began = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "seconds": perf_counter() - began,
        "errors": sum(client.errors for client in clients),
        "times_ms": sorted(time for client in clients for time in client.times_ms),
    }


def _over_and_over(parts: Sequence[Mapping[str, str]]) -> Iterator[Mapping[str, str]]:
    while True:
        yield from parts


if __name__ == "__main__":
    print(json.dumps(run(**json.load(sys.stdin))))
