"""A page that cannot be shown says what to do instead."""

from typing import Any

import pytest
from django.test import Client

from lianhu.accounts.models import User
from lianhu.demo.visitor import read_page
from tests.photos import jpeg, upload

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ui.gallery.urls"), pytest.mark.page]


@pytest.fixture
def person() -> User:
    return User.objects.create_user("wu", name="吴长青", name_en="Wu Changqing")


def test_a_resident_is_told_whom_to_call(client: Client) -> None:
    page = client.get("/refused/me/")

    assert page.status_code == 403
    assert "这里看不了" in page.text
    assert "请找林晓禾。" in page.text
    assert 'href="tel:00005550142"' in page.text


def test_staff_are_told_that_it_is_not_their_duty(client: Client) -> None:
    page = client.get("/refused/staff/")

    assert page.status_code == 403
    assert "不在您的值班范围" in page.text
    assert "tel:0" not in page.text


def test_nothing_here(client: Client) -> None:
    page = client.get("/no/such/page")

    assert page.status_code == 404
    assert "这里什么也没有" in page.text


def test_a_fault_of_ours(client: Client) -> None:
    client.raise_request_exception = False

    page = client.get("/refused/broken/")

    assert page.status_code == 500
    assert "我们这边出错了" in page.text
    assert "RuntimeError" not in page.text


@pytest.mark.parametrize("outage", ["locked", "full"])
def test_what_passes_by_itself_says_so(client: Client, outage: str) -> None:
    client.raise_request_exception = False

    page = client.get(f"/refused/{outage}/?after=1")

    assert page.status_code == 503
    assert page["Retry-After"] == "60"
    assert page["Cache-Control"] == "no-store"
    assert "这会儿暂时办不了" in page.text
    assert "以前发来的都在" in page.text
    assert f'href="/refused/{outage}/?after=1"' in page.text
    assert "我们这边出错了" not in page.text
    assert 'href="tel:120"' in page.text


def test_a_file_that_is_missing_does_not_come_back_by_itself(client: Client) -> None:
    client.raise_request_exception = False

    assert client.get("/refused/missing/").status_code == 500


def test_during_an_outage_nothing_is_asked_of_the_database(
    client: Client, person: User, django_assert_num_queries: Any
) -> None:
    client.force_login(person)
    client.raise_request_exception = False

    with django_assert_num_queries(0):
        page = client.get("/refused/locked/", headers={"accept-language": "en"})

    assert "This does not work just now" in page.text


def test_what_was_sent_with_a_key_can_be_sent_again_as_it_is(client: Client) -> None:
    client.raise_request_exception = False
    sent = {"key": "k-1", "seq": "3", "words": "<b>第一行</b>\n第二行", "csrfmiddlewaretoken": "t"}

    page = client.post("/refused/locked/", sent)

    assert page.status_code == 503
    assert "发几次都只算一次" in page.text
    [form] = read_page("", page.status_code, page.text).forms
    assert (form.method, form.action) == ("post", "/refused/locked/")
    assert form.fields == sent
    assert "&lt;b&gt;第一行&lt;/b&gt;<br>第二行" in page.text
    assert "照片" not in page.text


def test_photos_have_to_be_chosen_again(client: Client) -> None:
    client.raise_request_exception = False

    page = client.post("/refused/locked/", {"key": "k-1", "photos": upload(jpeg())})

    assert "照片" in page.text


def test_what_was_sent_without_a_key_is_not_shown_again(client: Client) -> None:
    client.raise_request_exception = False

    page = client.post("/refused/locked/", {"username": "wu", "password": "秘密的话"})

    assert page.status_code == 503
    assert "退回上一页看一看" in page.text
    assert "秘密的话" not in page.text
    assert "<form" not in page.text


def test_a_form_that_was_open_too_long() -> None:
    page = Client(enforce_csrf_checks=True).post("/type", {"type": "large"})

    assert page.status_code == 403
    assert "这一页开得太久了" in page.text
