"""The demo city's door: be anybody listed, on this machine, in demo mode only."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from lianhu.accounts.marks import Mark
from lianhu.accounts.models import Draft, User
from lianhu.demo import clock as demo_clock
from lianhu.demo.sizes import Sizes
from lianhu.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(seeded: Sizes, settings: Settings) -> Iterator[Client]:
    settings.ROOT_URLCONF = "tests.demo.demo_urls"
    demo_clock.resume()
    before = clock._source
    demo_clock.install()
    yield Client(REMOTE_ADDR="127.0.0.1", HTTP_ACCEPT_LANGUAGE="en")
    clock.use(before)


def test_outside_demo_mode_there_is_no_door(client: Client) -> None:
    for path in ("/demo/", "/demo/become/", "/demo/clock/"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404


def test_it_lists_people_by_what_they_can_do(demo: Client) -> None:
    page = demo.get("/demo/").content.decode()

    for group in ("Residents", "Contact officers", "Desks", "Department", "Supervisor"):
        assert f">{group}</h2>" in page
    assert "Be Wu Changqing" in page and "Be Gu Ming" in page
    assert "Cheng Wangshu" not in page  # a city of five levels has no district cluster


def test_its_buttons_make_one_that_person(demo: Client) -> None:
    response = demo.post("/demo/become/", {"person": "officer-shen"})

    assert (response.status_code, response["Location"]) == (302, "/")
    assert demo.session["_auth_user_id"] == str(User.objects.get(username="officer-shen").pk)
    assert "that is you now" in demo.get("/demo/").content.decode()


def test_words_of_a_lost_session_come_through_it(demo: Client) -> None:
    officer = User.objects.get(username="officer-shen")
    mark = Mark(officer.pk, "case_note", "LH-1").signed()
    demo.post("/cases/LH-1/note/", {"draft": mark, "words": "half of it"})
    demo.post("/demo/become/", {"person": "officer-shen"})

    assert Draft.objects.get().values == {"words": "half of it"}


@pytest.mark.parametrize("person", ["staff-00001", "nobody", ""])
def test_nobody_else_can_be_had_without_a_password(demo: Client, person: str) -> None:
    assert demo.post("/demo/become/", {"person": person}).status_code == 404
    assert "_auth_user_id" not in demo.session


def test_its_buttons_move_the_clock(demo: Client) -> None:
    page = demo.post("/demo/clock/", {"step": "+15m"}, follow=True).content.decode()
    assert "The clock shows today 9:15." in page

    demo.post("/demo/clock/", {"step": "next-day"})
    assert demo_clock.shown(clock.now()) == "2026-03-17 09:00"


def test_it_moves_by_its_own_steps_only(demo: Client) -> None:
    for step in ("+1w", "-15m", ""):
        assert demo.post("/demo/clock/", {"step": step}).status_code == 404
    assert demo_clock.shown(clock.now()) == "2026-03-16 09:00"


def test_from_another_machine_it_does_not_exist(demo: Client) -> None:
    elsewhere = Client(REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR="127.0.0.1")

    assert elsewhere.get("/demo/").status_code == 404
    assert elsewhere.post("/demo/become/", {"person": "admin-cen"}).status_code == 404
    assert elsewhere.post("/demo/clock/", {"step": "+15m"}).status_code == 404


def test_other_sites_cannot_press_its_buttons(demo: Client) -> None:
    strict = Client(enforce_csrf_checks=True, REMOTE_ADDR="127.0.0.1")

    assert strict.post("/demo/become/", {"person": "admin-cen"}).status_code == 403
