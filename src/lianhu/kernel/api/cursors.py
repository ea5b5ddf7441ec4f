"""Where in a list the next page begins, as clients carry it: nothing to be read in it."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated

from pydantic import Field

LIMIT = 400
Cursor = Annotated[str, Field(min_length=1, max_length=LIMIT, pattern=r"^[0-9A-Za-z_-]+$")]


def closed(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def opened(cursor: str) -> str:
    """Empty for what never came from here."""
    try:
        return urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
