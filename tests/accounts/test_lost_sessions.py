"""A form that is sent after its session ended: nothing is sent, and no word is lost or misled."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from lianhu.accounts import services
from lianhu.accounts.jobs import sweep_sessions
from lianhu.accounts.marks import Mark
from lianhu.accounts.models import Draft, User
from lianhu.accounts.rules import MOST_CHARACTERS
from lianhu.kernel import clock
from tests.cast import at, sign_in
from tests.pages import text_of
from tests.photos import jpeg, upload

pytestmark = [pytest.mark.django_db, pytest.mark.page]

NOW = at(14, 2)
REF = "LH-1"
ADDRESS = f"/cases/{REF}/note/"
PASSWORD = "a password of theirs"
WORDS = "已电话联系,<下午>上门"


@pytest.fixture
def shen() -> User:
    return User.objects.create_user("shen", PASSWORD, name="沈小满")


@pytest.fixture
def tong() -> User:
    return User.objects.create_user("tong", PASSWORD, name="童谷雨")


def send(client: Client, owner: User, *, shared: bool = False, **data: Any) -> Any:
    """As a form of the owner's page, which may have been open for long."""
    mark = Mark(owner.pk, "case_note", REF, shared).signed()
    with clock.fixed(NOW):
        return client.post(ADDRESS, {"draft": mark, "words": WORDS, "seq": "1", **data})


def enter(client: Client, person: User, now: Any = NOW, **data: Any) -> Any:
    with clock.fixed(now):
        there = f"/sign-in/?next=/cases/{REF}/"
        return client.post(
            there, {"username": person.username, "password": PASSWORD, "next": "/my/", **data}
        )


def kept(person: User) -> list[Any]:
    return [draft.values for draft in services.find(person.pk, REF).values()]


class TestSignedOut:
    def test_the_words_are_shown_to_copy_with_the_way_back(self, shen: User) -> None:
        response = send(Client(), shen)

        assert response.status_code == 403
        assert "您已经退出登录了" in text_of(response)
        assert "已电话联系,&lt;下午&gt;上门</textarea>" in response.text
        assert f'href="/sign-in/?next=/cases/{REF}/"' in response.text
        assert "no-store" in response["Cache-Control"]
        assert not Draft.objects.exists()

    def test_signing_in_brings_them_back(self, shen: User) -> None:
        client = Client()
        send(client, shen)
        assert enter(client, shen).status_code == 302

        assert kept(shen) == [{"words": WORDS}]
        assert Draft.objects.get().updated_at == NOW
        assert client.session.get_expire_at_browser_close() is False
        assert client.session.get_expiry_age() > 86400

    def test_a_wrong_password_on_the_way_loses_nothing(self, shen: User) -> None:
        client = Client()
        send(client, shen)
        with clock.fixed(NOW):
            client.post("/sign-in/", {"username": "shen", "password": "wrong"})
        enter(client, shen)

        assert kept(shen) == [{"words": WORDS}]

    def test_somebody_else_who_signs_in_gets_nothing(self, shen: User, tong: User) -> None:
        client = Client()
        send(client, shen)
        enter(client, tong)
        assert not Draft.objects.exists()

        client.post("/sign-out/")
        enter(client, shen)
        assert not Draft.objects.exists()

    def test_they_are_carried_encrypted_and_for_an_hour(self, shen: User) -> None:
        client = Client()
        send(client, shen)
        [carried] = client.session["carried_words"]
        assert carried.startswith("test:1:")
        assert client.session.get_expiry_age() <= 3600

        enter(client, shen, NOW + timedelta(hours=1, seconds=1))
        assert not Draft.objects.exists()

    def test_a_session_that_nobody_came_back_to_is_swept(self, shen: User) -> None:
        other, client = sign_in(shen), Client()
        send(client, shen)
        over = Session.objects.get(pk=client.session.session_key).expire_date

        assert sweep_sessions(over) == 0
        assert sweep_sessions(over + timedelta(seconds=1)) == 1
        assert Session.objects.get().pk == other.session.session_key

    def test_of_several_pages_none_is_lost(self, shen: User) -> None:
        client = Client()
        send(client, shen, words="早先的")
        mark = Mark(shen.pk, "case_answer", REF).signed()
        with clock.fixed(NOW):
            client.post(f"/cases/{REF}/answer/", {"draft": mark, "words": "可以报销"})
        send(client, shen)
        enter(client, shen)

        found = {name: draft.values for name, draft in services.find(shen.pk, REF).items()}
        assert found == {"case_note": {"words": WORDS}, "case_answer": {"words": "可以报销"}}

    def test_what_was_written_elsewhere_meanwhile_stands(self, shen: User) -> None:
        client = Client()
        send(client, shen)
        services.save(shen.pk, "case_note", REF, {"words": "后写的"}, now=at(14, 3))
        enter(client, shen, at(14, 4))

        assert kept(shen) == [{"words": "后写的"}]

    def test_a_form_without_words_only_leads_to_the_sign_in_page(self, shen: User) -> None:
        response = send(Client(), shen, words=" ")

        assert response.status_code == 302
        assert response["Location"] == f"/sign-in/?next=/cases/{REF}/"

    def test_without_a_mark_of_ours_nothing_is_shown_or_carried(self, shen: User) -> None:
        client = Client()
        response = client.post(ADDRESS, {"draft": "forged", "words": WORDS})

        assert response.status_code == 302
        assert not client.session.keys()

    def test_what_is_too_long_to_keep_is_still_shown(self, shen: User) -> None:
        client = Client()
        response = send(client, shen, words="字" * (MOST_CHARACTERS + 1))

        assert "请先复制再离开" in text_of(response)
        assert "字" * (MOST_CHARACTERS + 1) in response.text
        assert not client.session.keys()

    def test_it_says_that_photos_are_gone(self, shen: User) -> None:
        assert "照片" not in text_of(send(Client(), shen))
        for words in (WORDS, ""):
            response = send(Client(), shen, words=words, photos=upload(jpeg(), "IMG_1.jpg"))
            assert "照片和录音需要重新加" in text_of(response)
            assert ("请重新登录" in text_of(response)) is bool(words)

    def test_from_a_shared_device_they_are_only_shown(self, shen: User) -> None:
        client = Client()
        response = send(client, shen, shared=True)

        assert "请先复制再离开" in text_of(response)
        assert "</textarea>" in response.text
        assert not client.session.keys()


class TestSignedInAnew:
    """The page's CSRF token is of an earlier session."""

    @staticmethod
    def client(person: User) -> Client:
        client = Client(enforce_csrf_checks=True)
        client.force_login(person)
        return client

    def test_ones_own_words_become_a_draft(self, shen: User) -> None:
        response = send(self.client(shen), shen)

        assert response.status_code == 403
        assert "您写的内容存下来了" in text_of(response)
        assert f'href="/cases/{REF}/"' in response.text
        assert kept(shen) == [{"words": WORDS}]

    def test_another_persons_page_gives_them_back_to_copy_only(
        self, shen: User, tong: User
    ) -> None:
        response = send(self.client(tong), shen)

        assert response.status_code == 403
        assert "现在登录的是别人" in text_of(response)
        assert "上门</textarea>" in response.text
        assert "sign-in" not in response.text
        assert not Draft.objects.exists()

    def test_a_text_of_another_site_is_not_shown(self, shen: User) -> None:
        response = self.client(shen).post(ADDRESS, {"words": "请拨打这个电话"})

        assert response.status_code == 403
        assert "请拨打" not in response.text
        assert "这一页开得太久了" in text_of(response)
        assert not Draft.objects.exists()

    def test_nobody_signed_in_is_the_same_as_signed_out(self, shen: User) -> None:
        client = Client(enforce_csrf_checks=True)
        response = send(client, shen)

        assert "请重新登录" in text_of(response)
        assert client.session.keys()


class TestSharedDevice:
    def test_declared_at_sign_in_it_lasts_as_long_as_the_session(self, shen: User) -> None:
        client = Client()
        enter(client, shen, shared="on")

        assert client.session.get_expire_at_browser_close()
        response = client.get("/my/")
        assert response["Cache-Control"] == "private, no-store"

    def test_other_sessions_are_as_before(self, shen: User) -> None:
        client = sign_in(shen)

        assert "no-store" not in client.get("/my/").get("Cache-Control", "")

    def test_the_sign_in_page_asks(self) -> None:
        assert "这是大家共用的手机或电脑" in text_of(Client().get("/sign-in/"))
