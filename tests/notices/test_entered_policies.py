"""Of a policy by telephone: nothing of households is read, and that it is over is said."""

from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from lianhu.grid.facts.models import HouseholdFact
from lianhu.knowledge.models import Item
from lianhu.notices.policies import services
from lianhu.notices.policies.models import Offer, Policy
from lianhu.notices.policies.queries import lasting_at
from tests.cast import FRIDAY, MONDAY, City, at
from tests.inbox.spoken import address, city_by_telephone, get, post
from tests.notices.policy import write
from tests.notices.test_fact_audience import let_know
from tests.pages import text_of

pytestmark = pytest.mark.django_db

TEN = at(10)
OVER = "已经结束，不再推荐。"


@pytest.fixture
def city(db: None) -> City:
    return city_by_telephone("shen")


@pytest.mark.parametrize("said", [{}, {"pass": "1"}])
def test_of_one_that_is_over_nothing_is_noted_and_that_is_said(
    city: City, item: Item, said: dict[str, str]
) -> None:
    let_know(city, "wu")
    policy = write(city, item)
    page = address(city.shen, "policy_mine", policy.pk)
    assert OVER not in text_of(get(city, "he", page, TEN))
    services.stop(policy.pk, now=TEN)
    answer = post(city, "he", page, TEN, **said)
    assert answer.status_code == 422
    assert OVER in text_of(answer)
    assert not Offer.objects.exists()
    shown = get(city, "he", page, TEN)
    assert OVER in text_of(shown) and 'id="offer"' not in shown.text


def test_that_there_are_too_many_is_said(city: City, item: Item) -> None:
    let_know(city, "wu")
    page = address(city.shen, "policy_mine", write(city, item).pk)
    with override_settings(LIANHU_NOTICE_ALONE=0):
        assert post(city, "he", page, TEN).status_code == 422
    assert not Offer.objects.exists()


@pytest.mark.parametrize("said", [{}, {"pass": "1"}])
def test_said_twice_it_is_noted_as_once(city: City, item: Item, said: dict[str, str]) -> None:
    let_know(city, "wu")
    page = address(city.shen, "policy_mine", write(city, item).pk)
    for _time in range(2):
        assert post(city, "he", page, TEN, **said)["Location"] == address(city.shen, "send_on_find")
    assert Offer.objects.count() == 1


def test_to_open_the_page_reads_nothing_of_households(city: City, item: Item) -> None:
    let_know(city, "wu")
    page = address(city.shen, "policy_mine", write(city, item).pk)
    with CaptureQueriesContext(connection) as asked:
        shown = get(city, "he", page, TEN)
    assert "给愿意让干部知道这一情况的住户" in text_of(shown)
    facts = HouseholdFact._meta.db_table
    assert not [query["sql"] for query in asked if facts in query["sql"]]


def test_those_that_are_over_are_not_even_read(
    city: City, item: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(city, item, until=FRIDAY)
    lasts = write(city, item, until=MONDAY)
    read: list[int] = []
    from_db = Policy.from_db

    def counted(*args: Any) -> Policy:
        row = from_db(*args)
        read.append(row.pk)
        return row

    monkeypatch.setattr(Policy, "from_db", counted)
    assert lasting_at([city.desks["beat"]], at(10, day=MONDAY)) == [lasts]
    assert read == [lasts.pk]
