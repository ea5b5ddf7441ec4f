"""Tokens of programs: how one is got, what it opens, when it does not any more."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from lianhu.grid.models import Desk, Duty, Leave
from lianhu.grid.queries import my_desks
from lianhu.kernel import clock
from lianhu.kernel.models import Tally
from lianhu.signin.models import Token
from lianhu.signin.rates import TOKEN_MISSES
from lianhu.signin.rules import Scope
from lianhu.signin.services import tokens
from tests.cases.api.callers import Program, program
from tests.cast import City, at, make_city, sign_in
from tests.signin.people import with_password

pytestmark = pytest.mark.django_db

NOON = at(10)


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture(autouse=True)
def _now():
    with clock.fixed(NOON):
        yield


def test_one_query_reads_whose_it_is(
    city, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    officer = program(city, "shen")
    with django_assert_num_queries(1):
        response = officer.get("me")
    told = response.json()
    assert (told["name"], told["role"], told["scope"]) == ("Shen Xiaoman", "officer", "act")
    assert told["desk"] == {"code": "beat", "name": "Beat 1, Shiqiao"}


def test_it_is_kept_as_a_hash(city) -> None:
    secret = program(city, "shen").secret
    [kept] = Token.objects.all()
    assert secret not in kept.token_hash and len(kept.token_hash) == 32


@pytest.mark.parametrize(
    "change",
    [
        lambda duty, token: Duty.objects.update(ends_at=NOON),
        lambda duty, token: Duty.objects.update(starts_at=NOON + timedelta(seconds=1)),
        lambda duty, token: tokens.revoke(token, now=NOON),
        lambda duty, token: Token.objects.update(expires_at=NOON),
        lambda duty, token: type(duty.person).objects.update(is_active=False),
        lambda duty, token: Token.objects.update(desk=Desk.objects.get(code="city")),
    ],
    ids=["ended", "not begun", "revoked", "expired", "no account", "another desk"],
)
def test_the_next_request_is_refused(city, change) -> None:
    officer = program(city, "shen")
    assert officer.get("me").status_code == 200
    token = Token.objects.get()
    change(token.duty, token)

    response = officer.get("me")

    assert (response.status_code, response.json()["code"]) == (401, "no_token")
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert officer.post("cases/LH-0000-0000/take", {"seq": 1}).status_code == 401


def test_who_is_on_leave_reads_on_as_on_the_pages(city) -> None:
    duty = Duty.objects.get(person=city.shen)
    Leave.objects.create(duty=duty, starts_at=at(8), ends_at=at(18))
    assert program(city, "shen").get("cases").status_code == 200


def test_a_desk_that_the_roster_mans_too_may_have_one(city) -> None:
    other = city.desks["village2"]
    Desk.objects.filter(pk=other.pk).update(manned_by=city.desks["village"])
    my = next(my for my in my_desks(city.he, NOON) if my.desk.pk == other.pk)
    _token, secret = tokens.make(my, Scope.READ, "", expires_at=at(18), now=NOON)
    assert Program(secret).get("me").json()["desk"]["code"] == "village2"

    Desk.objects.filter(pk=other.pk).update(manned_by=None)
    assert Program(secret).get("me").status_code == 401


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", "Basic x", "Bearer lh_nothing", "x"])
def test_without_a_token_nothing_is_told(city, given) -> None:
    response = Client(headers={"Authorization": given}).get("/api/v1/me")
    assert (response.status_code, response.json()["code"]) == (401, "no_token")


def test_a_session_is_no_token(city) -> None:
    assert sign_in(city.shen).get("/api/v1/me").status_code == 401


def test_wrong_ones_are_counted_and_the_right_one_is_let_in_all_the_same(city) -> None:
    officer, wrong = program(city, "shen"), Program("lh_wrong")
    for _ in range(TOKEN_MISSES.most):
        assert wrong.get("me").status_code == 401

    response = wrong.get("me")

    assert (response.status_code, response.json()["code"]) == (429, "locked")
    assert int(response["Retry-After"]) > 0
    assert officer.get("me").status_code == 200
    assert Tally.objects.get().count == TOKEN_MISSES.most


@pytest.mark.parametrize(
    ("person", "may"), [("shen", True), ("he", True), ("luo", True), ("gu", False), ("qin", False)]
)
def test_who_asks_for_others_on_the_pages_may_have_one_for_it(city, person, may) -> None:
    if may:
        assert program(city, person, Scope.INTAKE).get("matters").status_code == 200
    else:
        with pytest.raises(tokens.NotTheirs):
            program(city, person, Scope.INTAKE)


def test_each_scope_opens_its_own_and_no_more(city) -> None:
    reads, acts, asks = (program(city, "he", scope) for scope in Scope)
    take = ("cases/LH-0000-0000/take", {"seq": 1})
    assert [p.get("cases").status_code for p in (reads, acts, asks)] == [200, 200, 403]
    assert [p.post(*take).status_code for p in (reads, acts, asks)] == [403, 404, 403]
    assert [p.get("matters").status_code for p in (reads, acts, asks)] == [403, 403, 200]


def made(city: City, **changes: str) -> tuple[Client, str]:
    """A client of Luo's, and the page after a token was asked for."""
    client = sign_in(with_password(city.luo))
    sent = {"label": "城市大屏", "desk": "city", "scope": "act", "days": "30"} | changes
    return client, client.post(reverse("tokens"), sent).content.decode()


def test_one_is_made_on_a_page_and_shown_once(city) -> None:
    client, page = made(city)
    [secret] = [word for word in page.replace("<", " ").replace(">", " ").split() if "lh_" in word]
    assert Program(secret).get("me").json()["label"] == "城市大屏"
    assert Token.objects.get().expires_at == NOON + timedelta(days=30)
    again = client.get(reverse("tokens"))
    assert secret not in again.content.decode()
    assert "no-store" in again["Cache-Control"]


def test_it_is_made_for_an_own_desk_only(city) -> None:
    made(city, desk="beat")
    made(city, days="3650")
    assert not Token.objects.exists()


def test_its_owner_takes_it_back_and_nobody_else(city) -> None:
    client, _page = made(city)
    token = Token.objects.get()
    other = sign_in(with_password(city.he))
    assert other.post(reverse("token_revoke", args=[token.pk])).status_code == 404
    client.post(reverse("token_revoke", args=[token.pk]))
    token.refresh_from_db()
    assert token.revoked_at == NOON
