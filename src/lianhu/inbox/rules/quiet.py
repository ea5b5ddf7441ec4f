"""Quiet hours of residents: what is sent then makes no sound."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

EVENING, MORNING = time(21), time(7, 30)
NOON, AFTERNOON = time(12), time(14)


def is_quiet(at: datetime, zone: str) -> bool:
    """Whether a resident is left in peace, by the clock of `zone`; quiet ends on the minute."""
    local = at.astimezone(ZoneInfo(zone)).time()
    return local >= EVENING or local < MORNING or NOON <= local < AFTERNOON
