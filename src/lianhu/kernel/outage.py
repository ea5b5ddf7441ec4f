"""What passes by itself: a database that is away or locked, a disk that is full."""

import errno

from django.db import DatabaseError, InterfaceError, OperationalError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def passes(error: BaseException | None) -> bool:
    """Whether the same request, sent again later, may well succeed."""
    if isinstance(error, OSError):
        return error.errno in _FULL
    return isinstance(error, OperationalError | InterfaceError) or _is_lost(error)


def _is_lost(error: BaseException | None) -> bool:
    """The driver has no class for what the client's library says of a connection that broke: it
    comes without a code, which all that the server says has.
    """
    if type(error) is not DatabaseError:
        return False
    return getattr(error.__cause__, "sqlstate", "") is None
