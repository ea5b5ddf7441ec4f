"""Public matters by the API: for a household of the officer's own, and never whose they are."""

from collections.abc import Iterator

import pytest

from lianhu.cases import neighbourhood, rules
from lianhu.cases.models import Case, Follower
from lianhu.cases.verify import verify
from lianhu.grid.models import Resident
from lianhu.kernel import clock
from lianhu.privacy.models import Look
from lianhu.signin.rules import Scope
from tests.cases.api.callers import Program, program
from tests.cast import City, act, ask, at, make_city

pytestmark = pytest.mark.django_db

SUMMARY = "村口路灯不亮。已报修。"
A, B = {"household": "A"}, {"household": "B"}


@pytest.fixture(autouse=True)
def nine() -> Iterator[None]:
    with clock.fixed(at(9, 10)):
        yield


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def officer(city: City) -> Program:
    """Asks for the households of the beat."""
    return program(city, "shen", Scope.INTAKE)


def public(city: City, minute: int = 0) -> Case:
    case = ask(city.wu, at(9, minute), f"我家门口的路灯坏了{minute}")
    beat = city.desks["beat"].pk
    return act(case, rules.Summarise(city.shen.pk, beat, SUMMARY), at(9, minute))


def test_the_summary_and_how_far_it_has_come(city: City, officer: Program) -> None:
    case = public(city)
    ask(city.wu, at(9), "没有公开的事")

    response = officer.get("public-matters", **A)

    [row] = response.json()["rows"]
    assert row == {"key": case.pk, "words": SUMMARY, "status": "Received", "follows": False}
    one = officer.get(f"public-matters/{case.pk}", **A).json()
    assert one == row | {"changes": []}
    assert case.number not in response.text


def test_who_follows_reads_how_it_goes_on(city: City, officer: Program) -> None:
    case = public(city)
    path = f"public-matters/{case.pk}"

    done = officer.post(f"{path}/follow", A, key="one")
    assert (done.status_code, done.json()) == (200, {"key": case.pk, "follows": True})
    assert officer.post(f"{path}/follow", A, key="one").json() == done.json()
    again = officer.post(f"{path}/follow", A)
    assert (again.status_code, again.json()["code"]) == (409, "already_followed")
    act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "今晚修好"), at(9, 5))

    told = officer.get(path, **A).json()
    assert told["follows"]
    assert [change["status"] for change in told["changes"]] == [
        "Answered",
        "Being handled",
        "Received",
    ]
    assert [row["key"] for row in officer.get("public-matters", followed=True, **A).json()["rows"]]
    assert Follower.objects.count() == 1
    assert verify().findings == []


def test_a_desk_does_not_read_which_neighbour_follows(city: City) -> None:
    case, zheng = public(city), city.zheng
    act(case, rules.Follow(zheng.user_id, zheng.pk, own=False), at(9, 1))

    told = program(city, "shen").get(f"cases/{case.number}").json()

    assert (told["events"][-1]["kind"], told["events"][-1]["by"]) == ("followed", None)


def test_who_follows_reads_that_it_was_read(city: City, officer: Program) -> None:
    case = public(city)
    for path in ("public-matters", f"public-matters/{case.pk}"):
        assert officer.get(path, name=city.zheng.name, household="B").status_code == 200

    looks = Look.objects.values_list("actor", "verb", "resident", "household")
    assert list(looks) == [(city.shen.pk, Look.Verb.HOUSEHOLD, city.zheng.pk, None)] * 2


def test_what_the_token_has_asked_itself_is_not_followed(city: City, officer: Program) -> None:
    number = officer.post("matters", {"words": "路灯不亮", **A}).json()["number"]
    case = Case.objects.get(number=number)
    act(case, rules.Summarise(city.shen.pk, city.desks["beat"].pk, SUMMARY), at(9, 1))

    assert officer.get(f"public-matters/{case.pk}", **A).json()["changes"]
    refused = officer.post(f"public-matters/{case.pk}/follow", A)
    assert (refused.status_code, refused.json()["code"]) == (409, "already_followed")


def test_nothing_of_another_village_nor_what_is_not_public(city: City, officer: Program) -> None:
    case, hidden = public(city), ask(city.wu, at(9), "没有公开的事")
    for path in (f"public-matters/{hidden.pk}", "public-matters/999999"):
        assert officer.get(path, **A).status_code == 404
        assert officer.post(f"{path}/follow", A).status_code == 404
    act(case, rules.MarkConfidential(city.people["wu"].pk), at(9, 2))
    assert officer.get(f"public-matters/{case.pk}", **A).status_code == 404


def test_for_own_households_alone(city: City, officer: Program) -> None:
    case = public(city)
    for whom, where in (({"household": "nobodys"}, "household"), ({**A, "name": "某某"}, "name")):
        for response in (
            officer.get("public-matters", **whom),
            officer.get(f"public-matters/{case.pk}", **whom),
            officer.post(f"public-matters/{case.pk}/follow", whom),
        ):
            assert response.status_code == 422
            assert response.json()["errors"][0]["where"][-1] == where
    assert not Follower.objects.exists()


def test_reading_enters_nobody(city: City, officer: Program) -> None:
    """Of that household only its contact is known, who has not asked anything yet."""
    case, home = public(city), city.zheng.household
    Resident.objects.filter(household=home).update(household=None)

    assert [row["key"] for row in officer.get("public-matters", **B).json()["rows"]] == [case.pk]
    assert officer.get("public-matters", followed=True, **B).json()["rows"] == []
    one = officer.get(f"public-matters/{case.pk}", **B).json()
    assert (one["follows"], one["changes"]) == (False, [])
    assert not Resident.objects.filter(household=home).exists()

    assert officer.post(f"public-matters/{case.pk}/follow", B).status_code == 200
    assert officer.get(f"public-matters/{case.pk}", **B).json()["follows"]


def test_pages_follow_one_another(
    city: City, officer: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbourhood, "PAGE", 2)
    keys = [public(city, minute).pk for minute in range(3)]

    first = officer.get("public-matters", **A).json()
    second = officer.get("public-matters", after=first["next"], **A).json()

    assert [row["key"] for row in first["rows"] + second["rows"]] == keys[::-1]
    assert second["next"] is None
    assert officer.get("public-matters", after="x", **A).status_code == 422
