"""Which characters texts are read by, and the pieces that they make. Pure."""

import re

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ffff"
_RUNS = re.compile(f"[{HAN}]+|[a-z]+|[0-9]+")


def runs(text: str) -> list[str]:
    """The pieces of a text, as `tokens.normal` writes it, without what stands between them."""
    found: list[str] = _RUNS.findall(text)
    return found
