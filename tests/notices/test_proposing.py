"""What is read to propose policies, and who is proposed anew after moving."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianhu.grid.facts.models import HouseholdFact
from lianhu.grid.facts.rules import Fact
from lianhu.grid.models import Stay
from lianhu.inbox.models import Item
from lianhu.kernel import clock
from lianhu.notices.policies import jobs, services
from lianhu.notices.policies.models import Offer, Policy
from lianhu.notices.rules.policies import KIND
from lianhu.privacy.models import Look
from tests.cast import FRIDAY, City, at, sign_in
from tests.knowledge import entries
from tests.notices.proposed import make_policy
from tests.pages import text_of

FACTS = HouseholdFact._meta.db_table


def waits_at(policy: int) -> list[str]:
    rows = Item.objects.filter(kind=KIND, ref=policy, done_at=None).order_by("desk")
    return list(rows.values_list("desk__code", flat=True))


@pytest.mark.django_db
def test_what_is_known_is_read_once_for_all_policies_and_before_any_is_locked(city: City) -> None:
    first, _notice = make_policy(city, entries.make_topics())
    item = Policy.objects.get().item
    made = {}
    for desk, fact in (("city", Fact.OVER_60), ("beat2", Fact.OVER_60), ("town", Fact.TURNED_60)):
        made[desk] = services.write(
            city.desks[desk],
            item,
            [fact],
            "可能符合",
            until=FRIDAY + timedelta(days=30),
            by=city.he,
            key=desk,
            now=at(9),
        )
    with CaptureQueriesContext(connection) as queries:
        jobs.propose_all(at(10))
    said = [query["sql"] for query in queries]
    [read] = [n for n, sql in enumerate(said) if FACTS in sql]
    assert read < next(n for n, sql in enumerate(said) if sql.startswith(("SAVEPOINT", "BEGIN")))
    # Each goes by its own facts and place.
    assert waits_at(first) == waits_at(made["city"]) == ["beat"]
    assert waits_at(made["beat2"]) == waits_at(made["town"]) == []


@pytest.mark.django_db
def test_who_moves_between_beats_of_one_officer_is_offered_it_anew_and_has_it_there(
    city: City,
) -> None:
    policy, first = make_policy(city, entries.make_topics())
    assert city.wu.household is not None
    home = city.wu.household
    Stay.objects.filter(household=home).update(beat=city.nodes["beat2"])
    jobs.propose_all(at(10))
    assert waits_at(policy) == ["beat", "beat2"]
    beats = [city.desks["beat"], city.desks["beat2"]]
    services.offer(policy, beats, [home.pk], by=city.shen, key="again", now=at(11))
    notice = Offer.objects.get(household=home).notice
    assert notice is not None
    assert (notice.pk != first, notice.desk) == (True, city.desks["beat2"])
    jobs.propose_all(at(12))
    assert waits_at(policy) == ["beat"]


@pytest.mark.django_db
def test_the_page_of_an_officer_asks_no_more_for_more_households(city: City) -> None:
    policy, _notice = make_policy(city, entries.make_topics())
    looks = Look.objects.filter(verb=Look.Verb.FACTS)
    statements = []
    for waiting in (1, 2):
        with clock.fixed(at(10)), CaptureQueriesContext(connection) as queries:
            page = sign_in(city.shen).get(f"/policies/{policy}/mine/")
        assert f"您有{waiting}户可能符合" in text_of(page)
        assert looks.filter(desk=city.desks["beat"].pk).count() == waiting
        statements.append(len(queries))
        looks.delete()
        Offer.objects.all().delete()
    assert statements[0] == statements[1]
