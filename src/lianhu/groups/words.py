"""The pieces by which a message's words are found, and the numbers that must not be in them."""

from lianhu.kernel.crypto import blind_index
from lianhu.kernel.text import Kind, find_personal_numbers
from lianhu.kernel.tokens import normal, written

# More of them tell no better which message is meant.
MOST_ASKED = 8


def hashes(words: str) -> list[int]:
    """Of every piece, each once: single characters, pairs of neighbours, words."""
    return [_hash(piece) for piece in dict.fromkeys(written(normal(words)))]


def asked_hashes(words: str) -> list[int]:
    """Of the pieces that all have to be in what is found."""
    pieces = dict.fromkeys(written(normal(words), alone=False))
    return [_hash(piece) for piece in list(pieces)[:MOST_ASKED]]


def _hash(piece: str) -> int:
    """60 bits of a keyed hash: without the key nobody can tell what was said, nor try."""
    return int(blind_index(piece, "groups.piece")[:15], 16)


def numbers_in(words: str) -> frozenset[Kind]:
    return frozenset(number.kind for number in find_personal_numbers(words))
