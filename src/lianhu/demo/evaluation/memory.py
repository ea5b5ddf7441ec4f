import sys
from resource import RUSAGE_SELF, getrusage


def peak_memory_mb() -> int:
    """The most that this process has held so far."""
    kilobytes = getrusage(RUSAGE_SELF).ru_maxrss
    return round(kilobytes / (1024 if sys.platform != "darwin" else 1024**2))
