"""A city, and the topics of the items in `entries`."""

import pytest

from lianhu.knowledge.models import Item, Topic
from tests.cast import City, make_city
from tests.knowledge.entries import make_topics, published


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def topic(city: City) -> Topic:
    return make_topics()


@pytest.fixture
def item(city: City, topic: Topic) -> Item:
    """Read by everybody."""
    return published(topic, city)
