"""Drafts are kept encrypted, for their writer alone, for so long and so many."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client

from lianhu.accounts import services
from lianhu.accounts.drafts import DraftForm, Drafts
from lianhu.accounts.jobs import sweep_drafts
from lianhu.accounts.marks import Mark, ref_for
from lianhu.accounts.models import Draft, User
from lianhu.accounts.requests import PersonRequest, declare_entering
from lianhu.accounts.rules import KEPT_FOR, MOST_A_PERSON, MOST_CHARACTERS, Keeps
from lianhu.cases.views.drafts import KEEPS
from lianhu.kernel import clock
from tests.cast import at, sign_in

pytestmark = pytest.mark.django_db

NOW = at(14, 2)
REF = "LH-1"


@pytest.fixture
def shen() -> User:
    return User.objects.create_user("shen", name="沈小满")


@pytest.fixture
def tong() -> User:
    return User.objects.create_user("tong", name="童谷雨")


def post(
    client: Client, owner: User, form: str = "case_answer", *, shared: bool = False, **data: Any
) -> Any:
    mark = Mark(owner.pk, form, REF, shared).signed()
    with clock.fixed(NOW):
        return client.post("/drafts/", {"draft": mark, **data})


def kept(person: User) -> dict[str, Any]:
    return {name: draft.values for name, draft in services.find(person.pk, REF).items()}


class TestServices:
    def test_the_last_one_stands(self, shen: User) -> None:
        services.save(shen.pk, "case_answer", REF, {"words": "可以"}, now=NOW)
        services.save(shen.pk, "case_answer", REF, {"words": "不行"}, now=at(14, 5))
        services.save(shen.pk, "case_note", REF, {"words": "记一笔"}, now=NOW)

        assert kept(shen) == {"case_answer": {"words": "不行"}, "case_note": {"words": "记一笔"}}
        assert services.find(shen.pk, REF)["case_answer"].updated_at == at(14, 5)

    def test_it_is_the_writers_own(self, shen: User, tong: User) -> None:
        services.save(shen.pk, "case_answer", REF, {"words": "可以"}, now=NOW)
        services.save(tong.pk, "case_answer", REF, {"words": "不行"}, now=NOW)
        services.forget(tong.pk, "case_answer", REF)

        assert kept(shen) == {"case_answer": {"words": "可以"}}
        assert kept(tong) == {}

    def test_the_table_does_not_show_the_words(self, shen: User) -> None:
        services.save(shen.pk, "case_answer", REF, {"words": "可以报销"}, now=NOW)

        with connection.cursor() as cursor:
            cursor.execute("SELECT body FROM accounts_draft")
            [(body,)] = cursor.fetchall()
        assert body.startswith("test:1:")
        assert "可以报销" not in body and "words" not in body

    def test_saving_again_encrypts_again(self, shen: User) -> None:
        for words in ("可以", "不行"):
            services.save(shen.pk, "case_answer", REF, {"words": words}, now=NOW)

        with connection.cursor() as cursor:
            cursor.execute("SELECT body FROM accounts_draft")
            [(body,)] = cursor.fetchall()
        assert body.startswith("test:1:")

    def test_of_too_many_the_oldest_goes(self, shen: User, tong: User) -> None:
        services.save(tong.pk, "case_answer", REF, {"words": "别人的"}, now=at(8))
        for number in range(MOST_A_PERSON + 1):
            at_second = NOW + timedelta(seconds=number)
            services.save(shen.pk, "case_answer", f"LH-{number}", {"words": "字"}, now=at_second)

        assert Draft.objects.filter(user=shen).count() == MOST_A_PERSON
        assert not Draft.objects.filter(user=shen, ref="LH-0").exists()
        assert Draft.objects.filter(user=shen, ref="LH-1").exists()
        assert Draft.objects.filter(user=tong).count() == 1

    def test_they_are_swept_after_thirty_days(self, shen: User) -> None:
        services.save(shen.pk, "case_answer", REF, {"words": "旧的"}, now=NOW)
        services.save(shen.pk, "case_note", REF, {"words": "新的"}, now=at(14, 3))

        assert sweep_drafts(NOW + KEPT_FOR) == 0
        assert sweep_drafts(NOW + KEPT_FOR + timedelta(seconds=1)) == 1
        assert kept(shen) == {"case_note": {"words": "新的"}}

    def test_they_go_with_their_person(self, shen: User) -> None:
        services.save(shen.pk, "case_answer", REF, {"words": "可以"}, now=NOW)
        shen.delete()

        assert not Draft.objects.exists()


class TestSaving:
    def test_the_script_is_told_what_to_say(self, shen: User) -> None:
        response = post(sign_in(shen), shen, words="可以报销", papers="医保卡", seq="3", key="k")

        assert (response.status_code, response.text) == (200, "已存草稿 14:02")
        assert response["Content-Type"].startswith("text/plain")
        assert kept(shen) == {"case_answer": {"words": "可以报销", "papers": "医保卡"}}

    def test_it_asks_little(self, shen: User, django_assert_num_queries: Any) -> None:
        client = sign_in(shen)
        with django_assert_num_queries(6):  # session, person, savepoint and release, draft, surplus
            post(client, shen, words="可以报销")

    def test_empty_fields_forget_it(self, shen: User) -> None:
        client = sign_in(shen)
        post(client, shen, words="可以报销")
        response = post(client, shen, words="", papers="")

        assert (response.status_code, response.content) == (204, b"")
        assert kept(shen) == {}

    def test_nobody_is_told_to_sign_in(self, shen: User) -> None:
        response = post(Client(), shen, words="可以报销")

        assert response.status_code == 403
        assert response.text.startswith("您已退出登录")
        assert kept(shen) == {}

    def test_a_page_that_was_left_open_saves_nothing_for_who_is_there_now(
        self, shen: User, tong: User
    ) -> None:
        response = post(sign_in(tong), shen, words="沈小满写的")

        assert response.status_code == 403
        assert response.text.startswith("现在登录的是别人")
        assert not Draft.objects.exists()

    @pytest.mark.parametrize("mark", ["", "forged", "1:case_answer:LH-1"])
    def test_without_a_mark_of_ours_nothing_is_saved(self, shen: User, mark: str) -> None:
        response = sign_in(shen).post("/drafts/", {"draft": mark, "words": "可以"})

        assert response.status_code == 422
        assert response.text.startswith("这一页开得太久了")
        assert not Draft.objects.exists()

    def test_a_mark_is_good_for_as_long_as_a_session(
        self, shen: User, monkeypatch: pytest.MonkeyPatch, settings: Any
    ) -> None:
        seconds = 1_800_000_000
        monkeypatch.setattr("django.core.signing.time", SimpleNamespace(time=lambda: seconds))
        data = {"draft": Mark(shen.pk, "case_answer", REF).signed(), "words": "字"}

        seconds += settings.SESSION_COOKIE_AGE
        assert sign_in(shen).post("/drafts/", data).status_code == 200
        seconds += 1
        assert sign_in(shen).post("/drafts/", data).status_code == 422

    def test_a_form_that_nobody_registered_keeps_none(self, shen: User) -> None:
        assert post(sign_in(shen), shen, "sign_in", words="可以").status_code == 422
        assert not Draft.objects.exists()

    def test_what_is_too_long_is_not_kept_and_the_earlier_one_stays(self, shen: User) -> None:
        client = sign_in(shen)
        post(client, shen, words="短的")
        response = post(client, shen, words="字" * (MOST_CHARACTERS + 1))

        assert response.status_code == 413
        assert response.text.startswith("写得太长")
        assert kept(shen) == {"case_answer": {"words": "短的"}}

    def test_on_a_shared_device_nothing_is_saved(self, shen: User) -> None:
        client = sign_in(shen)
        session = client.session
        session["shared_device"] = True
        session.save()

        assert post(client, shen, words="可以报销").status_code == 403
        assert not Draft.objects.exists()

    def test_the_mark_stands_in_for_the_csrf_token(self, shen: User) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(shen)

        assert post(client, shen, words="可以报销").status_code == 200

    def test_signing_out_keeps_them(self, shen: User) -> None:
        client = sign_in(shen)
        post(client, shen, words="可以报销")
        client.post("/sign-out/")

        assert kept(shen) == {"case_answer": {"words": "可以报销"}}


class TestDiscarding:
    def test_it_forgets_and_goes_back_to_the_page(self, shen: User) -> None:
        services.save(shen.pk, "desk_note", REF, {"words": "可以"}, now=NOW)
        mark = Mark(shen.pk, "desk_note", REF).signed()
        response = sign_in(shen).post("/drafts/forget/", {"draft": mark})

        assert (response.status_code, response["Location"]) == (302, f"/desk/{REF}/")
        assert kept(shen) == {}

    def test_it_forgets_nobody_elses(self, shen: User, tong: User) -> None:
        services.save(shen.pk, "desk_note", REF, {"words": "可以"}, now=NOW)
        mark = Mark(shen.pk, "desk_note", REF).signed()
        response = sign_in(tong).post("/drafts/forget/", {"draft": mark})

        assert response["Location"] == "/"
        assert kept(shen) == {"desk_note": {"words": "可以"}}


class TestOffering:
    def test_a_page_may_say_later_for_whom_it_writes(self, shen: User, tong: User) -> None:
        own, for_shen = REF, ref_for(REF, shen.pk)
        services.save(tong.pk, "case_answer", own, {"words": "童谷雨的"}, now=NOW)
        services.save(tong.pk, "case_answer", for_shen, {"words": "沈小满的"}, now=NOW)
        request = PersonRequest()
        request.user, request.session = tong, SessionStore()

        drafts, form = Drafts(request, REF), DraftForm()
        declare_entering(request, shen)
        drafts.offer(form, "case_answer")

        assert form.initial == {"words": "沈小满的"}
        assert form.draft is not None
        sign_in(tong).post("/drafts/", {"draft": form.draft.mark, "words": "又改了"})
        assert services.find(tong.pk, for_shen)["case_answer"].values == {"words": "又改了"}
        assert services.find(tong.pk, own)["case_answer"].values == {"words": "童谷雨的"}


class TestWhatFormsKeep:
    def test_every_desk_form_with_words_is_registered(self) -> None:
        assert KEEPS["desk_consult"] == Keeps("desk_case", ("words",), ("department",))
        assert KEEPS["desk_on_behalf"] == Keeps("desk_case", ("words",), ("follow_up_on",))
        whom = ("words", "name", "phone")
        assert KEEPS["ask"].written == whom
        assert set(KEEPS["ask"].chosen) == {"case_class", "topic", "whom", "confidential"}
        assert "desk_take" not in KEEPS

    def test_no_password_file_or_hidden_field(self) -> None:
        class Form(DraftForm):
            words = forms.CharField()
            word = forms.CharField(widget=forms.PasswordInput)
            key = forms.CharField(widget=forms.HiddenInput)
            photo = forms.FileField()
            day = forms.DateField()

        assert Form.keeps("page") == Keeps("page", ("words",), ("day",))
