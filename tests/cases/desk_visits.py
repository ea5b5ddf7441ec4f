"""What the tests of the desk page share: a case at the city's desk, and people opening pages."""

from datetime import datetime
from typing import Any

from django.test import TestCase

from lianhu.accounts.models import User
from lianhu.cases.models import Case
from lianhu.kernel import clock
from tests.cast import ask, at, climb, make_city, sign_in

NOW = at(14, 45)


class DeskPageTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()
        self.desks = self.city.desks
        self.gu, self.fang = self.city.people["gu"], self.city.people["fang"]

    def at_city(self, words: str = "外地住院怎么报销?", *, minute: int = 33, **facts: Any) -> Case:
        case = ask(self.city.wu, at(14, minute), words, **facts)
        return climb(self.city, case, "city", at(14, minute))

    def get(self, person: User, url: str, now: datetime = NOW, **headers: str) -> Any:
        with clock.fixed(now):
            return sign_in(person).get(url, headers=headers)

    def post(self, person: User, case: Case, act: str, now: datetime = NOW, **data: Any) -> Any:
        case.refresh_from_db()
        with clock.fixed(now):
            return sign_in(person).post(
                f"/desk/{case.number}/{act}/", {"seq": case.seq, **data}, follow=True
            )

    def page(self, person: User, case: Case, now: datetime = NOW, query: str = "") -> Any:
        return self.get(person, f"/desk/{case.number}/{query}", now)
