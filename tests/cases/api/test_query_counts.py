"""How often the database is asked: as often for a full page as for one row."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from lianhu.cases import rules
from lianhu.kernel import clock
from lianhu.signin.rules import Scope
from tests.cases.api.callers import program
from tests.cast import City, act, ask, at, climb, make_city

pytestmark = pytest.mark.django_db

# The token is one of them.
LISTS = [
    ("shen", Scope.ACT, "cases", 2),
    ("shen", Scope.ACT, "cases?tab=consulting&hands=mine", 2),
    ("luo", Scope.ACT, "cases?topic=water&place=beat", 4),
    ("shen", Scope.ACT, "cases?counts=true", 3),
    ("gu", Scope.ACT, "consultations", 2),
    ("gu", Scope.ACT, "consultations?closed=true", 2),
    ("shen", Scope.INTAKE, "matters", 2),
    ("shen", Scope.ACT, "needs", 3),
    ("shen", Scope.ACT, "visits", 2),
    ("qin", Scope.READ, "overdue", 9),
    ("qin", Scope.READ, "unmanned", 6),
    ("shen", Scope.ACT, "topics", 2),
]


@pytest.fixture
def city() -> City:
    return make_city()


def fill(city: City) -> None:
    intake = program(city, "shen", Scope.INTAKE)
    with clock.fixed(at(9)):
        for word in "一二三":
            intake.post("matters", {"words": f"问题{word}", "household": "A"})
    luo, office = city.luo.pk, city.desks["city"].pk
    for minute in range(3):
        case = ask(city.wu, at(9, minute), topic=city.topics["water"])
        climb(city, case, "city", at(9, 5))
        act(case, rules.Consult(luo, office, city.desks["insurance"].pk, "如何报销?"), at(9, 6))
        need = ask(city.zheng, at(9, minute), case_class=rules.CaseClass.MATTER)
        known = rules.PublishNeed(city.shen.pk, city.desks["beat"].pk, "要人买菜", agreed=True)
        act(need, known, at(9, 7))


@pytest.mark.parametrize(("person", "scope", "path", "most"), LISTS)
def test_lists(
    city: City,
    person: str,
    scope: Scope,
    path: str,
    most: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    assert most <= 12
    fill(city)
    caller = program(city, person, scope)
    with clock.fixed(at(9) + timedelta(days=3)), django_assert_num_queries(most):
        assert caller.get(path).status_code == 200


def test_commands(city: City) -> None:
    """What begins and ends a transaction is not counted."""
    intake, officer = program(city, "shen", Scope.INTAKE), program(city, "shen")
    sent = {"words": "怎么报销?", "phone": "13800138000"}
    with clock.fixed(at(9)):
        intake.post("matters", sent)

        def statements(call: Callable[[], Any]) -> int:
            with CaptureQueriesContext(connection) as told:
                response = call()
            assert response.status_code == 200, response.content
            number.append(response.json()["number"])
            return sum("SAVEPOINT" not in query["sql"] for query in told)

        number: list[str] = []
        counts = [statements(lambda: intake.post("matters", sent))]
        for caller, path, more in (
            (officer, "cases/{}/take", {"seq": 1}),
            (officer, "cases/{}/answer", {"seq": 2, "words": "带身份证。"}),
            (intake, "matters/{}/confirm", {"seq": 3}),
        ):
            counts.append(statements(lambda: caller.post(path.format(number[0]), more)))  # noqa: B023
    # For a guest, who is looked for, and told the answer by message.
    assert counts == ([7, 5, 9, 5] if connection.vendor == "postgresql" else [13, 8, 13, 7])


def test_pages_of_a_list_follow_one_another(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(city)
    monkeypatch.setattr("lianhu.cases.worklist.PAGE", 2)
    officer = program(city, "shen")
    found: list[str] = []
    after: dict[str, str] = {}
    with clock.fixed(at(9, 8)):
        for _ in range(5):
            page = officer.get("cases", counts=True, **after).json()
            found += [row["number"] for row in page["rows"]]
            if page["next"] is None:
                break
            after = {"after": page["next"]}
        assert page["next"] is None
        assert len(found) == len(set(found)) == page["counts"]["mine"] == 6
