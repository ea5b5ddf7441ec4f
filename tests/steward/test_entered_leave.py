"""Being away, said on the telephone: the roster above enters it, and the changes say so."""

import re
from typing import Any

import pytest

from lianhu.accounts.models import User
from lianhu.grid.models import Desk, Duty, HandOver, Leave
from lianhu.grid.rules import DeskKind, Role
from lianhu.inbox.models import Item
from lianhu.inbox.rules import Address, Need
from lianhu.inbox.sayings import sayings_at
from lianhu.inbox.services import Transition, settle
from lianhu.steward.models import Change
from tests.cast import MONDAY, City, at
from tests.inbox.spoken import address, city_by_telephone, get, post
from tests.pages import text_of

pytestmark = pytest.mark.django_db

DAYS: dict[str, Any] = {"start": "2026-05-18", "end": "2026-05-19", "stand_in": "tong"}


@pytest.fixture
def city() -> City:
    return city_by_telephone("shen")


def confirm(city: City, page: str, by: str = "he", **said: Any) -> int:
    asked = post(city, by, page, **said)
    mark = re.search(r'name="confirmed" value="(\w+)"', asked.text)
    assert mark is not None
    status: int = post(city, by, page, **said, confirmed=mark[1]).status_code
    return status


def leave_page(city: City) -> str:
    return address(city.shen, "leave", Duty.objects.get(person=city.shen).pk)


def test_leave_and_stand_in_are_entered_and_the_log_says_by_whom(city: City) -> None:
    cen = User.objects.create_user("cen", name="岑望舒", is_administrator=True)
    city.people["cen"] = cen
    mine = get(city, "he", address(city.shen, "my_leave"))
    assert leave_page(city) in mine.text
    assert "您在记下沈小满说的话" in text_of(mine)

    assert confirm(city, leave_page(city), **DAYS) == 302
    leave = Leave.objects.get()
    assert (leave.duty.person, leave.stand_in) == (city.shen, city.people["tong"])
    assert confirm(city, address(city.shen, "stand_in", leave.pk), stand_in="he") == 302
    assert confirm(city, address(city.shen, "leave_end", leave.pk)) == 302

    assert [(row.verb, row.by, row.entered_by) for row in Change.objects.order_by("pk")] == [
        (verb, city.shen, city.he) for verb in ("leave.taken", "leave.stand_in", "leave.ended")
    ]
    assert "由贺春生代录" in text_of(get(city, "cen", "/steward/changes/"))


def test_nobody_else_sends_anybody_away(city: City) -> None:
    for by in ("bo", "ma", "luo", "tong", "shen", "wu"):
        assert post(city, by, leave_page(city), **DAYS).status_code == 404, by
    yan = Duty.objects.get(person=city.people["yan"]).pk
    assert post(city, "he", address(city.shen, "leave", yan), **DAYS).status_code == 404
    assert not Leave.objects.exists()


def test_an_administrators_right_is_not_lent(city: City) -> None:
    """Neither that of whoever enters it, nor that of whoever says it."""
    User.objects.filter(pk__in=[city.shen.pk, city.he.pk]).update(is_administrator=True)
    tong = Duty.objects.filter(person=city.people["tong"]).latest("pk")
    assert get(city, "he", address(city.shen, "leave", tong.pk)).status_code == 404
    away = Leave.objects.create(duty=tong, starts_at=at(8), ends_at=at(18))
    assert get(city, "he", address(city.shen, "stand_in", away.pk)).status_code == 404


def test_a_post_that_is_held_elsewhere_is_not_the_rosters_business(city: City) -> None:
    duty = Duty.objects.get(person=city.shen)
    other = Duty.objects.create(
        desk=city.desks["beat3"], person=city.shen, role=duty.role, starts_at=duty.starts_at
    )
    page = get(city, "he", address(city.shen, "my_leave"))
    assert "河西村" not in text_of(page)
    assert get(city, "he", address(city.shen, "leave", other.pk)).status_code == 404


def test_what_was_handed_over_is_told_and_its_word_stays_with_the_successor(city: City) -> None:
    duty = Duty.objects.get(person=city.shen)
    handed = HandOver.objects.create(
        duty=duty, by=city.people["qin"], at=at(8), note="三户老人要多上门"
    )
    key = f"hand_over:{handed.pk}"
    need = Need(Address.PERSON, city.shen.pk, "hand_over", key, handed.pk)
    settle([Transition(frozenset(), frozenset({need}))], now=at(8))
    page = address(city.shen, "handed_over", handed.pk)
    assert f'href="{page}"' in get(city, "he", "/calls/").text
    assert "三户老人" not in get(city, "he", page).text
    assert "三户老人" in get(city, "shen", page.partition("?")[0]).text

    assert post(city, "he", page)["Location"] == "/calls/"
    assert not Item.objects.filter(kind="hand_over", done_at=None).exists()
    assert get(city, "bo", page).status_code == 404


def test_who_is_ill_from_today_is_spoken_for_still(city: City) -> None:
    today = DAYS | {"start": "2026-05-15", "stand_in": ""}
    page = leave_page(city)
    confirm(city, page, **today)
    leave = Leave.objects.get()
    mine = address(city.shen, "my_leave")
    assert address(city.shen, "stand_in", leave.pk) in get(city, "he", mine).text
    listed = get(city, "he", "/calls/")
    assert "目前不在岗" in text_of(listed) and f'href="{mine}"' in listed.text
    # For nothing else.
    assert get(city, "he", address(city.shen, "groups")).status_code == 404
    assert get(city, "ma", mine).status_code == 404

    assert confirm(city, address(city.shen, "stand_in", leave.pk), stand_in="he") == 302
    assert confirm(city, address(city.shen, "leave_end", leave.pk)) == 302
    assert not Leave.objects.exists()
    assert "目前不在岗" not in text_of(get(city, "he", "/calls/"))


def test_of_desks_elsewhere_nothing_is_shown(city: City) -> None:
    """Shen stands in at a beat of another village."""
    away = Duty.objects.get(person=city.people["yan"])
    span = {"starts_at": at(8), "ends_at": at(18)}
    Leave.objects.create(duty=away, stand_in=city.shen, **span)
    name = away.desk.shown_name
    assert name in text_of(get(city, "shen", "/leave/"))
    assert name not in text_of(get(city, "he", address(city.shen, "my_leave")))


def test_where_somebody_is_to_stand_in_is_shown_before_it_begins(city: City) -> None:
    near, elsewhere = (
        Duty.objects.get(desk=city.desks[name], role=Role.OFFICER) for name in ("beat2", "beat3")
    )
    span = {"starts_at": at(8, day=MONDAY), "ends_at": at(18, day=MONDAY)}
    for away in (near, elsewhere):
        Leave.objects.create(duty=away, stand_in=city.shen, **span)

    page = text_of(get(city, "he", address(city.shen, "my_leave")))

    assert near.desk.shown_name in page
    assert elsewhere.desk.shown_name not in page


def test_a_supervision_desk_has_no_leave_to_enter(city: City) -> None:
    assert not any(
        saying.route == "my_leave" for saying in sayings_at([Desk(kind=DeskKind.SUPERVISION)])
    )
    assert any(saying.route == "my_leave" for saying in sayings_at([city.desks["beat"]]))
