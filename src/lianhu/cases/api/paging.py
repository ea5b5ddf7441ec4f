"""Where in a list the next page begins: what `kernel.cursor` writes, closed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from lianhu.kernel import cursor
from lianhu.kernel.api import cursors
from lianhu.kernel.api.problems import wrong

NO_CURSOR = _("This is no place in this list.")


def write(*parts: datetime | int | str | None) -> str:
    return cursors.closed(cursor.write(*parts))


def read(after: str | None, *kinds: Callable[[str], Any]) -> list[Any] | None:
    """What `write` was given; None for the first page. Raises Problem."""
    if after is None:
        return None
    found = cursor.read(cursors.opened(after), *kinds)
    if found is None:
        raise wrong("after", "cursor", NO_CURSOR, where="query")
    return found
