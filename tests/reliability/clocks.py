"""The clock that processes with the settings `tests.reliability.altered` live by."""

import os
from datetime import timedelta
from pathlib import Path


class AlteredClock:
    """Off by what it was set to last, from that moment on, in every process that has it."""

    def __init__(self, home: Path) -> None:
        self._file = home / "clock"
        self.set(timedelta())

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "tests.reliability.altered",
            "ALTERED_CLOCK": str(self._file),
        }

    def set(self, off_by: timedelta) -> None:
        written = self._file.with_name("clock.new")
        written.write_text(str(off_by.total_seconds()))
        os.replace(written, self._file)  # nobody reads half of it
