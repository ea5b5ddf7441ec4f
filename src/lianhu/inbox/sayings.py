"""What somebody without a smart phone may say besides answering what waits in the inbox.

Apps on higher floors register theirs in `web`. Each is entered at a page of its own that knows
`speaking.speaker_of`, and stands on the printed sheet with what is open of it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from lianhu.grid.models import Desk
from lianhu.inbox.speaking import Speaker
from lianhu.ui.parts import InboxRow

# Of what is open of one of them, on the sheet.
MOST = 5


@dataclass(frozen=True, slots=True)
class Saying:
    """`may`: whether it is for who serves at such a desk. `open`: what there is of it just now, of
    which neither names nor addresses of residents are told; a fixed number of queries. `even_away`:
    they say it also while they are away.
    """

    label: Promise
    hint: Promise
    icon: str
    route: str
    may: Callable[[Desk], bool]
    open: Callable[[Speaker, datetime], Sequence[InboxRow]] = lambda _speaker, _now: ()
    even_away: bool = False


_sayings: list[Saying] = []


def install(sayings: Iterable[Saying]) -> None:
    """Called once, by the application's start."""
    _sayings[:] = sayings


def sayings_at(desks: Iterable[Desk]) -> list[Saying]:
    """Those for who serves at any of these."""
    found = list(desks)
    return [one for one in _sayings if any(map(one.may, found))]
