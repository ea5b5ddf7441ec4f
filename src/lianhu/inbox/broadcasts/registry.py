"""What each kind of broadcast is called, and how its cards are shown.

Apps on higher floors register theirs in `web`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.utils.functional import Promise

from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.inbox.broadcasts.reading import Reached
from lianhu.ui.parts import InboxRow

T = TypeVar("T")

# Takes cards of one kind and gives what each says, for paper, in the same order.
Read = Callable[[Sequence[Reached]], Sequence[str]]
# Takes cards of one kind and gives a row for each, in the same order, however many there are with a
# fixed number of queries.
Describe = Callable[[Sequence[Reached]], Sequence[InboxRow]]


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` is what a message calls one of these: it says nothing of what it says."""

    describe: Describe
    read: Read
    name: Promise


_kinds: dict[str, Kind] = {}


def install(kinds: Mapping[str, Kind]) -> None:
    """Called once, by the application's start."""
    _kinds.clear()
    _kinds.update(kinds)


def name_of(broadcast: Broadcast) -> Promise:
    return _kinds[broadcast.kind].name


def texts(found: Sequence[Reached]) -> list[str]:
    """What each card says, in the given order. Raises KeyError for a kind nobody registered."""
    return _of_each(found, lambda kind: kind.read)


def rows(found: Sequence[Reached]) -> list[InboxRow]:
    """A row for each card, in the given order. Raises KeyError for a kind nobody registered."""
    return _of_each(found, lambda kind: kind.describe)


def _of_each(
    found: Sequence[Reached], how: Callable[[Kind], Callable[[Sequence[Reached]], Sequence[T]]]
) -> list[T]:
    made: dict[int, T] = {}
    for name in dict.fromkeys(each.broadcasts[0].kind for each in found):
        of_kind = [each for each in found if each.broadcasts[0].kind == name]
        keys = (each.card.wording for each in of_kind)
        made.update(zip(keys, how(_kinds[name])(of_kind), strict=True))
    return [made[each.card.wording] for each in found]
