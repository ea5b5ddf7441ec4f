"""Running the web server and the worker together: all of them, or none."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from time import monotonic

from lianhu.web.failure import Failed
from lianhu.web.lifeline import GRACE_S, StopRequest

LOOK_S = 0.1
START_S = 60.0
LIFELINE = "{lifeline}"


class Supervisor:
    """Starts programs and watches them. When one ends, or this process does, all end.

    `{lifeline}` among a program's arguments becomes the descriptor that it has to watch.
    """

    def __init__(self) -> None:
        self.stop = StopRequest()
        self._read_end, self._write_end = os.pipe()
        self._programs: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, arguments: Sequence[str], *, keep: Sequence[int] = ()) -> int:
        """Returns the key of its process. `keep`: descriptors that the program inherits. It gets no
        Ctrl-C: that is ours.
        """
        words = [word.replace(LIFELINE, str(self._read_end)) for word in arguments]
        self._programs[name] = subprocess.Popen(
            [sys.executable, *words],
            pass_fds=(self._read_end, *keep),
            start_new_session=True,
        )
        return self._programs[name].pid

    def wait_until(self, ready: Callable[[], bool]) -> bool:
        """Wait for the programs to be ready; False if asked to stop meanwhile.

        Raises Failed if one ends, or if that takes too long.
        """
        give_up = monotonic() + START_S
        while not ready():
            if self.stop.wait(LOOK_S):
                return False
            self._expect_all_alive()
            if monotonic() > give_up:
                raise Failed(f"The web server did not answer within {START_S:.0f} seconds.")
        return True

    def run(self) -> None:
        """Watch until asked to stop. Raises Failed if a program ends by itself."""
        while not self.stop.wait(LOOK_S):
            self._expect_all_alive()

    def end_all(self) -> None:
        """Cut the lifeline, wait for the programs to go, and see to it that they have gone."""
        os.close(self._write_end)
        until = monotonic() + GRACE_S + 0.5
        for program in self._programs.values():
            try:
                program.wait(max(0, until - monotonic()))
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()

    def _expect_all_alive(self) -> None:
        for name, program in self._programs.items():
            code = program.poll()
            if code is not None:
                how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
                raise Failed(f"The {name} {how}; everything else was stopped too.")


def supervise(
    programs: Mapping[str, tuple[Sequence[str], Sequence[int]]],
    *,
    ready: Callable[[], bool],
    when_ready: Callable[[], None],
) -> None:
    """Run these programs (arguments, descriptors to keep) until one ends or somebody says stop."""
    supervisor = Supervisor()
    try:
        for name, (arguments, keep) in programs.items():
            supervisor.start(name, arguments, keep=keep)
        if supervisor.wait_until(ready):
            when_ready()
            supervisor.run()
    finally:
        supervisor.end_all()
