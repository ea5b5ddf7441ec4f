"""What is worth sending again later, and what is our fault."""

import errno

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
