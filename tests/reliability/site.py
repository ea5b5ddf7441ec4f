"""`lianhu serve` as a service manager runs it: killed, started again, always at one address."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lianhu.kernel.postgres import free_port
from tests.processes import LIANHU, alive, roles_below, tree, wait_until
from tests.reliability.surroundings import DIES_WITH_US, surroundings

# Frames of Django's templates: there are dozens, and they say nothing.
_OF_TEMPLATES = re.compile(r'^  File "[^"]*/django/template/.*\n(?:    .*\n)*', re.MULTILINE)


class Site:
    """A city in `home`, served. What its processes say goes to a file beside `home`."""

    def __init__(self, home: Path, url: str, **more: str) -> None:
        self.home, self.url = home, url
        self.port = free_port()
        self._log = home.with_name(f"{home.name}.log")
        self._environment = surroundings(home, url, **more)
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start all of it and wait until it answers."""
        command = [*DIES_WITH_US, *LIANHU, "serve", "--port", str(self.port)]
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                command, env=self._environment, stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self._process.stdout is not None
        said = ""
        for line in self._process.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        assert f"http://127.0.0.1:{self.port}/" in said, f"it did not start:\n{self.log()}"

    def kill(self, *roles: str) -> None:
        """SIGKILL the processes of these roles, and wait until none of the others is left."""
        assert self._process is not None
        everything = tree(self._process.pid)
        found = roles_below(self._process.pid)
        for pid in {pid for role in roles for pid in found[role]}:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not any(alive(pid) for pid in everything))
        self._process.communicate()

    def is_up(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.communicate(timeout=30)

    def log(self) -> str:
        return self._log.read_text()

    def end_of_log(self) -> str:
        """From where it last speaks of an error of ours; without one, its last words."""
        _before, found, behind = self.log().rpartition("Internal Server Error")
        said = _OF_TEMPLATES.sub("", found + behind)
        return said[:8000] if found else said[-8000:]


@contextmanager
def served(home: Path, url: str, **more: str) -> Iterator[Site]:
    site = Site(home, url, **more)
    try:
        site.start()
        yield site
    finally:
        site.stop()


@contextmanager
def program(
    home: Path, url: str, *arguments: str, **more: str
) -> Iterator["subprocess.Popen[str]"]:
    """A Python program of these tests, spoken to by its standard input and output."""
    process = subprocess.Popen(
        [*DIES_WITH_US, sys.executable, *arguments],
        env=surroundings(home, url, **more),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
