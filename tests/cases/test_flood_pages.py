"""Too much at once: the desk above is told once, and finds what it may take."""

from typing import Any

import pytest
from django.test import override_settings

from lianhu.cases import jobs, rules
from lianhu.cases.models import Case
from tests.cases.desk_visits import DeskPageTests
from tests.cast import ask, at, climb

pytestmark = pytest.mark.page

RAN_OUT = at(14, 50)


class FloodPageTests(DeskPageTests):
    """Everything at the villages runs out at once; their community takes one and no more."""

    def setUp(self) -> None:
        super().setUp()
        self.ma = self.city.people["ma"]
        self.cases = [
            climb(self.city, ask(self.city.wu, at(14, 33), f"第{n}件"), "village", at(14, 33))
            for n in range(3)
        ]
        with override_settings(LIANHU_FLOOD=1):
            while jobs.move_overdue(RAN_OUT):
                pass

    def below(self, person: Any) -> list[Case]:
        response = self.get(person, "/desk/?tab=shared", RAN_OUT)
        return [row.title for row in response.context["rows"]]

    def test_one_line_in_the_inbox_leads_to_what_waits_below(self) -> None:
        inbox = self.get(self.ma, "/inbox/", RAN_OUT)

        self.assertContains(inbox, "东柳社区下面一下子来了很多", count=1)
        self.assertContains(inbox, 'href="/desk/?tab=shared"')
        shared = self.get(self.ma, "/desk/?tab=shared", RAN_OUT)
        [current] = [tab["label"] for tab in shared.context["tabs"] if tab["current"]]
        self.assertEqual(current, "下级待接")

    def test_what_waits_at_a_desk_that_is_no_beat_stands_there(self) -> None:
        self.assertEqual(self.below(self.ma), ["第1件", "第2件"])
        self.assertEqual(self.below(self.city.people["fang"]), [])

    def test_whoever_is_free_takes_it(self) -> None:
        case = self.cases[1]
        page = self.page(self.ma, case, RAN_OUT)
        self.assertContains(page, "第1件")
        self.assertNotContains(page, "吴长青")

        self.post(self.ma, case, "take", RAN_OUT)
        self.assertEqual(case.stages.get(closed_at=None).desk, self.desks["community"])
        self.assertEqual(self.below(self.ma), ["第2件"])

    def test_the_village_goes_on_with_it_until_then(self) -> None:
        page = self.page(self.city.he, self.cases[1], RAN_OUT)

        self.assertContains(page, "先留在石桥村")
        self.post(self.city.he, self.cases[1], "answer", RAN_OUT, words="可以")
        self.cases[1].refresh_from_db()
        self.assertEqual(self.cases[1].status, rules.Status.ANSWERED)
