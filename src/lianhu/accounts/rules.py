"""What of a form is kept as a draft, how much of it, and for how long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

KEPT_FOR = timedelta(days=30)
MOST_A_PERSON = 200
# Of all fields together. More than any form accepts, so that too long an answer is kept as well.
MOST_CHARACTERS = 16 * 1024

Values = dict[str, str | list[str]]


class TooLong(Exception):
    """More than a draft may hold. It has not been kept."""


@dataclass(frozen=True, slots=True)
class Keeps:
    """What a form keeps: fields in which somebody writes, and what is chosen beside them.

    `page` is the route of the page it stands on; a draft's `ref`, up to a space, is its one
    argument, if any.
    """

    page: str
    written: tuple[str, ...]
    chosen: tuple[str, ...] = ()


def values_of(keeps: Keeps, sent: Mapping[str, Sequence[str]]) -> Values | None:
    """What a draft of the form holds; None where nobody has written anything.

    Whatever the form does not name is left out: passwords, tokens, keys. Raises TooLong.
    """
    if not any(text.strip() for name in keeps.written for text in sent.get(name, ())):
        return None
    kept: Values = {}
    for name in (*keeps.written, *keeps.chosen):
        given = sent.get(name, ())
        if any(given):
            kept[name] = given[0] if len(given) == 1 else list(given)
    if sum(len(text) for name in kept for text in sent[name]) > MOST_CHARACTERS:
        raise TooLong
    return kept
