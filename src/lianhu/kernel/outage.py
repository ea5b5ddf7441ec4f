"""What passes by itself: a database that is away or locked, a disk that is full."""

import errno

from django.db import DatabaseError, InterfaceError, OperationalError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def passes(error: BaseException | None) -> bool:
    """Whether the same request, sent again later, may well succeed."""
    if isinstance(error, OSError):
        return error.errno in _FULL
    return isinstance(error, OperationalError | InterfaceError) or _was_cut_off(error)


def _was_cut_off(error: BaseException | None) -> bool:
    """Of a connection to PostgreSQL that broke while it was written to, the driver says so without
    the code by which it would tell errors apart: with the class of them all.
    """
    return type(error) is DatabaseError and getattr(error.__cause__, "sqlstate", "") is None
