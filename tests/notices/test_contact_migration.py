"""The texts of a notice are given the desk that answers, and the topic, that stood on it."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from lianhu.notices.models import Version
from tests.cast import make_city
from tests.notices import small


@pytest.mark.django_db(transaction=True)
def test_there_and_back() -> None:
    city = make_city()
    topic = city.topics["water"]
    with_both = small.draft(city, "village", "he", contact=city.desks["water"], topic=topic)
    without = small.draft(city, "town", "fang")
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        MigrationExecutor(connection).migrate([("notices", "0001_initial")])
    finally:
        MigrationExecutor(connection).migrate(newest)

    rows = Version.objects.order_by("pk").values_list("notice", "contact", "topic")
    assert list(rows) == [
        (with_both, city.desks["water"].pk, topic.pk),
        (without, city.desks["town"].pk, None),
    ]
