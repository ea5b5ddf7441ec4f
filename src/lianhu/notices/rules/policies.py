"""From a policy to the people it is for, pure: proposed to officers, offered by them, and a success
only when the household says so. Nothing is decided by it, and no officer is counted.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from lianhu.grid.facts.rules import told
from lianhu.inbox.rules import Address, Need

KIND = "policy"  # of items at officers' desks
LONGEST = timedelta(days=365)
LONGEST_WHY = 80


class Said(StrEnum):
    """What a household says of what it was offered."""

    NOTHING = ""
    GOT = "got"  # it has the benefit
    NOT_OURS = "not_ours"  # it does not concern the household


class Code(StrEnum):
    OVER = "over"  # stopped, or past its last day
    NOBODY = "nobody"  # none of those who were chosen may qualify any more
    PAST = "past"  # that last day has passed
    TOO_LONG = "too_long"


class Refused(Exception):
    """Nothing has changed."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.value)
        self.code = code


def check_until(until: date, today: date) -> None:
    """Raises Refused."""
    if until < today:
        raise Refused(Code.PAST)
    if until > today + LONGEST:
        raise Refused(Code.TOO_LONG)


def waiting(holders: Mapping[int, int], handled: Collection[int]) -> dict[int, set[int]]:
    """By beat the households that hold a fact and have neither been offered it nor passed over.
    `holders`: the beat of each.
    """
    found: dict[int, set[int]] = defaultdict(set)
    for household, beat in holders.items():
        if household not in handled:
            found[beat].add(household)
    return dict(found)


def needs(policy: int, desks: Iterable[int]) -> frozenset[Need]:
    """One item a desk, however many of its households may qualify."""
    return frozenset(Need(Address.DESK, desk, KIND, f"{KIND}:{policy}", policy) for desk in desks)


def counts(got: Mapping[int, int]) -> dict[int, int]:
    """What may be told of each place: in whole fives, too few not at all. There is no sum but that
    of these, from which nobody can take them.
    """
    return {place: said for place, count in got.items() if (said := told(count)) is not None}
