"""What each kind of broadcast is called, and how its cards are shown.

Apps on higher floors register theirs in `web`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.inbox.broadcasts.reading import Reached
from lianhu.inbox.registry import by_kind
from lianhu.ui.parts import InboxRow

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
    return by_kind(found, _kind_of, lambda kind: _kinds[kind].read)


def rows(found: Sequence[Reached]) -> list[InboxRow]:
    """A row for each card, in the given order. Raises KeyError for a kind nobody registered."""
    return by_kind(found, _kind_of, lambda kind: _kinds[kind].describe)


def _kind_of(each: Reached) -> str:
    return each.broadcasts[0].kind
