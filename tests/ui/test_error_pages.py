"""A page that cannot be shown says what to do instead."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ui.gallery.urls")]


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


def test_a_form_that_was_open_too_long() -> None:
    page = Client(enforce_csrf_checks=True).post("/type", {"type": "large"})

    assert page.status_code == 403
    assert "这一页开得太久了" in page.text
