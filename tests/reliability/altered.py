"""The product's settings for processes that live under another clock, or have less patience.

ALTERED_CLOCK=file         the clock is off by the seconds that the file says, read anew each time
ALTERED_PATIENCE_S=1       how long to wait for a database file that is locked
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from lianhu.kernel import clock
from lianhu.web.settings import *  # noqa: F403
from lianhu.web.settings import DATABASES

if "ALTERED_CLOCK" in os.environ:
    _off_by = Path(os.environ["ALTERED_CLOCK"])

    def _shown() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(_off_by.read_text()))  # noqa: TID251

    clock.wall = _shown
    clock.use(_shown)
    timezone.now = _shown  # noqa: TID251 (sessions and tokens live by Django's)

if "ALTERED_PATIENCE_S" in os.environ:
    DATABASES["default"]["OPTIONS"]["timeout"] = float(os.environ["ALTERED_PATIENCE_S"])
