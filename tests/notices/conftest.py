import pytest

from lianhu.knowledge.models import Item
from tests.cast import City, make_city
from tests.knowledge import entries


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def item(city: City) -> Item:
    """One of the book."""
    made = entries.published(entries.make_topics(), city)
    return Item.objects.select_related("topic", "live").get(pk=made.pk)
