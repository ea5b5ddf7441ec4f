"""Blanks in a text: {date}, to be filled in by whoever sends it. Standard library only."""

import re

# So many templates a desk has at most: a longer list is read by nobody.
MOST = 40
# A longer one is a sentence, not a name.
_BLANK = re.compile(r"[{｛]([^{}｛｝\n]{1,20})[}｝]")


def blanks(text: str) -> tuple[str, ...]:
    """What is to be filled in, in order, each once."""
    return tuple(dict.fromkeys(name.strip() for name in _BLANK.findall(text) if name.strip()))


def named(names: tuple[str, ...]) -> str:
    """As they stand in the text."""
    return " ".join(f"{{{name}}}" for name in names)
