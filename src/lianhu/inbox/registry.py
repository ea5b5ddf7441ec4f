"""What each kind of inbox item is, and how it is shown.

Apps on higher floors register theirs in `web`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.utils.functional import Promise

from lianhu.inbox.below import Below
from lianhu.inbox.models import Item
from lianhu.inbox.rules.attention import Sort
from lianhu.ui.parts import InboxRow

T = TypeVar("T")
R = TypeVar("R")

# Takes the open items of one kind and gives a row for each, in the same order, however many there
# are with a fixed number of queries.
Describe = Callable[[Sequence[Item]], Sequence[InboxRow]]
# Likewise for items of one kind.
Concerns = Callable[[Sequence[tuple[Item, Below]]], Sequence[bool]]


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` is what a message calls one of these: it says nothing of anybody.

    `is_own`: that there is one is nobody's business but of those at its desk: the roster above
    neither calls about it nor prints it. `is_entered`: what somebody without a smart phone says to
    it, that roster enters at its address (`speaking`). `concerns`: of what waits for somebody by
    name, each with them as they serve below a roster, whether it is of their desks there.
    """

    describe: Describe
    sort: Sort
    name: Promise
    is_own: bool = False
    is_entered: bool = False
    concerns: Concerns | None = None


_kinds: dict[str, Kind] = {}


def kind_of(item: Item) -> Kind:
    return _kinds[item.kind]


def install(kinds: Mapping[str, Kind]) -> None:
    """Called once, by the application's start."""
    _kinds.clear()
    _kinds.update(kinds)


def rows(items: Sequence[Item]) -> list[InboxRow]:
    """A row for each item, in the given order. Raises KeyError for a kind nobody registered."""
    return by_kind(items, lambda item: item.kind, lambda kind: _kinds[kind].describe)


def concerning(named: Sequence[tuple[Item, Below]]) -> list[Item]:
    """Those of them that are of desks below. A fixed number of queries a kind."""
    found = []
    for kind in dict.fromkeys(item.kind for item, _one in named):
        some = [each for each in named if each[0].kind == kind]
        concerns = _kinds[kind].concerns
        is_there = [True] * len(some) if concerns is None else concerns(some)
        found += [item for (item, _one), there in zip(some, is_there, strict=True) if there]
    return found


def by_kind(
    things: Sequence[T],
    kind_of: Callable[[T], str],
    how: Callable[[str], Callable[[Sequence[T]], Sequence[R]]],
) -> list[R]:
    """What `how` gives for things of one kind, asked once a kind; in the order of `things`."""
    made: dict[int, R] = {}
    for kind in dict.fromkeys(map(kind_of, things)):
        places = [n for n, thing in enumerate(things) if kind_of(thing) == kind]
        made.update(zip(places, how(kind)([things[n] for n in places]), strict=True))
    return [made[n] for n in range(len(things))]
