"""The city that is harmed: the tests' cast, more neighbours and a second clerk, open day and night.

Sixteen people write: seven residents, and everybody who serves the beat they live in.
"""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from lianhu.accounts.models import User
from lianhu.grid.models import Duty, Household, OpeningHours, Resident, Stay
from lianhu.grid.rules import Role
from lianhu.kernel.phones import demo_phone
from tests.cast import LONG_AGO, City, make_city

ROUND_THE_CLOCK = {"zone": "Asia/Shanghai", "week": [[["00:00", "24:00"]]] * 7}
NEIGHBOURS = ["安宁", "白露", "陈立夏", "丁小寒"]
RESIDENTS = ["wu", "daughter", "zheng", *(f"neighbour{n}" for n in range(len(NEIGHBOURS)))]
OFFICERS = ["shen", "tong"]
CLERKS = ["he", "gao", "ma", "fang", "luo"]
DEPARTMENTS = ["gu", "jiang"]
WRITERS = [*RESIDENTS, *OFFICERS, *CLERKS, *DEPARTMENTS]


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in. `person` is the key of the account."""

    name: str
    person: int
    cookie: str


def make_busy_city() -> City:
    """Processes live by the machine's clock, so its desks never close."""
    city = make_city()
    OpeningHours.objects.update(week=ROUND_THE_CLOCK)
    for n, name in enumerate(NEIGHBOURS):
        home = Household.objects.create(
            code=f"N{n}", address="石桥村", contact=name, phone=demo_phone(500 + n), size=2
        )
        Stay.objects.create(household=home, beat=city.nodes["beat"], starts_on=date(2020, 1, 1))
        user = User.objects.create_user(f"neighbour{n}", name=name, name_en=f"Neighbour {n}")
        city.people[user.username] = user
        city.residents[user.username] = Resident.objects.create(
            user=user, household=home, name=name, phone=demo_phone(500 + n)
        )
    gao = User.objects.create_user("gao", name="高原", name_en="Gao Yuan")
    city.people["gao"] = gao
    Duty.objects.create(desk=city.desks["village"], person=gao, role=Role.CLERK, starts_at=LONG_AGO)
    return city


def sign_in(city: City, name: str) -> Session:
    person = city.people[name]
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    assert session.session_key is not None
    return Session(name, person.pk, session.session_key)
