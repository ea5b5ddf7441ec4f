"""Places in a list that is shown page by page, as they stand in an address.

Whoever types nonsense there gets the first page.
"""

import re
from datetime import datetime

Part = datetime | int | str | None

_MOST = 2**63 - 1
_WORD = re.compile(r"[0-9A-Za-z_]{0,255}")


def write(*parts: Part) -> str:
    return "~".join(
        "" if part is None else part.isoformat() if isinstance(part, datetime) else str(part)
        for part in parts
    )


def read(text: str, *kinds: type) -> tuple | None:
    """What `write` was given, if it was of these kinds (`datetime | None` for what may be None)."""
    parts = text.split("~")
    if len(parts) != len(kinds):
        return None
    try:
        return tuple(_READ[kind](part) for kind, part in zip(kinds, parts, strict=True))
    except ValueError:
        return None


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or not 2000 <= at.year < 3000:
        raise ValueError(text)
    return at


def _instant_or_none(text: str) -> datetime | None:
    return _instant(text) if text else None


def _key(text: str) -> int:
    key = int(text)
    if not 0 <= key <= _MOST:
        raise ValueError(text)
    return key


def _word(text: str) -> str:
    if not _WORD.fullmatch(text):
        raise ValueError(text)
    return text


_READ = {datetime: _instant, datetime | None: _instant_or_none, int: _key, str: _word}
