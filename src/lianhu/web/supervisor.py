"""Running the web server and the worker together: all of them, or none."""

import gc
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic

from lianhu.web.failure import Failed, reason_of
from lianhu.web.lifeline import GRACE_S, STOPPING, StopRequest

LOOK_S = 0.1
START_S = 60.0

# Told the descriptor that it has to watch; see lianhu.web.lifeline.
Program = Callable[[int], None]


class Supervisor:
    """Starts programs and watches them. When one ends, or this process does, all end.

    Each is a fork: what this process has loaded takes a second to load again, and its memory is
    shared. So it has to have closed its connections, and must not have threads.
    """

    def __init__(self) -> None:
        # Whoever started us may ignore this, and then nobody is told how a program ended.
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self.stop = StopRequest()
        self._read_end, self._write_end = os.pipe()
        self._programs: dict[str, BaseProcess] = {}

    def start(self, name: str, program: Program) -> int:
        """Returns the key of its process, which gets no Ctrl-C: that is ours."""
        process = multiprocessing.get_context("fork").Process(
            target=self._begin, args=(name, program)
        )
        # Until the program has let go of them, these would be handled there as ours.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
        assert process.pid is not None
        self._programs[name] = process
        return process.pid

    def _begin(self, name: str, program: Program) -> None:
        """In the new process."""
        os.close(self._write_end)
        os.setsid()
        for number in STOPPING:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
        with suppress(OSError):  # so that ps tells them apart
            Path("/proc/self/comm").write_text(f"lianhu-{name.partition(' ')[0]}")
        try:
            program(self._read_end)
        except Exception as error:
            reason = reason_of(error)
            if reason is None:
                raise
            print(f"lianhu: {reason}", file=sys.stderr, flush=True)
            if not isinstance(error, Failed):
                # It may be a mistake of ours as well.
                traceback.print_exception(error)
            sys.exit(1)

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
            program.join(max(0, until - monotonic()))
            if program.exitcode is None:
                program.kill()
                program.join()

    def _expect_all_alive(self) -> None:
        for name, program in self._programs.items():
            code = program.exitcode
            if code is not None:
                how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
                raise Failed(f"The {name} {how}; everything else was stopped too.")


def supervise(
    programs: Mapping[str, Program],
    *,
    ready: Callable[[], bool],
    when_ready: Callable[[], None],
) -> None:
    """Run these programs until one ends or somebody says stop."""
    supervisor = Supervisor()
    # Shared with the programs, as long as none of them looks through it.
    gc.freeze()
    try:
        for name, program in programs.items():
            supervisor.start(name, program)
        if supervisor.wait_until(ready):
            when_ready()
            supervisor.run()
    finally:
        supervisor.end_all()
