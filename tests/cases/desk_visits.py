"""What the tests of the desk page share: a case at the city's desk, and people opening pages."""

from datetime import datetime
from typing import Any

from django.test import TestCase

from lianhu.accounts.models import User
from lianhu.cases import rules
from lianhu.cases.models import Case
from lianhu.grid.models import Desk
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


class FurtherTests(DeskPageTests):
    """He, in the village, has a matter that Wu asked about."""

    def setUp(self) -> None:
        super().setUp()
        self.he, self.bo = self.city.he, self.city.people["bo"]
        self.case = climb(
            self.city,
            ask(self.city.wu, at(14, 33), "桥头路灯不亮", case_class=rules.CaseClass.MATTER),
            "village",
            at(14, 33),
        )

    def kinds(self) -> list[str]:
        return list(self.case.events.order_by("seq").values_list("kind", flat=True))[2:]

    def desk(self) -> Desk:
        return self.case.stages.get(closed_at=None).desk

    def opened(self, act: str, person: Any = None) -> Any:
        response = self.page(person or self.he, self.case, query=f"?act=desk_{act}")
        return next(a for a in response.context["acts"] if a.route == f"desk_{act}").form

    def form(self, response: Any, act: str) -> Any:
        return next(a for a in response.context["acts"] if a.route == f"desk_{act}").form

    def notices(self, person: Any) -> str:
        shown = self.page(person, self.case).context["notices"]
        return " ".join(f"{notice.title} {notice.text}" for notice in shown)
