"""Nothing is set up yet: somebody is made the administrator, signs in and begins."""

import pytest
from django.core.management import call_command
from django.test import Client

from lianhu.accounts.models import User
from lianhu.grid.models import Level
from lianhu.steward import nav
from lianhu.web.cli import main
from tests.pages import text_of

pytestmark = pytest.mark.django_db

PASSWORD = "four plain words here"
AREAS = ("places", "levels", "departments", "hours", "calendar", "promises", "topics")


def test_from_the_console_to_every_page_of_an_empty_city(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", username="cen", name="岑清和", interactive=False, verbosity=0)
    assert User.objects.get().is_administrator

    sent = {"username": "cen", "password": PASSWORD}
    response = client.post("/sign-in/", sent, follow=True)

    assert response.redirect_chain[-1][0] == "/steward/"
    assert "岑清和" in text_of(response)
    pages = [link.url for link in nav.links("steward")]
    pages += [f"/steward/{area}/" for area in AREAS]
    statuses = {page: client.get(page, follow=True).status_code for page in pages}
    assert {page: status for page, status in statuses.items() if status != 200} == {}


def test_levels_are_made_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["levels", "5"]) == 0
    assert [level.depth for level in Level.objects.filter(is_beat=True)] == [5]
    assert Level.objects.count() == 5

    assert main(["levels", "3"]) == 1
    assert "levels already" in capsys.readouterr().err
    assert Level.objects.count() == 5
