"""A small seeded city for tests that only look at one, or change it and leave no trace."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from lianhu.demo.clock import first_morning
from lianhu.demo.seed import seed
from lianhu.demo.sizes import Sizes

TINY = 0.0001


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Sizes]:
    """Seeded once for a file: every test's own transaction is within this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield seed(TINY, now=first_morning())
        transaction.set_rollback(True)
