"""Numbers of one person among words that others read."""

from collections.abc import Collection

from lianhu.kernel.text import Kind, find_personal_numbers

# No answer needs these; a telephone number may be meant.
UNWISE = frozenset({Kind.IDENTITY, Kind.BANK_CARD})


def has_numbers(words: str, kinds: Collection[Kind] = UNWISE) -> bool:
    return any(number.kind in kinds for number in find_personal_numbers(words))
