from collections.abc import Iterator

import pytest

from lianhu.kernel import clock
from tests.cast import City, at, make_city


@pytest.fixture
def city() -> Iterator[City]:
    with clock.fixed(at(14, 33)):
        yield make_city()
