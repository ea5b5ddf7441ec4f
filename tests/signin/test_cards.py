"""The card: given by an officer, seen by the household, scanned by its owner, used once."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from lianhu.grid.models import Resident
from lianhu.kernel import clock
from lianhu.kernel.phones import demo_phone
from lianhu.privacy.models import Look
from lianhu.signin import rates
from lianhu.signin.models import Card, SignIn
from tests.cast import City, at, make_city, sign_in
from tests.pages import text_of
from tests.signin.people import give_card, is_signed_in, last_code, messages

pytestmark = [pytest.mark.django_db, pytest.mark.page]

NUMBER = "13812345678"


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def old(city: City) -> Resident:
    """Of household A, with a number and without an account."""
    return Resident.objects.create(
        household=city.wu.household, name="吴老太", name_en="Old Mrs Wu", phone=demo_phone(777)
    )


def scan(client: Client, token: str):
    return client.get(f"/card/{token}/")


def with_code(client: Client, token: str, **facts: str):
    client.post(f"/card/{token}/code/", facts)
    return client.post("/sign-in/code/", {"code": last_code()})


class TestGiving:
    def give(self, city: City, whom: str):
        with clock.fixed(at(10)):
            return sign_in(city.shen).post("/households/A/card/", {"whom": whom})

    def test_the_card_is_shown_once_and_the_household_sees_that_it_was_given(
        self, city: City, old: Resident
    ) -> None:
        sheet = self.give(city, str(old.pk))

        assert "吴老太的登录卡" in text_of(sheet) and b"<svg" in sheet.content
        card = Card.objects.get()
        assert (card.resident, card.issued_by) == (old, city.shen)
        found = re.search("/card/([A-Za-z0-9_-]{22})/", sheet.content.decode())
        assert found
        token = found[1]
        assert scan(Client(), token).status_code == 410  # by the real time it is over
        with clock.fixed(at(11)):
            assert scan(Client(), token).status_code == 200
            for person in ("wu", "daughter"):
                looks = text_of(sign_in(city.people[person]).get("/my/looks/"))
                assert "沈小满 您的联户干部 今天 10:00 给您家里人发了登录卡" in looks
            assert "登录卡" not in text_of(sign_in(city.people["zheng"]).get("/my/looks/"))

    def test_the_token_is_kept_nowhere(self, city: City, old: Resident) -> None:
        _card, token = give_card(city, old, at(10))
        with connection.cursor() as cursor:
            cursor.execute("SELECT token_hash FROM signin_card")
            assert cursor.fetchone()[0] != token
        assert len(token) == 22

    def test_the_contact_becomes_a_resident(self, city: City) -> None:
        household = city.zheng.household
        assert household is not None
        household.contact = "郑老汉"
        household.save()
        with clock.fixed(at(10)):
            sign_in(city.shen).post("/households/B/card/", {"whom": "contact"})
        assert Card.objects.get().resident.name == "郑老汉"

    def test_a_new_one_makes_the_one_before_worthless(self, city: City, old: Resident) -> None:
        _first, before = give_card(city, old, at(10))
        _second, token = give_card(city, old, at(10, 1))
        with clock.fixed(at(11)):
            assert scan(Client(), before).status_code == 410
            assert scan(Client(), token).status_code == 200

    def test_it_can_be_taken_back(self, city: City, old: Resident) -> None:
        card, token = give_card(city, old, at(10))
        with clock.fixed(at(11)):
            officer = sign_in(city.shen)
            assert "还没用" in text_of(officer.get("/households/A/card/"))
            officer.post(f"/households/A/card/{card.pk}/revoke/")
            assert "已收回" in text_of(officer.get("/households/A/card/"))
            assert "已经收回" in text_of(scan(Client(), token))

    def test_only_for_own_households(self, city: City, old: Resident) -> None:
        card, _token = give_card(city, old, at(10))
        for person in ("yan", "he", "tong", "wu"):
            with clock.fixed(at(11)):
                client = sign_in(city.people[person])
                assert client.get("/households/A/card/").status_code == 404
                data = {"whom": str(old.pk)}
                assert client.post("/households/A/card/", data).status_code == 404
                revoke = client.post(f"/households/A/card/{card.pk}/revoke/")
                assert revoke.status_code == 404
        assert Card.objects.get().revoked_at is None

    def test_not_for_somebody_of_another_household(self, city: City) -> None:
        assert self.give(city, str(city.zheng.pk)).status_code == 422
        card, _token = give_card(city, city.zheng, at(10))
        with clock.fixed(at(11)):
            client = sign_in(city.shen)
            response = client.post(f"/households/A/card/{card.pk}/revoke/")
        assert response.status_code == 404

    def test_who_has_a_duty_gets_none(self, city: City) -> None:
        city.people["he"].duties.update(person=city.people["wu"])
        response = self.give(city, str(city.wu.pk))
        assert response.status_code == 422
        assert not Card.objects.exists()

    def test_looking_at_the_cards_is_a_look(self, city: City) -> None:
        with clock.fixed(at(10)):
            sign_in(city.shen).get("/households/A/card/")
        look = Look.objects.get()
        assert (look.verb, look.household) == (Look.Verb.CARDS, city.wu.household_id)


class TestScanning:
    def test_it_says_whose_it_is_in_least_words(self, city: City, old: Resident) -> None:
        _card, token = give_card(city, old, at(10))
        with clock.fixed(at(11)):
            response = scan(Client(), token)
        page = text_of(response)
        assert "吴**的登录卡" in page and f"尾号{old.phone[-2:]}" in page
        assert "吴老太" not in page and old.phone[-4:] not in page
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "same-origin"

    def test_looking_does_nothing(self, city: City, old: Resident) -> None:
        _card, token = give_card(city, old, at(10))
        client = Client()
        with clock.fixed(at(11)):
            scan(client, token)
        assert messages() == [] and not is_signed_in(client)
        old.refresh_from_db()
        assert old.user is None

    def test_card_and_code_begin_a_whole_session_and_use_the_card_up(
        self, city: City, old: Resident
    ) -> None:
        card, token = give_card(city, old, at(10))
        client = Client()
        with clock.fixed(at(11)):
            with_code(client, token)
            old.refresh_from_db()
            assert client.session["_auth_user_id"] == str(old.user_id)
            assert messages()[0].address == old.phone
            assert client.get("/my/").status_code == 200
            assert "已经和一部手机绑定" in text_of(scan(Client(), token))
        card.refresh_from_db()
        assert (card.used_at, card.vouched_at) == (at(11), None)

    def test_later_the_number_is_enough(self, city: City, old: Resident) -> None:
        old.phone = f"+86{NUMBER}"
        old.save()
        _card, token = give_card(city, old, at(10))
        with clock.fixed(at(11)):
            with_code(Client(), token)
            later = Client()
            later.post("/sign-in/phone/", {"phone": NUMBER})
            later.post("/sign-in/code/", {"code": last_code()})
        assert is_signed_in(later)

    def test_an_account_that_is_there_is_used(self, city: City) -> None:
        _card, token = give_card(city, city.wu, at(10))
        client = Client()
        with clock.fixed(at(11)):
            with_code(client, token)
        assert client.session["_auth_user_id"] == str(city.people["wu"].pk)

    def test_a_card_that_is_revoked_before_the_code_comes_opens_nothing(
        self, city: City, old: Resident
    ) -> None:
        _card, token = give_card(city, old, at(10))
        client = Client()
        with clock.fixed(at(11)):
            client.post(f"/card/{token}/code/")
            give_card(city, old, at(11))
            response = client.post("/sign-in/code/", {"code": last_code()})
        assert response.status_code == 422
        assert not is_signed_in(client)

    def test_after_thirty_days_its_time_is_over(self, city: City, old: Resident) -> None:
        _card, token = give_card(city, old, at(10))
        client = Client()
        with clock.fixed(at(10) + timedelta(days=30)):
            assert "过期" in text_of(scan(client, token))
            client.post(f"/card/{token}/code/")
            client.post(f"/card/{token}/only/")
        assert messages() == [] and not is_signed_in(client)

    def test_who_has_a_duty_meanwhile_is_sent_to_the_password(self, city: City) -> None:
        _card, token = give_card(city, city.wu, at(10))
        city.people["he"].duties.update(person=city.people["wu"])
        client = Client()
        with clock.fixed(at(11)):
            assert "用户名和密码" in text_of(scan(client, token))
            client.post(f"/card/{token}/only/")
        assert not is_signed_in(client)

    def test_tokens_that_open_nothing_are_counted(self, city: City, old: Resident) -> None:
        _card, token = give_card(city, old, at(10))
        client = Client()
        with clock.fixed(at(11)):
            for n in range(rates.CARD_MISSES.most):
                assert scan(client, f"{n:022}").status_code == 404
            assert scan(client, token).status_code == 429
            assert scan(Client(REMOTE_ADDR="203.0.113.9"), token).status_code == 200

    def test_codes_by_card_are_counted_with_those_by_number(
        self, city: City, old: Resident
    ) -> None:
        _card, token = give_card(city, old, at(10))
        with clock.fixed(at(11)):
            codes = [Client().post(f"/card/{token}/code/").status_code for _ in range(4)]
        assert codes == [302, 302, 302, 429]


class TestWithoutANumberOnRecord:
    @pytest.fixture
    def token(self, city: City, old: Resident) -> str:
        Resident.objects.filter(pk=old.pk).update(phone="", phone_bi="")
        old.refresh_from_db()
        return give_card(city, old, at(10))[1]

    def test_one_is_entered_and_goes_on_record(self, city: City, old: Resident, token: str) -> None:
        client = Client()
        with clock.fixed(at(11)):
            assert "您的手机号" in text_of(scan(client, token))
            with_code(client, token, phone=NUMBER)
            assert is_signed_in(client)
            later = Client()
            later.post("/sign-in/phone/", {"phone": NUMBER})
            later.post("/sign-in/code/", {"code": last_code()})
            assert is_signed_in(later)
        old.refresh_from_db()
        assert (old.phone, Card.objects.get().vouched_at) == (f"+86{NUMBER}", at(11))

    def test_not_that_of_the_officer_or_who_stands_in(
        self, city: City, old: Resident, token: str
    ) -> None:
        for person in ("shen", "tong"):
            staff = city.people[person]
            staff.phone = f"+86{NUMBER}"
            staff.save()
            with clock.fixed(at(11)):
                response = Client().post(f"/card/{token}/code/", {"phone": NUMBER})
            assert response.status_code == 422
            assert "不能填在这里" in text_of(response)
            staff.phone = ""
            staff.save()
        assert messages() == []

    def test_nothing_goes_on_record_before_the_code_is_right(
        self, city: City, old: Resident, token: str
    ) -> None:
        client = Client()
        with clock.fixed(at(11)):
            client.post(f"/card/{token}/code/", {"phone": NUMBER})
            client.post("/sign-in/code/", {"code": f"{(int(last_code()) + 1) % 10**6:06}"})
        old.refresh_from_db()
        assert old.phone == ""

    def test_what_is_no_number_is_said_beside_the_field(self, token: str) -> None:
        with clock.fixed(at(11)):
            response = Client().post(f"/card/{token}/code/", {"phone": "12"})
        assert response.status_code == 422
        assert 'value="12"' in response.content.decode()


def test_with_the_card_alone_the_list_of_sessions_says_so(city: City) -> None:
    _card, token = give_card(city, city.wu, at(10))
    with clock.fixed(at(11)):
        Client().post(f"/card/{token}/only/")
        assert SignIn.objects.get().card_only
        page = text_of(sign_in(city.people["wu"]).get("/account/"))
    assert "只凭登录卡" in page
