"""Where one is signed in: the list, signing out elsewhere, the password, what is swept."""

from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianhu.accounts.models import User
from lianhu.kernel import clock
from lianhu.signin import jobs
from lianhu.signin.models import PhoneCode, SignIn
from tests.cast import City, at, make_city, sign_in
from tests.pages import text_of
from tests.signin.people import PASSWORD, at_the_door, with_password

pytestmark = [pytest.mark.django_db, pytest.mark.page]

PHONE = "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0 Mobile"
COMPUTER = "Mozilla/5.0 (X11; Linux x86_64)"


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def luo(city: City) -> User:
    return with_password(city.luo)


def session(name: str, agent: str = COMPUTER, now: datetime | None = None) -> Client:
    client = Client(headers={"User-Agent": agent})
    with clock.fixed(now or at(9, 12)):
        at_the_door(client, name)
    return client


def account(client: Client) -> str:
    with clock.fixed(at(10)):
        return text_of(client.get("/account/"))


def test_each_session_with_its_device_and_since_when(luo: User) -> None:
    session("luo", PHONE, at(8, 41))
    here = session("luo")
    with_password(User.objects.get(username="he"))
    session("he")

    page = account(here)

    assert "电脑 就是这里 今天 9:12登录 最近用过：今天 9:00以后" in page
    assert "安卓手机上的微信 今天 8:41登录 最近用过：今天 8:00以后" in page
    assert page.count("就是这里") == 1
    assert SignIn.objects.count() == 3
    fields = {field.name for field in SignIn._meta.get_fields()}
    assert not fields & {"ip", "address", "place", "user_agent"}


def test_it_costs_the_same_for_one_session_as_for_many(luo: User) -> None:
    here = session("luo")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            account(here)
        return len(asked)

    first = queries()
    for _ in range(3):
        session("luo")
    assert queries() == first


def test_one_is_signed_out_from_here(luo: User) -> None:
    there, here = session("luo", PHONE), session("luo")
    row = SignIn.objects.get(in_wechat=True)

    here.post(f"/account/sessions/{row.pk}/end/")

    assert there.get("/account/").status_code == 302
    assert "安卓手机" not in account(here)


def test_nobody_ends_anothers(luo: User, city: City) -> None:
    there = session("luo")
    row = SignIn.objects.get()
    assert sign_in(city.he).post(f"/account/sessions/{row.pk}/end/").status_code == 404
    assert there.get("/account/").status_code == 200


def test_everywhere_but_here(luo: User, city: City) -> None:
    others = [session("luo", PHONE), session("luo")]
    here = session("luo")
    stranger = sign_in(city.he)

    here.post("/account/sessions/others/end/")

    assert [client.get("/account/").status_code for client in others] == [302, 302]
    assert [client.get("/account/").status_code for client in (here, stranger)] == [200, 200]
    assert SignIn.objects.filter(user=luo).count() == 1


def test_signing_out_leaves_no_line(luo: User) -> None:
    here = session("luo")
    here.post("/sign-out/")
    assert not SignIn.objects.exists()


class TestPassword:
    def change(self, client: Client, **facts: str):
        data = {"old": PASSWORD, "new": "another four plain words"}
        data |= {"again": data["new"]} | facts
        return client.post("/account/password/", data)

    def test_a_new_one_ends_all_other_sessions(self, luo: User) -> None:
        there, here = session("luo", PHONE), session("luo")

        assert self.change(here)["Location"] == "/account/"

        assert there.get("/account/").status_code == 302
        assert "就是这里" in account(here)
        assert SignIn.objects.count() == 1
        old, new = Client(), Client()
        assert at_the_door(old, "luo").status_code == 200
        assert at_the_door(new, "luo", "another four plain words").status_code == 302

    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            ({"old": "not it"}, "密码不对"),
            ({"again": "something else"}, "和上面的不一样"),
            ({"new": "short", "again": "short"}, "至少要8个字符"),
            ({"new": "password1", "again": "password1"}, "太常见"),
            ({"new": "", "again": ""}, "必填"),
        ],
    )
    def test_what_is_wrong_is_said_beside_the_field(
        self, luo: User, facts: dict[str, str], said: str
    ) -> None:
        here = session("luo")
        response = self.change(here, **facts)
        assert response.status_code == 422
        assert said in text_of(response)
        luo.refresh_from_db()
        assert luo.check_password(PASSWORD)

    def test_the_old_one_may_not_be_guessed_for_ever(self, luo: User) -> None:
        here = session("luo")
        codes = [self.change(here, old="not it").status_code for _ in range(11)]
        assert codes == [422] * 10 + [429]


def test_last_seen_is_noted_once_an_hour_and_to_the_hour(
    luo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.wall()
    here = session("luo")
    for after, seen in ((59, at(9)), (61, at(11)), (62, at(11))):
        monkeypatch.setattr(clock, "wall", lambda after=after: start + timedelta(minutes=after))
        with clock.fixed(at(11, after - 30)):
            here.get("/account/")
        assert SignIn.objects.get().seen_at == seen


def test_who_signs_in_as_somebody_else_leaves_the_first_session(luo: User, city: City) -> None:
    here = session("luo")
    here.force_login(city.he)
    assert [
        row.user.username for row in SignIn.objects.filter(session_key=here.session.session_key)
    ] == ["he"]


def test_what_is_over_is_swept(luo: User) -> None:
    session("luo")
    here = session("luo")
    gone = SignIn.objects.exclude(session_key=here.session.session_key).get()
    Session.objects.filter(session_key=gone.session_key).delete()
    now = clock.wall()
    for age in (timedelta(hours=23), timedelta(hours=25)):
        PhoneCode.objects.create(phone="+8613912345678", code_hash="", sent_at=now - age)

    assert jobs.sweep(now) == 2

    assert SignIn.objects.count() == PhoneCode.objects.count() == 1
    assert jobs.sweep(now) == 0
