"""How long a form takes whoever answers it."""

from collections.abc import Iterable

from lianhu.forms.rules.fields import Kind

# To open it, read what it is for, and send it.
OPENING_S = 60
# Reckoned generously to whoever answers: a number has to be looked up, a text thought over.
SECONDS = {
    Kind.YES_NO: 10,
    Kind.CHOICE: 15,
    Kind.DATE: 30,
    Kind.NUMBER: 45,
    Kind.LINE: 45,
    Kind.TEXT: 180,
    Kind.PHOTO: 120,
    Kind.VIDEO: 300,
}


def minutes(kinds: Iterable[Kind]) -> int:
    """Whole minutes, rounded up; none for a form that asks nothing."""
    seconds = [SECONDS[kind] for kind in kinds]
    return -(-(OPENING_S + sum(seconds)) // 60) if seconds else 0
