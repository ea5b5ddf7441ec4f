"""As Django wants it: the name of a backend is that of a package with this module."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Whether the server has left the connection alone since it was used last.

        Asked before every request. A server that ends a connection says so or closes it, so that
        there is something to read; of one that went without a word, asking it anything would not
        tell sooner than the next statement does. If it has said something else: another connection
        costs little.
        """
        if self.connection is None or self.connection.closed:
            return False
        arrived = select.poll()
        arrived.register(self.connection.fileno(), select.POLLIN)
        return not arrived.poll(0)
