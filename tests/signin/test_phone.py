"""By phone and code, without a password; and what somebody learns who only tries."""

from datetime import timedelta

import pytest
from django.test import Client

from lianhu.channels.jobs import deliver_one
from lianhu.channels.models import Delivery
from lianhu.grid.guests import guest
from lianhu.kernel import clock
from lianhu.kernel.limits import Limit
from lianhu.signin import rates
from lianhu.signin.models import PhoneCode
from tests.cast import City, make_city
from tests.pages import text_of
from tests.signin.people import is_signed_in, last_code, messages

pytestmark = [pytest.mark.django_db, pytest.mark.page]

UNKNOWN = "13912345678"
NUMBER = "13812345678"


@pytest.fixture
def city(db: None) -> City:
    """Wu's number is one that anybody may type."""
    city = make_city()
    city.wu.phone = f"+86{NUMBER}"
    city.wu.save()
    return city


def ask_code(client: Client, number: str = NUMBER, **more: str):
    return client.post("/sign-in/phone/", {"phone": number, **more}, follow=True)


def answer(client: Client, code: str):
    return client.post("/sign-in/code/", {"code": code})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_the_code_of_the_message_signs_in(city: City, client: Client) -> None:
    page = ask_code(client, next="/my/")
    assert "138 1234 5678" in text_of(page)
    assert (messages()[0].address, len(messages())) == (f"+86{NUMBER}", 1)

    done = answer(client, last_code())

    assert done["Location"] == "/my/"
    assert client.session["_auth_user_id"] == str(city.people["wu"].pk)
    assert client.get("/my/").status_code == 200


def test_it_is_a_delivery_of_its_own_class_that_the_worker_sends(
    city: City, client: Client
) -> None:
    ask_code(client)
    assert Delivery.objects.get().delivery_class == Delivery.Class.CODE
    assert deliver_one()
    assert Delivery.objects.get().state == Delivery.State.SENT


def test_nobody_can_tell_whether_a_number_is_known(city: City) -> None:
    """Neither from the pages nor from how often one may try."""

    def told(number: str) -> list[str]:
        client = Client()
        pages = [text_of(ask_code(client, number))]
        pages += [text_of(answer(client, "not it")) for _ in range(6)]
        return [page.replace("138 1234 5678", "N").replace("139 1234 5678", "N") for page in pages]

    assert told(NUMBER) == told(UNKNOWN)
    assert [message.address for message in messages()] == [f"+86{NUMBER}"]


def test_the_right_guess_opens_nothing_of_nobody(
    city: City, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda most: 123456)
    ask_code(client, UNKNOWN)
    assert answer(client, "123456").status_code == 422
    assert not is_signed_in(client)


def test_five_tries_then_the_code_is_dead(city: City, client: Client) -> None:
    ask_code(client)
    code = last_code()
    said = [text_of(answer(client, wrong(code))) for _ in range(5)]
    assert [
        f"还可以试{left}次" in page for page, left in zip(said, (4, 3, 2, 1, 0), strict=True)
    ] == [
        True,
        True,
        True,
        True,
        False,
    ]
    assert "不能用了" in said[-1]
    answer(client, code)
    assert not is_signed_in(client)


def test_the_fifth_try_may_be_right(city: City, client: Client) -> None:
    ask_code(client)
    code = last_code()
    for _ in range(4):
        answer(client, wrong(code))
    answer(client, code)
    assert is_signed_in(client)


def test_after_ten_minutes_it_is_over(
    city: City, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.wall()
    monkeypatch.setattr(clock, "wall", lambda: start)
    ask_code(client)
    monkeypatch.setattr(clock, "wall", lambda: start + timedelta(minutes=10))
    assert "不能用了" in text_of(answer(client, last_code()))
    assert not is_signed_in(client)


def test_a_code_opens_once_and_in_the_browser_that_asked_for_it(city: City, client: Client) -> None:
    ask_code(client)
    code = last_code()
    other = Client()
    ask_code(other, UNKNOWN)
    answer(other, code)
    assert not is_signed_in(other)
    answer(client, code)
    row = PhoneCode.objects.get(used_at__isnull=False)
    session = other.session
    session["code_sent"] = {"pk": row.pk, "to": "", "ending": "", "shared": False, "next": ""}
    session.save()
    answer(other, code)
    assert not is_signed_in(other)


def test_without_a_code_on_its_way_one_begins_at_the_number(client: Client) -> None:
    assert answer(client, "123456")["Location"] == "/sign-in/phone/"


def test_a_session_by_phone_opens_no_duty(city: City, client: Client) -> None:
    """Of somebody who is given one meanwhile, too."""
    ask_code(client)
    answer(client, last_code())
    duty = city.shen.duties.first()
    assert duty is not None
    duty.pk, duty.person = None, city.people["wu"]
    duty.save()
    assert client.get("/inbox/").status_code == 403
    assert client.get("/households/").status_code == 403
    city.people["wu"].is_administrator = True
    city.people["wu"].save()
    assert client.get("/steward/").status_code == 302
    assert not is_signed_in(client)


@pytest.mark.parametrize("why", ["duty", "administrator", "second factor"])
def test_who_needs_a_password_is_told_so_on_the_phone_alone(
    city: City, client: Client, why: str
) -> None:
    person = city.people["wu"]
    if why == "duty":
        city.shen.duties.update(person=person)
    elif why == "administrator":
        person.is_administrator = True
        person.save()
    else:
        from tests.signin.people import with_second_factor

        with_second_factor(person)
    page = text_of(ask_code(client))
    assert "138 1234 5678在这里登记过" in page
    assert "用户名和密码" in messages()[0].body
    assert not any(c.isdigit() for c in messages()[0].body)


def test_a_number_of_two_is_told_to_scan_the_card(city: City, client: Client) -> None:
    city.residents["daughter"].phone = city.wu.phone
    city.residents["daughter"].save()
    ask_code(client)
    assert "登录卡" in messages()[0].body


def test_a_guest_has_no_account_to_sign_in_to(city: City, client: Client) -> None:
    guest(f"+86{UNKNOWN}")
    ask_code(client, UNKNOWN)
    assert messages() == []


def test_a_number_that_cannot_be_is_said_beside_the_field(city: City, client: Client) -> None:
    response = ask_code(client, "12")
    assert response.status_code == 422
    assert 'value="12"' in response.content.decode()


def test_on_a_shared_phone_nothing_stays(city: City, client: Client) -> None:
    ask_code(client, shared="on")
    answer(client, last_code())
    assert client.session["shared_device"]


class TestTooOften:
    def test_three_codes_an_hour_for_a_number_from_here(self, city: City, client: Client) -> None:
        codes = [ask_code(client).status_code for _ in range(4)]
        assert codes == [200, 200, 200, 429]
        assert len(messages()) == 3

    def test_who_is_elsewhere_is_not_shut_out_by_that(self, city: City, client: Client) -> None:
        for _ in range(4):
            ask_code(client)
        elsewhere = Client(REMOTE_ADDR="203.0.113.9")
        assert ask_code(elsewhere).status_code == 200
        answer(elsewhere, last_code())
        assert is_signed_in(elsewhere)

    @pytest.mark.parametrize(
        ("limit", "who"),
        [(rates.CODE_ADDRESS, "127.0.0.1"), (rates.CODE_NUMBER, f"+86{NUMBER}")],
        ids=["from one address", "to one number"],
    )
    def test_in_all(self, city: City, client: Client, limit: Limit, who: str) -> None:
        now = clock.wall()
        for _ in range(limit.most):
            limit.spend(who, now)
        response = ask_code(client)
        assert response.status_code == 429
        assert "打电话给" in text_of(response)
        assert messages() == []
