"""Which part of a file a request asks for (RFC 9110, section 14)."""

import re

_ONE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


class Unsatisfiable(Exception):
    """It asks for bytes that are not there."""


def asked_for(header: str, size: int) -> range | None:
    """The bytes that a Range header asks for. None for all: without one, for one that cannot be
    read, and for several parts at once, which a server need not send. Raises Unsatisfiable.
    """
    found = _ONE.fullmatch(header.strip())
    if found is None or found.group(1) == found.group(2) == "":
        return None
    first, last = found.groups()
    if not first:
        begin, end = max(0, size - int(last)), size
    else:
        begin, end = int(first), size if not last else min(size, int(last) + 1)
        if last and int(last) < int(first):
            return None
    if begin >= end:
        raise Unsatisfiable
    return range(begin, end)
