"""Django's PostgreSQL, but that a connection in steady use is not asked first whether it holds,
that plain SQL has a cursor of its own, and closing one of the server's fails as a statement does.
"""

from time import monotonic
from typing import Any

from django.db.backends.postgresql import base
from psycopg import adapters
from psycopg.pq import Format
from psycopg.types.numeric import Int8

from lianhu.kernel.postgresql.gathering import Gathering

_TIMES = adapters.get_loader(adapters.types["timestamptz"].oid, Format.TEXT)
assert _TIMES is not None


class DatabaseWrapper(Gathering, base.DatabaseWrapper):
    """To ask takes a statement before the first one of every request, a fourteenth of a command.

    Where the server goes down within the second, who comes next reads that it did, as whoever was
    there when it did; what answers such an error closes the connection.
    """

    TRUSTED_S = 1.0
    NUMBER = Int8

    _used_at = float("-inf")

    def plain_cursor(self) -> Any:
        """Times come in the zone of the connection, which is Django's. Its own reading of them, not
        the driver's, takes five times as long.
        """
        cursor = self.create_cursor()
        cursor.adapters.register_loader("timestamptz", _TIMES)
        return cursor

    def chunked_cursor(self) -> Any:
        """Django takes what the driver says of a statement for its own, but not of closing a cursor
        of the server's, which is one too: where the server goes down just then, that would be no
        page of an outage.
        """
        cursor: Any = super().chunked_cursor()
        cursor.close = self.wrap_database_errors(cursor.close)
        return cursor

    def close_if_health_check_failed(self) -> None:
        now = monotonic()
        if now - self._used_at <= self.TRUSTED_S:
            # For the whole request: in the middle of a transaction nobody is to ask.
            self.health_check_done = True
        super().close_if_health_check_failed()
        self._used_at = now
