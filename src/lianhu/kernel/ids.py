"""Numbers that people read out and write down, and tokens that nobody has to."""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from typing import Protocol

# Without I, L, O, S, U, which are taken for 1, 1, 0, 5, V. 31 is prime, on which the check rests.
ALPHABET = "0123456789ABCDEFGHJKMNPQRTVWXYZ"
PREFIX = "LH"
RANDOM_SYMBOLS = 7

_LENGTH = RANDOM_SYMBOLS + 1
_TAKEN_FOR = str.maketrans("ILOSU", "1105V")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212_.·]+")
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}


class Chooser(Protocol):
    """The module `secrets`, or a seeded `random.Random` where numbers must come out the same."""

    def choice(self, seq: Sequence[str], /) -> str: ...


def new_number(rng: Chooser = secrets) -> str:
    """A case number like LH-7K3Q-92XV, one of 27 thousand million. Ask again if it is taken."""
    symbols = "".join(rng.choice(ALPHABET) for _ in range(RANDOM_SYMBOLS))
    return _written(symbols + _check_symbol(symbols))


def normalise(text: str) -> str | None:
    """The number that was meant, or None.

    Takes small and full-width letters, other or missing dashes, a missing LH, and letters written
    for the digits they look like.
    """
    symbols = _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()
    if len(symbols) == len(PREFIX) + _LENGTH:
        symbols = symbols.removeprefix(PREFIX)
    symbols = symbols.translate(_TAKEN_FOR)
    if len(symbols) != _LENGTH or not set(symbols) <= _VALUES.keys() or _weighted(symbols):
        return None
    return _written(symbols)


def is_valid(text: str) -> bool:
    """Whether this is a case number exactly as it is written."""
    return normalise(text) == text


def new_token() -> str:
    """128 random bits, fit for a URL."""
    return secrets.token_urlsafe(16)


def _written(symbols: str) -> str:
    return f"{PREFIX}-{symbols[:4]}-{symbols[4:]}"


def _check_symbol(symbols: str) -> str:
    # The check symbol weighs 1, so it makes up what is missing to a multiple of 31.
    return ALPHABET[-_weighted(symbols + ALPHABET[0]) % len(ALPHABET)]


def _weighted(symbols: str) -> int:
    """0 for a valid number.

    All weights differ and none is 0 modulo a prime: one wrong symbol, or two that changed places,
    can never leave 0.
    """
    weights = range(_LENGTH, 0, -1)
    total = sum(weight * _VALUES[symbol] for weight, symbol in zip(weights, symbols, strict=True))
    return total % len(ALPHABET)
