"""The page of what many ask about: who sees it, what is never in it, and what it costs."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianhu.cases import rules, services
from lianhu.cases.models import Case
from lianhu.grid.models import Resident
from lianhu.kernel import clock
from tests.cases.test_hot import OTHERS, OUTAGE
from tests.cast import City, at, make_city, sign_in
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

PAGE = "/watch/hot/"


@pytest.fixture
def city(db: None) -> Iterator[City]:
    with clock.fixed(at(15)):
        yield make_city()


def ask(city: City, words: str, *, beat: str = "beat", topic: str = "water", **facts: Any) -> Case:
    """By somebody new each time."""
    number = Resident.objects.count()
    asker = Resident.objects.create(name=f"张{number}", household=city.wu.household)
    place = city.desks[beat].node
    about = services.Question(
        asker=asker, beat=place, words=words, topic=city.topics[topic] if topic else None, **facts
    )
    return services.ask(about, key=f"{number} {words}"[:40], now=at(14))


def outage(city: City, count: int = 5, **facts: Any) -> list[Case]:
    found = [ask(city, words, **facts) for words in OUTAGE[:count]]
    for words in OTHERS:
        ask(city, words, topic="")
    return found


def page(city: City, who: str = "he") -> str:
    response = sign_in(city.people[who]).get(PAGE)
    assert response.status_code == 200
    return text_of(response)


def test_matters_and_areas_that_many_ask_about(city: City) -> None:
    outage(city)

    shown = page(city)

    assert "同一件事，多人在问" in shown
    assert "停水" in shown
    assert "按领域" in shown
    assert "张" not in shown.partition("近期热点")[2].partition("要求保密的")[0].replace("张表", "")


def test_of_fewer_nothing_is_told(city: City) -> None:
    for words in OUTAGE[:4]:
        ask(city, words)

    assert "没有许多人都在问的事" in page(city)


@pytest.mark.parametrize(
    "facts",
    [{"confidential": True}, {"withdrawn_at": at(14)}, {"asked_at": at(14).replace(month=4)}],
    ids=str,
)
def test_one_that_does_not_count_is_one_too_few(city: City, facts: dict[str, Any]) -> None:
    found = outage(city)
    Case.objects.filter(pk=found[0].pk).update(**facts)

    assert "停水" not in page(city)


def test_a_complaint_about_somebody_does_not_count(city: City) -> None:
    found = outage(city)
    Case.objects.filter(pk=found[0].pk).update(about=city.people["shen"])

    assert "停水" not in page(city)


def test_words_of_complaints_are_not_told_but_counted(city: City) -> None:
    outage(city, case_class=rules.CaseClass.COMPLAINT)

    shown = page(city)
    assert "停水" not in shown
    assert city.topics["water"].name in shown or "按领域" in shown


def test_each_sees_what_lies_within_the_own_place(city: City) -> None:
    outage(city)

    assert "停水" in page(city, "he")
    assert "停水" in page(city, "luo")
    assert "停水" in page(city, "qin")
    assert "停水" not in page(city, "bo")


@pytest.mark.parametrize(("who", "status"), [("shen", 403), ("gu", 403), ("wu", 403)])
def test_others_see_nothing(city: City, who: str, status: int) -> None:
    outage(city)

    assert sign_in(city.people[who]).get(PAGE).status_code == status


def test_a_small_part_is_not_told(city: City) -> None:
    outage(city)
    for number in range(3):
        ask(city, f"水压太低{number}", beat="beat3")

    found = sign_in(city.luo).get(PAGE).context["found"]
    [area] = [area for hot in found for area in hot.areas if area.topic is not None]
    assert area.people == 8
    # Both are within one town; told apart they would be 5 and 3.
    assert all(count >= 5 for _node, count in area.parts)


def test_it_asks_as_much_however_much_was_asked(city: City) -> None:
    outage(city)
    he = sign_in(city.he)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            he.get(PAGE)
        return len(queries)

    first = count()
    outage(city)
    assert count() == first == 11


def _tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master")
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.sqlite
def test_older_questions_are_not_looked_through(city: City) -> None:
    outage(city)
    # As a test may have left them that filled a whole city in this file.
    if "sqlite_stat1" in _tables():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM sqlite_stat1")
            # To read the statistics again would leave how many rows a table was said to have.
            cursor.execute("PRAGMA writable_schema = RESET")
    he = sign_in(city.he)
    with CaptureQueriesContext(connection) as queries:
        he.get(PAGE)
    about_cases = [q["sql"] for q in queries if 'FROM "cases_case"' in q["sql"]]

    assert len(about_cases) == 3
    for sql in about_cases:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"))
            plan = " ".join(str(row[-1]) for row in cursor.fetchall())
        assert "case_asked (asked_at>" in plan
