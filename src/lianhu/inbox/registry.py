"""What each kind of inbox item is, and how it is shown.

Apps on higher floors register theirs in `web`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from lianhu.inbox.models import Item
from lianhu.inbox.rules.attention import Sort
from lianhu.ui.parts import InboxRow

# Takes the open items of one kind and gives a row for each, in the same order, however many there
# are with a fixed number of queries.
Describe = Callable[[Sequence[Item]], Sequence[InboxRow]]


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` is what a message calls one of these: it says nothing of anybody."""

    describe: Describe
    sort: Sort
    name: Promise


_kinds: dict[str, Kind] = {}


def kind_of(item: Item) -> Kind:
    return _kinds[item.kind]


def install(kinds: Mapping[str, Kind]) -> None:
    """Called once, by the application's start."""
    _kinds.clear()
    _kinds.update(kinds)


def rows(items: Sequence[Item]) -> list[InboxRow]:
    """A row for each item, in the given order. Raises KeyError for a kind nobody registered."""
    described: dict[int, InboxRow] = {}
    for kind in dict.fromkeys(item.kind for item in items):
        of_kind = [item for item in items if item.kind == kind]
        described.update(
            zip((item.pk for item in of_kind), _kinds[kind].describe(of_kind), strict=True)
        )
    return [described[item.pk] for item in items]
