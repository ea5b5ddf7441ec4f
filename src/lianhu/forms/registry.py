"""What the platform holds, so that nobody is asked for it again.

Each app names what it holds; `web` puts it into one list. Of the floors below, `held` does.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from lianhu.grid.models import Node


@dataclass(frozen=True, slots=True)
class Held:
    """`names`: what people call it when they ask for it, in Chinese and English. `column`: where it
    stands, as app.Model.field. `keeper`: who holds it, on the screen. `figure`: how much there is
    within a place, where that is a sum that names nobody.
    """

    key: str
    names: tuple[str, ...]
    column: str
    keeper: Promise
    figure: Callable[[Node], int] | None = None


_held: dict[str, Held] = {}


def install(held: Iterable[Held]) -> None:
    """Called once, by the application's start."""
    _held.clear()
    _held.update({one.key: one for one in held})


def holding(key: str) -> Held:
    return _held[key]


def names() -> Mapping[str, tuple[str, ...]]:
    """What everything that is held is called, by key."""
    return {key: one.names for key, one in _held.items()}
