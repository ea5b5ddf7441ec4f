"""User name and password, then the code of the app; how often one may try."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.test import Client
from pytest_django.fixtures import Settings

from lianhu.accounts.models import User
from lianhu.kernel import clock
from lianhu.signin import rates
from lianhu.signin.models import SecondFactor
from lianhu.web import settings as product
from tests.cast import City, at, make_city
from tests.pages import text_of
from tests.signin.people import (
    PASSWORD,
    app_code,
    at_the_door,
    is_signed_in,
    with_password,
    with_second_factor,
)

pytestmark = [pytest.mark.django_db, pytest.mark.page]

WRONG = "用户名或密码不对"


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def luo(city: City) -> User:
    return with_password(city.luo)


def test_with_the_password_one_is_in(luo: User, client: Client) -> None:
    response = at_the_door(client, "luo", next="/desk/")

    assert (response.status_code, response["Location"]) == (302, "/desk/")
    assert is_signed_in(client)


def test_it_leads_to_no_other_site(luo: User, client: Client) -> None:
    assert at_the_door(client, "luo", next="https://example.org/")["Location"] == "/"


def test_the_answer_is_the_same_for_any_account(luo: User, client: Client) -> None:
    User.objects.create_user("gone", PASSWORD, name="走了", is_active=False)
    for name in ("luo", "nobody", "gone", "he"):
        response = at_the_door(client, name, "not it")
        assert (name, response.status_code) == (name, 200)
        assert WRONG in text_of(response)
    assert not is_signed_in(client)


def test_passwords_are_kept_by_argon2_and_older_ones_still_open(
    luo: User, client: Client, settings: Settings
) -> None:
    settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS
    luo.password = make_password(PASSWORD, hasher="pbkdf2_sha256")
    luo.save()

    at_the_door(client, "luo")

    luo.refresh_from_db()
    assert identify_hasher(luo.password).algorithm == "argon2"
    assert is_signed_in(client)


class TestTooOften:
    def test_after_ten_wrong_ones_from_here_it_stops_for_that_account(
        self, luo: User, client: Client
    ) -> None:
        for _ in range(rates.PASSWORD_HERE.most):
            assert at_the_door(client, "luo", "not it").status_code == 200
        with clock.fixed(at(14, 33)):
            locked = at_the_door(client, "luo")

        assert locked.status_code == 429
        assert not is_signed_in(client)
        # Whole hours of the machine's clock, said in the city's.
        assert "起可以再试" in text_of(locked)
        assert "打电话给市联群办" in text_of(locked)
        client.cookies["django_language"] = "en"
        assert "on you can try again" in text_of(at_the_door(client, "luo"))

    def test_a_restart_forgets_nothing(self, luo: User, client: Client) -> None:
        for _ in range(rates.PASSWORD_HERE.most):
            at_the_door(client, "luo", "not it")
        assert at_the_door(Client(), "luo").status_code == 429

    def test_from_elsewhere_the_owner_still_gets_in(self, luo: User, client: Client) -> None:
        for _ in range(rates.PASSWORD_HERE.most + 1):
            at_the_door(client, "luo", "not it")
        elsewhere = Client(REMOTE_ADDR="203.0.113.9")
        at_the_door(elsewhere, "luo")
        assert is_signed_in(elsewhere)

    def test_what_is_right_does_not_count(self, luo: User) -> None:
        for _ in range(rates.PASSWORD_HERE.most + 1):
            client = Client()
            at_the_door(client, "luo")
            assert is_signed_in(client)

    def test_one_address_may_not_try_all_accounts(self, luo: User, client: Client) -> None:
        now = clock.wall()
        for _ in range(rates.PASSWORD_ADDRESS.most):
            rates.PASSWORD_ADDRESS.spend("127.0.0.1", now)
        assert at_the_door(client, "he", "not it").status_code == 429

    def test_nothing_typed_is_no_try(self, luo: User, client: Client) -> None:
        for _ in range(rates.PASSWORD_HERE.most + 1):
            assert at_the_door(client, "luo", "").status_code == 200
        at_the_door(client, "luo")
        assert is_signed_in(client)


class TestSecondFactor:
    def test_it_is_asked_for_after_the_password(self, luo: User, client: Client) -> None:
        with_second_factor(luo)
        half_way = at_the_door(client, "luo", next="/desk/", shared="on")
        assert half_way["Location"] == "/sign-in/second/"
        assert not is_signed_in(client)
        assert client.get("/desk/").status_code == 302

        done = client.post("/sign-in/second/", {"code": app_code(luo)})

        assert done["Location"] == "/desk/"
        assert is_signed_in(client)
        assert client.session["shared_device"]

    def test_not_without_the_password(self, luo: User, client: Client) -> None:
        with_second_factor(luo)
        response = client.post("/sign-in/second/", {"code": app_code(luo)})
        assert response["Location"] == "/sign-in/"
        assert not is_signed_in(client)

    def test_a_code_opens_once(self, luo: User, client: Client) -> None:
        with_second_factor(luo)
        now = clock.wall()
        code = app_code(luo, now)
        at_the_door(client, "luo")
        client.post("/sign-in/second/", {"code": code})
        assert is_signed_in(client)

        other = Client()
        at_the_door(other, "luo")
        again = other.post("/sign-in/second/", {"code": code})

        assert again.status_code == 422
        assert "动态码不对，或者已经用过" in text_of(again)
        assert not is_signed_in(other)

    def test_a_recovery_code_opens_once(self, luo: User) -> None:
        code = with_second_factor(luo)[0]
        for expected in (True, False):
            client = Client()
            at_the_door(client, "luo")
            client.post("/sign-in/second/", {"code": code.upper()})
            assert is_signed_in(client) is expected

    def test_tries_are_counted(self, luo: User, client: Client) -> None:
        with_second_factor(luo)
        at_the_door(client, "luo")
        for _ in range(rates.SECOND_FACTOR.most):
            assert client.post("/sign-in/second/", {"code": "0000000"}).status_code == 422
        assert client.post("/sign-in/second/", {"code": app_code(luo)}).status_code == 429

    def test_half_way_ends_after_ten_minutes(
        self, luo: User, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with_second_factor(luo)
        start = clock.wall()
        at_the_door(client, "luo")
        monkeypatch.setattr(clock, "wall", lambda: start + timedelta(minutes=11))
        response = client.post("/sign-in/second/", {"code": app_code(luo)})
        assert response["Location"] == "/sign-in/"
        assert not is_signed_in(client)

    def test_a_new_password_ends_half_way(self, luo: User, client: Client) -> None:
        with_second_factor(luo)
        at_the_door(client, "luo")
        luo.set_password("another one entirely")
        luo.save()
        client.post("/sign-in/second/", {"code": app_code(luo)})
        assert not is_signed_in(client)

    def test_one_that_is_not_confirmed_is_not_asked_for(self, luo: User, client: Client) -> None:
        SecondFactor.objects.create(user=luo, key="A" * 32)
        at_the_door(client, "luo")
        assert is_signed_in(client)
