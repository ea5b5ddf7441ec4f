"""Django's PostgreSQL, but that a connection in steady use is not asked first whether it holds."""

from time import monotonic

from django.db.backends.postgresql import base
from psycopg.types.numeric import Int8

from lianhu.kernel.postgresql.gathering import Gathering


class DatabaseWrapper(Gathering, base.DatabaseWrapper):
    """To ask takes a statement before the first one of every request, a fourteenth of a command.

    Where the server goes down within the second, who comes next reads that it did, as whoever was
    there when it did; what answers such an error closes the connection.
    """

    TRUSTED_S = 1.0
    NUMBER = Int8

    _used_at = float("-inf")

    def close_if_health_check_failed(self) -> None:
        now = monotonic()
        if now - self._used_at <= self.TRUSTED_S:
            # For the whole request: in the middle of a transaction nobody is to ask.
            self.health_check_done = True
        super().close_if_health_check_failed()
        self._used_at = now
