"""How somebody is reached, as that person chose."""

from enum import StrEnum


class Reach(StrEnum):
    PAGE = "page"
    # By message as well, and what waits stands in it: there is no page to look at.
    SMS = "sms"
    # By the roster above: it calls, or hands over a sheet.
    CALL = "call"
    PAPER = "paper"


# No message goes to whoever chose these.
BY_DESK = frozenset({Reach.CALL, Reach.PAPER})
