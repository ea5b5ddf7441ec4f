"""What each kind of broadcast is called, and how its cards are shown.

Apps on higher floors register theirs in `web`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.inbox.broadcasts.reading import Reached
from lianhu.ui.parts import InboxRow

# Takes cards of one kind and gives a row for each, in the same order, however many there are with a
# fixed number of queries.
Describe = Callable[[Sequence[Reached]], Sequence[InboxRow]]


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` is what a message calls one of these: it says nothing of what it says."""

    describe: Describe
    name: Promise


_kinds: dict[str, Kind] = {}


def install(kinds: Mapping[str, Kind]) -> None:
    """Called once, by the application's start."""
    _kinds.clear()
    _kinds.update(kinds)


def name_of(broadcast: Broadcast) -> Promise:
    return _kinds[broadcast.kind].name


def rows(found: Sequence[Reached]) -> list[InboxRow]:
    """A row for each card, in the given order. Raises KeyError for a kind nobody registered."""
    described: dict[int, InboxRow] = {}
    for kind in dict.fromkeys(each.broadcasts[0].kind for each in found):
        of_kind = [each for each in found if each.broadcasts[0].kind == kind]
        keys = (each.card.wording for each in of_kind)
        described.update(zip(keys, _kinds[kind].describe(of_kind), strict=True))
    return [described[each.card.wording] for each in found]
