"""What the tests of people and posts share: forms that are sent again, as confirmed."""

import re
from datetime import datetime
from typing import Any

from django.test import TestCase

from lianhu.accounts.models import User
from lianhu.grid.models import Duty, SettingChange
from lianhu.kernel import clock
from lianhu.steward.models import Change
from tests.cast import at, make_city, sign_in

NOW = at(15)


class StewardTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()
        self.desks, self.people = self.city.desks, self.city.people
        self.people["cen"] = User.objects.create_user("cen", name="岑望舒", is_administrator=True)

    def get(self, url: str, who: str = "cen", now: datetime = NOW) -> Any:
        with clock.fixed(now):
            return sign_in(self.people[who]).get(url)

    def send(self, url: str, who: str = "cen", now: datetime = NOW, /, **data: Any) -> Any:
        """The form alone: asks, or says what is wrong."""
        with clock.fixed(now):
            return sign_in(self.people[who]).post(url, data)

    def effect(self, url: str, who: str = "cen", now: datetime = NOW, /, **data: Any) -> list[str]:
        response = self.send(url, who, now, **data)
        self.assertEqual(response.status_code, 200, response.content.decode()[-3000:])
        return list(response.context["effect"])

    def confirm(self, url: str, who: str = "cen", now: datetime = NOW, /, **data: Any) -> Any:
        """The form, and yes to what comes of it."""
        asked = self.send(url, who, now, **data)
        self.assertEqual(asked.status_code, 200, asked.content.decode()[-3000:])
        mark = re.search(r'name="confirmed" value="(\w+)"', asked.content.decode())
        assert mark is not None
        return self.send(url, who, now, **data, confirmed=mark[1])

    def errors(self, response: Any) -> dict[str, list[str]]:
        self.assertEqual(response.status_code, 422)
        return {name: list(found) for name, found in response.context["form"].errors.items()}

    def posts(self, desk: str, now: datetime = NOW) -> list[str]:
        duties = Duty.objects.at(now).filter(desk=self.desks[desk]).order_by("person__username")
        return [duty.person.username for duty in duties.select_related("person")]

    def changed(self) -> set[str]:
        """The desks whose deadlines are to be reckoned anew."""
        found = SettingChange.objects.filter(desk__isnull=False)
        return set(found.values_list("desk__code", flat=True))

    def verbs(self) -> list[str]:
        return list(Change.objects.order_by("id").values_list("verb", flat=True))
