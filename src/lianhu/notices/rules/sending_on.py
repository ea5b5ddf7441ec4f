"""What an officer sends on to own households, pure: how often, and to how many at once."""

from collections.abc import Collection, Container
from datetime import datetime, timedelta

from lianhu.notices.rules.sending import Code, Refused

LONGEST_REASON = 80
# The same is sent on to the same households again after so long.
AGAIN = timedelta(days=14)
# The topic of what has none, for households to refuse: keys of topics begin at 1.
OF_NO_TOPIC = 0


class Again(Exception):
    """Nothing has changed: households have had it."""


def counts_from(now: datetime) -> datetime:
    """What was sent on before that does not count any more."""
    return now - AGAIN


def check(wanted: Collection[int], had: Container[int], most: int) -> None:
    """`wanted`: keys of households; `had`: of those that have had it already.

    Raises Again, or Refused.
    """
    if not wanted:
        raise Refused(Code.NOBODY)
    if any(household in had for household in wanted):
        raise Again
    if len(wanted) > most:
        raise Refused(Code.TOO_MANY)
