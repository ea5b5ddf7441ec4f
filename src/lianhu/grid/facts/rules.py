"""What a household may let be known of itself, pure: a closed list, for a time, with consent.

A fact says that somebody of a kind lives there, never who. It is for telling the household what may
be for it; nothing is decided, counted or scored by it of anybody.
"""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

# At most so long; then it is asked anew.
LONGEST = timedelta(days=365)
HALF = timedelta(days=182)
# Of fewer households no number is told.
FEWEST = 5


class Fact(StrEnum):
    TURNED_60 = "turned_60"
    OVER_60 = "over_60"
    UNDER_6 = "under_6"
    SCHOOL_AGE = "school_age"
    NEWBORN = "newborn"
    DISABLED = "disabled"
    LOW_INCOME = "low_income"


class Purpose(StrEnum):
    """For what it may be used; nothing else."""

    TELL = "tell"  # to tell the household of notices and benefits for such as it


# Minors, health and means: each wants a consent of its own, and a city that has turned it on.
SENSITIVE = frozenset(Fact) - {Fact.TURNED_60, Fact.OVER_60}


class Code(StrEnum):
    NOT_OFFERED = "not_offered"  # the city has not turned it on
    NO_CONSENT = "no_consent"
    TOO_LONG = "too_long"
    PAST = "past"
    STRANGER = "stranger"  # whoever agreed is not of the household


class Refused(Exception):
    """Nothing has changed."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.value)
        self.code = code


def offered(turned_on: Collection[str]) -> tuple[Fact, ...]:
    """What may be asked for and used: `turned_on` names the sensitive ones of this city."""
    return tuple(fact for fact in Fact if fact not in SENSITIVE or fact.value in turned_on)


def check(
    fact: Fact, until: date, today: date, *, agreed: bool, turned_on: Collection[str]
) -> None:
    """Raises Refused unless it may be kept until that day."""
    if fact not in offered(turned_on):
        raise Refused(Code.NOT_OFFERED)
    if not agreed:
        raise Refused(Code.NO_CONSENT)
    if until < today:
        raise Refused(Code.PAST)
    if until > today + LONGEST:
        raise Refused(Code.TOO_LONG)


def told(count: int) -> int | None:
    """What may be said of how many households at one place hold a fact: None for too few, else in
    whole fives. Of several places it is the sum of what may be said of each: of a union that
    somebody chooses, one more place would tell whether that one reaches the next five.
    """
    return None if count < FEWEST else count - count % FEWEST
