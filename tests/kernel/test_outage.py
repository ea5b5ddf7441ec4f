"""What is worth sending again later, and what is our fault."""

import errno

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError

from lianhu.kernel.outage import passes

pytestmark = pytest.mark.once


def raised(error: DatabaseError, cause: Exception | None) -> DatabaseError:
    """As Django raises it, with the driver's own error behind."""
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("database is locked"),
        InterfaceError("connection already closed"),
        OSError(errno.ENOSPC, "No space left on device"),
        raised(DatabaseError(), psycopg.DatabaseError("could not send data to server")),
    ],
)
def test_what_passes_by_itself(error: Exception) -> None:
    assert passes(error)


@pytest.mark.parametrize(
    "error",
    [
        None,
        ValueError("no number"),
        OSError(errno.EACCES, "Permission denied"),
        DatabaseError("Case 7 is not there any more"),
        raised(DatabaseError(), psycopg.errors.lookup("XX000")("an internal error")),
        raised(IntegrityError(), psycopg.errors.lookup("23505")("there is one")),
    ],
)
def test_what_does_not(error: Exception | None) -> None:
    assert not passes(error)
