"""Ending together: a pipe that only the supervisor holds open.

However the supervisor ends, even by SIGKILL, the kernel closes its end, and every process that
watches the other end goes too.
"""

import os
import select
import signal
import threading
from contextlib import suppress
from time import monotonic, sleep
from types import FrameType

GRACE_S = 2.0
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def watch(read_end: int) -> None:
    """End this process when the pipe closes: by SIGTERM, and after GRACE_S for good."""
    threading.Thread(target=_watch, args=(read_end,), name="lifeline", daemon=True).start()


def _watch(read_end: int) -> None:
    os.read(read_end, 1)  # nobody writes: this returns when the last writer is gone
    os.kill(os.getpid(), signal.SIGTERM)
    sleep(GRACE_S)
    os._exit(1)


class StopRequest:
    """SIGTERM, SIGINT and SIGHUP, to be asked for between two pieces of work.

    A pipe rather than an Event: a handler that sets an Event can wait for ever for a lock that
    the code it interrupts holds.
    """

    def __init__(self) -> None:
        self.made = False
        self._read_end, self._write_end = os.pipe()
        os.set_blocking(self._write_end, False)
        for number in STOPPING:
            signal.signal(number, self._handle)

    def wait(self, seconds: float) -> bool:
        """Sleep, but not beyond a request; say whether there is one."""
        until = monotonic() + seconds
        while not self.made and (left := until - monotonic()) > 0:
            select.select([self._read_end], [], [], left)
        return self.made

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self.made = True
        with suppress(BlockingIOError):  # full: the reader wakes anyway
            os.write(self._write_end, b"!")
