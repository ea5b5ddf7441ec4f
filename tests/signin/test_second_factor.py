"""Setting up the app that shows a code, and doing without it again."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client

from lianhu.accounts.models import User
from lianhu.kernel import clock
from lianhu.signin.models import RecoveryCode, SecondFactor
from lianhu.signin.services import reset_second_factor
from tests.cast import City, at, make_city, sign_in
from tests.pages import text_of
from tests.signin.people import PASSWORD, app_code, with_password, with_second_factor

pytestmark = [pytest.mark.django_db, pytest.mark.page]

PAGE = "/account/second-factor/"


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def luo(city: City) -> User:
    return with_password(city.luo)


def test_it_is_on_once_a_code_was_typed(luo: User) -> None:
    client = sign_in(luo)
    assert "开始设置" in text_of(client.get(PAGE))
    client.post(f"{PAGE}begin/")
    factor = SecondFactor.objects.get()
    page = client.get(PAGE)
    assert factor.key[:4] in text_of(page) and b"<svg" in page.content
    wrong = client.post(f"{PAGE}confirm/", {"code": "1234567"})
    assert (wrong.status_code, SecondFactor.objects.get().confirmed_at) == (422, None)

    done = client.post(f"{PAGE}confirm/", {"code": app_code(luo)})

    codes = re.findall(r"\b[0-9a-z]{5}-[0-9a-z]{5}\b", text_of(done))
    assert len(set(codes)) == 10
    assert SecondFactor.objects.get().confirmed_at
    again = text_of(client.get(PAGE))
    assert "已开启" in again and "10" in again
    assert not any(code in again for code in codes)
    assert factor.key[:4] not in again


def test_neither_key_nor_codes_can_be_read_in_the_database(luo: User) -> None:
    codes = with_second_factor(luo)
    key = SecondFactor.objects.get().key
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM signin_secondfactor")
        assert key not in cursor.fetchone()[0]
    kept = {row.code_hash for row in RecoveryCode.objects.all()}
    assert not kept & {code.replace("-", "") for code in codes}


def test_beginning_again_forgets_a_key_that_was_not_confirmed(luo: User) -> None:
    client = sign_in(luo)
    client.post(f"{PAGE}begin/")
    first = SecondFactor.objects.get().key
    client.post(f"{PAGE}begin/")
    assert SecondFactor.objects.get().key != first


def test_one_that_is_on_is_not_replaced_by_the_way(luo: User) -> None:
    with_second_factor(luo)
    before = SecondFactor.objects.get().key
    client = sign_in(luo)
    client.post(f"{PAGE}begin/")
    assert client.post(f"{PAGE}confirm/", {"code": app_code(luo)}).status_code == 422
    assert SecondFactor.objects.get().key == before


def test_off_and_new_codes_want_the_password(luo: User) -> None:
    with_second_factor(luo)
    client = sign_in(luo)
    for what in ("remove", "codes"):
        wrong = client.post(f"{PAGE}change/", {"password": "not it", "what": what})
        assert (wrong.status_code, "密码不对" in text_of(wrong)) == (422, True)
    before = set(RecoveryCode.objects.values_list("code_hash", flat=True))

    shown = client.post(f"{PAGE}change/", {"password": PASSWORD, "what": "codes"})
    after = set(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert "您的备用码" in text_of(shown)
    assert (len(after), before & after) == (10, set())

    client.post(f"{PAGE}change/", {"password": PASSWORD, "what": "remove"})
    assert not SecondFactor.objects.exists()


def test_who_has_no_password_has_none(city: City) -> None:
    client = sign_in(city.people["wu"])
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}begin/").status_code == 404


class TestReset:
    def test_an_administrator_takes_it_away_and_its_owner_reads_that(
        self, city: City, luo: User
    ) -> None:
        cen = User.objects.create_user("cen", name="岑清和", is_administrator=True)
        with_second_factor(luo)
        client = sign_in(luo)

        assert reset_second_factor(luo, cen, at(9))

        assert not SecondFactor.objects.exists()
        assert client.get("/account/").status_code == 302  # signed out
        with clock.fixed(at(9, 5)):
            page = text_of(sign_in(luo).get(PAGE))
        assert "今天 9:00，管理员岑清和关掉了您的动态码" in page
        assert not reset_second_factor(luo, cen, at(10))

    def test_nobody_else_does_and_nobody_their_own(self, city: City, luo: User) -> None:
        cen = User.objects.create_user("cen", name="岑", is_administrator=True)
        with_second_factor(luo)
        with_second_factor(cen)
        for user, by in ((luo, city.he), (luo, luo), (cen, cen)):
            with pytest.raises(PermissionDenied):
                reset_second_factor(user, by, at(9))
        assert SecondFactor.objects.count() == 2


def test_pages_are_not_kept_by_browsers(luo: User) -> None:
    with_second_factor(luo)
    response = Client()
    response.force_login(luo)
    assert "no-store" in response.get(PAGE)["Cache-Control"]
