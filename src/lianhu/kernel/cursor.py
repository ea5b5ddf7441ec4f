"""Places in a list that is shown page by page, as they stand in an address.

Whoever types nonsense there gets the first page.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

_MOST = 2**63 - 1
_WORD = re.compile(r"[0-9A-Za-z_]{0,255}")


def write(*parts: datetime | int | str | None) -> str:
    return "~".join(
        "" if part is None else part.isoformat() if isinstance(part, datetime) else str(part)
        for part in parts
    )


def read(text: str, *kinds: Callable[[str], Any]) -> list[Any] | None:
    """What `write` was given, if it is of these kinds: `instant`, `key` and so on below."""
    parts = text.split("~")
    if len(parts) != len(kinds):
        return None
    try:
        return [kind(part) for kind, part in zip(kinds, parts, strict=True)]
    except ValueError:
        return None


def instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or not 2000 <= at.year < 3000:
        raise ValueError(text)
    return at


def maybe_instant(text: str) -> datetime | None:
    return instant(text) if text else None


def key(text: str) -> int:
    number = int(text)
    if not 0 <= number <= _MOST:
        raise ValueError(text)
    return number


def word(text: str) -> str:
    if not _WORD.fullmatch(text):
        raise ValueError(text)
    return text
