"""The two switches at the foot of every page: type and language."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ui.gallery.urls")]


def test_large_type_is_remembered_and_leads_back(client: Client) -> None:
    answer = client.post("/type", {"type": "large", "next": "/ask/?a=1"})

    assert answer.headers["Location"] == "/ask/?a=1"
    assert 'data-weui-mode="care"' in client.get("/ask/").text


def test_it_is_switched_off_again(client: Client) -> None:
    client.post("/type", {"type": "large", "next": "/"})
    client.post("/type", {"type": "normal", "next": "/"})

    assert "data-weui-mode" not in client.get("/ask/").text


@pytest.mark.parametrize("there", ["https://example.org/", "//example.org", "javascript:x", ""])
def test_the_switch_never_leads_to_another_site(client: Client, there: str) -> None:
    assert client.post("/type", {"type": "large", "next": there}).headers["Location"] == "/"


def test_looking_changes_nothing(client: Client) -> None:
    assert client.get("/type").status_code == 405


def test_the_language_is_remembered(client: Client) -> None:
    assert '<html lang="zh-Hans">' in client.get("/ask/").text

    client.post("/language", {"language": "en", "next": "/ask/"})
    page = client.get("/ask/").text

    assert '<html lang="en">' in page
    assert "Free of charge. We never ask for bank passwords or codes." in page
