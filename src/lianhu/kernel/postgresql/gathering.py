"""Writes that nobody waits for go to the server together, as the parts of one statement.

On PostgreSQL a statement costs its way there and back, and waking whoever waits, several times what
writing a row does. So what a command writes and does not ask about is gathered and goes with the
next statement that writes, or before the next that reads, or before the transaction ends.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.db import DataError, Error
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper


class Write(NamedTuple):
    """A statement that inserts into a table or updates it."""

    table: str
    statement: str
    values: Sequence[Any]


class Gathering(BaseDatabaseWrapper):
    """A connection that holds such writes back for a moment, in a transaction only.

    Parts of one statement see the table as it was before any of them, and come in no order. So of
    every table there is one at a time. The driver is left to `base`: who asks whether a connection
    is one of these, on SQLite, does not load it.
    """

    # As what numbers go along. In one size: else each size of each were another statement to be
    # planned.
    NUMBER: type[int] = int

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._gathered: list[Write] = []
        self._kept: Any = None
        self.execute_wrappers.append(self._after_gathered)

    def kept_cursor(self) -> CursorWrapper:
        """One for all that is asked in plain SQL and read to the end before the next: to make a
        cursor takes a third of a small statement's time.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        kept = self._kept
        if kept is None or kept.closed or kept.connection is not self.connection:
            with self.wrap_database_errors:
                self._kept = self.plain_cursor()
        self.validate_thread_sharing()
        wrap = self.make_debug_cursor if self.queries_logged else self.make_cursor
        return wrap(self._kept)

    def plain_cursor(self) -> Any:
        return self.create_cursor()

    def gather(self, write: Write) -> None:
        """What goes wrong with it goes wrong with the statement that takes it along."""
        if self._is_gathered(write.table):
            self.write_gathered()
        self._gathered.append(write)
        if not self.in_atomic_block:
            self.write_gathered()

    def taking_along(self, write: Write) -> Write:
        """`write` and all that was gathered, as one, which gives the rows of `write` alone."""
        if self._is_gathered(write.table):
            self.write_gathered()
        *others, last = [*self._gathered, write]
        self._gathered.clear()
        if not others:
            return last
        parts = ", ".join(f"w{n} AS ({one.statement})" for n, one in enumerate(others))
        values = [
            self.NUMBER(value) if type(value) is int else value
            for one in (*others, last)
            for value in one.values
        ]
        return Write(last.table, f"WITH {parts} {last.statement}", values)

    def write_gathered(self) -> None:
        """Raises a database's error, whatever is wrong: for no other does Django undo what it was
        about to commit.
        """
        if self._gathered:
            together = self.taking_along(self._gathered.pop())
            try:
                with self.cursor() as cursor:
                    cursor.execute(together.statement, together.values)
            except Error:
                raise
            except Exception as error:  # a value that the driver cannot write down
                raise DataError(str(error)) from error

    def _is_gathered(self, table: str) -> bool:
        return any(write.table == table for write in self._gathered)

    def _after_gathered(self, execute: Callable[..., Any], *statement: Any) -> Any:
        self.write_gathered()
        return execute(*statement)

    def commit(self) -> None:
        self.write_gathered()
        super().commit()

    def rollback(self) -> None:
        self._gathered.clear()
        super().rollback()

    def savepoint_rollback(self, sid: str) -> None:
        self._gathered.clear()
        super().savepoint_rollback(sid)

    def close(self) -> None:
        self._gathered.clear()
        self._kept = None
        super().close()
