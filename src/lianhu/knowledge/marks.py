"""Where a text says what a question says as well, for the eye to find."""

import re
from functools import lru_cache

from lianhu.kernel import tokens

_SPANS = re.compile(rb"\x00+|\x01+")


class Marks:
    """Of one question, in as many texts as it finds."""

    def __init__(self, question: str) -> None:
        sought = set(tokens.written(tokens.normal(question)))
        self._sought = {token for token in sought if len(token) > 1 or token.isascii()} or sought

    def of(self, text: str) -> list[tuple[str, bool]]:
        """The text in pieces, with those that the question has as well marked."""
        plain = "".join(map(_one, text))
        hit = bytearray(len(text))
        for token in self._sought:
            length = len(token)
            at = plain.find(token)
            while at >= 0:
                hit[at : at + length] = b"\1" * length
                at = plain.find(token, at + 1)
        spans = (found.span() for found in _SPANS.finditer(hit))
        return [(text[begin:end], hit[begin] == 1) for begin, end in spans]


@lru_cache(maxsize=8192)
def _one(character: str) -> str:
    """As `tokens.normal` writes it, in one character: what that needs several for stays."""
    plain = tokens.normal(character)
    return plain if len(plain) == 1 else character
