"""A city, and the topics of the items in `entries`."""

import pytest

from lianhu.knowledge.models import Topic
from tests.cast import City, make_city
from tests.knowledge.entries import make_topics


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def topic(city: City) -> Topic:
    return make_topics()
