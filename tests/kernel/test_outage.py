"""What is worth sending again later, and what is our fault."""

import errno

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError

from lianhu.kernel.outage import passes

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("database is locked"),
        InterfaceError("connection already closed"),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
)
def test_what_passes_by_itself(error: Exception) -> None:
    assert passes(error)


def of_the_driver(error: psycopg.Error) -> DatabaseError:
    """As Django hands it on."""
    found = DatabaseError(str(error))
    found.__cause__ = error
    return found


def test_a_connection_that_broke_has_no_code() -> None:
    assert passes(of_the_driver(psycopg.DatabaseError("server closed the connection")))
    assert not passes(of_the_driver(psycopg.errors.TriggeredActionException("stopped")))


@pytest.mark.parametrize(
    "error",
    [
        None,
        ValueError("no number"),
        OSError(errno.EACCES, "Permission denied"),
        DatabaseError("Case 7 is not there any more"),
        IntegrityError("there is one"),
    ],
)
def test_what_does_not(error: Exception | None) -> None:
    assert not passes(error)
