"""A notice that goes out later, for the tests of that."""

from datetime import datetime
from typing import Any

from tests.cast import City, at
from tests.notices import small

THREE = at(15)


def plan(city: City, when: datetime = THREE, now: datetime = small.NINE, **facts: Any) -> int:
    """Written at the village by its clerk."""
    return small.plan(city, "village", "he", when, now, **facts)
