"""Somebody without a smart phone, and the clerk above who writes down what is said."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from lianhu.accounts.models import User
from lianhu.inbox import services
from lianhu.inbox.rules.reach import Reach
from lianhu.kernel import clock
from tests.cast import City, at, make_city, sign_in

NOW = at(14, 50)


def city_by_telephone(*people: str) -> City:
    """In which these are to be called."""
    city = make_city()
    for name in people:
        services.reach(city.people[name], Reach.CALL, by=city.people[name])
    return city


def address(person: User, route: str, *args: object) -> str:
    return f"{reverse(route, args=args)}?for={person.pk}"


def get(city: City, by: str, page: str, now: datetime = NOW) -> Any:
    with clock.fixed(now):
        return sign_in(city.people[by]).get(page)


def post(city: City, by: str, page: str, now: datetime = NOW, **said: Any) -> Any:
    with clock.fixed(now):
        return sign_in(city.people[by]).post(page, said)
