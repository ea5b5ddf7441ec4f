"""What is in a seeded city: people, desks, phones and days."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth import authenticate

from lianhu.accounts.models import User
from lianhu.demo.people import DEMO_PEOPLE, PASSWORD
from lianhu.demo.seed import NotEmpty, seed
from lianhu.grid import queries
from lianhu.grid.models import CalendarDay, CalendarYear, Desk, Household, Resident
from lianhu.grid.rules import DeskKind, unmanned
from lianhu.kernel.phones import is_demo_phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

MONDAY = datetime(2026, 3, 16, 1, tzinfo=UTC)  # 09:00 in the city
TINY = 0.0001


def test_every_desk_is_manned_in_opening_hours():
    places = queries.places(queries.with_setting(), MONDAY)
    for desk in queries.with_setting():
        place = places[desk.pk]
        supervised = desk.kind == DeskKind.SUPERVISION  # supervisors answer nothing
        assert unmanned(place.roster, place.schedule, MONDAY, MONDAY.replace(hour=3)) is supervised


def test_the_listed_people_sign_in_and_nobody_else_can():
    for person in User.objects.all():
        listed = person.username in {demo.username for demo in DEMO_PEOPLE}
        assert person.has_usable_password() is listed
    assert authenticate(username="officer-shen", password=PASSWORD)
    assert [user.username for user in User.objects.filter(is_administrator=True)] == ["admin-cen"]
    wu = Resident.objects.get(user__username="resident-wu")
    home = Household.objects.get(residents=wu)
    assert (wu.name, home.contact, wu.phone) == ("吴长青", "吴长青", home.phone)


def test_the_storys_officer_finds_the_household_on_her_list():
    shen = User.objects.get(username="officer-shen")
    beats = [mine.desk.node for mine in queries.my_desks(shen, MONDAY) if mine.role == "officer"]
    (found,) = queries.households_of(beats, "吴长青")
    assert found.address.startswith("石桥村3组")


def test_all_phones_are_unreal_and_different():
    staff = User.objects.filter(resident=None)  # residents have their household's
    phones = [
        phone
        for rows in (Household.objects, Desk.objects, staff)
        for phone in rows.values_list("phone", flat=True)
    ]
    assert all(is_demo_phone(phone) for phone in phones)
    assert len(set(phones)) == len(phones)


def test_the_calendar_knows_make_up_days_and_which_years_are_unconfirmed():
    days = queries.calendar(MONDAY)
    assert CalendarDay.objects.get(day="2026-02-28").kind == "work"  # a Saturday
    assert days.is_confirmed(MONDAY.date())
    assert not days.is_confirmed(MONDAY.date().replace(year=2027))
    assert CalendarDay.objects.filter(day__year=2027, kind="rest").exists()
    assert list(CalendarYear.objects.values_list("year", flat=True)) == [2026]


def test_a_second_city_is_refused_and_told_how_to_start_afresh():
    before = User.objects.count()

    with pytest.raises(NotEmpty, match="To start afresh, remove that database"):
        seed(TINY, 2, now=MONDAY)
    assert User.objects.count() == before
