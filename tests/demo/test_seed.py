"""Seeding: a whole city in an empty database, or nothing at all."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth import authenticate

from lianhu.accounts.models import User
from lianhu.demo import loader
from lianhu.demo.levels import LEVELS
from lianhu.demo.people import DEMO_PEOPLE, PASSWORD
from lianhu.demo.seed import NotEmpty, seed
from lianhu.demo.sizes import measure
from lianhu.grid import queries
from lianhu.grid.models import (
    CalendarDay,
    CalendarYear,
    Desk,
    Duty,
    Household,
    Level,
    Node,
    Resident,
    Stay,
)
from lianhu.grid.rules import DeskKind, unmanned
from lianhu.kernel.phones import is_demo_phone
from lianhu.knowledge.models import Topic

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 16, 1, tzinfo=UTC)  # 09:00 in the city
TINY = 0.0001


def test_it_writes_the_planned_city():
    sizes = seed(TINY, now=MONDAY)

    assert [nodes for _, nodes in sizes.nodes] == [1, 2, 3, 4, 12]
    assert (sizes.departments, sizes.sections) == (20, 64)
    assert sizes.officers == 12 == Duty.objects.filter(role="backup").count()
    assert sum(sizes.households) == Household.objects.count() == Stay.objects.open().count()
    assert set(sizes.people) == {p.username for p in DEMO_PEOPLE} - {"clerk-cheng"}
    assert Topic.objects.filter(depth=2).exclude(department=None).count() == 100
    assert sizes == measure()


@pytest.mark.parametrize("depth", LEVELS)
def test_its_tree_is_one_that_treebeard_would_have_made(depth):
    seed(TINY, levels=LEVELS[depth], now=MONDAY)

    assert Node.objects.find_problems() == Topic.objects.find_problems() == ([], [], [], [], [])
    assert [level.depth for level in Level.objects.all()] == list(range(1, depth + 1))
    beat = Node.objects.get(code=".".join(["1"] * (depth - 1) + ["3"]))
    ladder = queries.ladders([beat])[beat.pk]
    assert [desk.node.level.depth for desk in ladder] == list(range(depth, 0, -1))
    assert ladder[0].duties.get(role="officer").person.username == "officer-shen"


def test_every_desk_is_manned_in_opening_hours():
    seed(TINY, now=MONDAY)

    places = queries.places(queries.with_setting(), MONDAY)
    for desk in queries.with_setting():
        place = places[desk.pk]
        supervised = desk.kind == DeskKind.SUPERVISION  # supervisors answer nothing
        assert unmanned(place.roster, place.schedule, MONDAY, MONDAY.replace(hour=3)) is supervised


def test_the_listed_people_sign_in_and_nobody_else_can():
    seed(TINY, now=MONDAY)

    for person in User.objects.all():
        listed = person.username in {demo.username for demo in DEMO_PEOPLE}
        assert person.has_usable_password() is listed
    assert authenticate(username="officer-shen", password=PASSWORD)
    assert [user.username for user in User.objects.filter(is_administrator=True)] == ["admin-cen"]
    wu = Resident.objects.get(user__username="resident-wu")
    home = Household.objects.get(residents=wu)
    assert (wu.name, home.contact, wu.phone) == ("吴长青", "吴长青", home.phone)


def test_the_storys_officer_finds_the_household_on_her_list():
    seed(TINY, now=MONDAY)

    shen = User.objects.get(username="officer-shen")
    beats = [mine.desk.node for mine in queries.my_desks(shen, MONDAY) if mine.role == "officer"]
    (found,) = queries.households_of(beats, "吴长青")
    assert found.address.startswith("石桥村3组")


def test_all_phones_are_unreal_and_different():
    seed(TINY, now=MONDAY)

    staff = User.objects.filter(resident=None)  # residents have their household's
    phones = [
        phone
        for rows in (Household.objects, Desk.objects, staff)
        for phone in rows.values_list("phone", flat=True)
    ]
    assert all(is_demo_phone(phone) for phone in phones)
    assert len(set(phones)) == len(phones)


def test_the_calendar_knows_make_up_days_and_which_years_are_unconfirmed():
    seed(TINY, now=MONDAY)

    days = queries.calendar(MONDAY)
    assert CalendarDay.objects.get(day="2026-02-28").kind == "work"  # a Saturday
    assert days.is_confirmed(MONDAY.date())
    assert not days.is_confirmed(MONDAY.date().replace(year=2027))
    assert CalendarDay.objects.filter(day__year=2027, kind="rest").exists()
    assert list(CalendarYear.objects.values_list("year", flat=True)) == [2026]


def test_a_second_city_is_refused_and_told_how_to_start_afresh():
    seed(TINY, now=MONDAY)
    before = User.objects.count()

    with pytest.raises(NotEmpty, match="To start afresh, remove that database"):
        seed(TINY, 2, now=MONDAY)
    assert User.objects.count() == before


def test_whoever_dies_halfway_leaves_nothing(monkeypatch):
    monkeypatch.setattr(loader, "BATCH", 100)

    def die(done: int, total: int) -> None:
        if done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seed(TINY, now=MONDAY, progress=die)
    assert not Node.objects.exists() and not User.objects.exists() and not Topic.objects.exists()
    seed(TINY, now=MONDAY)


def test_progress_reaches_its_total():
    seen: list[tuple[int, int]] = []
    seed(TINY, now=MONDAY, progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen) and seen[-1][0] == seen[-1][1]
    assert len({total for _, total in seen}) == 1
