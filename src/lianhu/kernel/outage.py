"""What passes by itself: a database that is away or locked, a disk that is full."""

import errno

from django.db import InterfaceError, OperationalError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def passes(error: BaseException | None) -> bool:
    """Whether the same request, sent again later, may well succeed."""
    if isinstance(error, OSError):
        return error.errno in _FULL
    return isinstance(error, OperationalError | InterfaceError)
