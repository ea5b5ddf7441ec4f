"""A village desk with a question of medical insurance, in a city that has learnt."""

from collections.abc import Iterator

import pytest

from lianhu.cases.models import Case
from lianhu.cases.routing import beside
from lianhu.kernel import clock
from tests.cases.routing.learnt import CURRENT, learn_both
from tests.cast import City, ask, at, climb, make_city


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    """SQLite gives the next test's model this one's number, by which it is kept in memory."""
    yield
    beside._loaded.cache_clear()


@pytest.fixture
def city() -> Iterator[City]:
    with clock.fixed(at(14, 50)):
        city = make_city()
        learn_both(city)
        yield city


@pytest.fixture
def case(city: City) -> Case:
    return climb(city, ask(city.wu, at(14, 33), CURRENT), "village", at(14, 35))
