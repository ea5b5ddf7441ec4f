"""What the tests of signing in share: passwords, the code of an app, the code of a message."""

import re
from datetime import datetime, timedelta

from django.test import Client

from lianhu.accounts.models import User
from lianhu.channels.models import Delivery
from lianhu.grid.models import Resident
from lianhu.grid.queries import my_desks
from lianhu.kernel import clock
from lianhu.signin import rules
from lianhu.signin.models import Card, SecondFactor
from lianhu.signin.services import cards, second_factor
from tests.cast import City

PASSWORD = "four plain words here"


def with_password(person: User) -> User:
    person.set_password(PASSWORD)
    person.save()
    return person


def with_second_factor(person: User) -> list[str]:
    """Turned on an hour ago; the recovery codes."""
    second_factor.begin(person)
    before = clock.wall() - timedelta(hours=1)
    return second_factor.confirm(person, app_code(person, before), now=before)


def app_code(person: User, now: datetime | None = None) -> str:
    key = rules.key_of(SecondFactor.objects.get(user=person).key)
    return rules.app_code(key, rules.step_at(now or clock.wall()))


def at_the_door(client: Client, name: str, password: str = PASSWORD, **more: str):
    return client.post("/sign-in/", {"username": name, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def messages() -> list[Delivery]:
    return list(Delivery.objects.filter(delivery_class="code").order_by("id"))


def last_code() -> str:
    found = re.search(r"(?<!\d)\d{6}(?!\d)", messages()[-1].body)
    assert found
    return found[0]


def give_card(city: City, resident: Resident, now: datetime) -> tuple[Card, str]:
    """A card from the officer of beat 1."""
    my = my_desks(city.shen, now)[0]
    assert resident.household is not None
    return cards.give(resident, resident.household, by=city.shen, my=my, now=now)
