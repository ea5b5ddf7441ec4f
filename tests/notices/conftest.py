import pytest

from tests.cast import City, make_city


@pytest.fixture
def city(db: None) -> City:
    return make_city()
