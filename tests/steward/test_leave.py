"""Being away from a post, and who stands in."""

from datetime import timedelta

import pytest

from lianhu.cases.models import Case
from lianhu.grid.models import Duty, Leave
from lianhu.grid.people import stand_ins
from lianhu.grid.rules import Role
from lianhu.inbox.models import Item
from tests.cast import MONDAY, ask, at
from tests.steward.visits import NOW, StewardTests

pytestmark = pytest.mark.page

DAYS = {"start": "2026-05-18", "end": "2026-05-19"}


class LeaveTests(StewardTests):
    def setUp(self) -> None:
        super().setUp()
        self.duty = Duty.objects.get(person=self.city.shen)
        self.url = f"/leave/posts/{self.duty.pk}/"

    def near(self, desk: str) -> set[str]:
        duty = Duty.objects.filter(desk=self.desks[desk]).select_related("desk__node").first()
        assert duty is not None
        return {other.person.username for other in stand_ins(duty, NOW)}

    def test_neighbours_and_the_desk_above_can_stand_in(self) -> None:
        self.assertEqual(self.near("beat"), {"tong", "he"})
        self.assertEqual(self.near("beat3"), {"bo"})
        self.assertEqual(self.near("village"), {"bo", "ma"})
        self.assertEqual(self.near("city"), set())

    def test_a_roster_that_mans_the_desk_above_can_stand_in(self) -> None:
        self.desks["village"].manned_by = self.desks["town"]
        self.desks["village"].save()

        self.assertEqual(self.near("beat"), {"tong", "fang"})

    def test_an_officer_notes_an_absence_after_seeing_what_comes_of_it(self) -> None:
        effect = self.effect(self.url, "shen", **DAYS, stand_in="tong")
        self.assertEqual(Leave.objects.count(), 0)
        self.confirm(self.url, "shen", **DAYS, stand_in="tong")

        self.assertEqual(
            effect,
            [
                "沈小满离开石桥村第1联户网格：5月18日，至5月19日（含当天）。",
                "由童谷雨代班。",
                "期间童谷雨能看到这些户的信息。",
            ],
        )
        leave = Leave.objects.get()
        monday = at(0, day=MONDAY)
        self.assertEqual((leave.starts_at, leave.ends_at), (monday, monday + timedelta(days=2)))
        self.assertEqual(leave.stand_in, self.people["tong"])
        self.assertEqual(self.changed(), {"beat"})
        self.assertEqual(self.verbs(), ["leave.taken"])
        self.assertContains(self.get("/leave/", "shen"), "童谷雨代班")
        self.assertContains(self.get("/leave/", "tong"), "石桥村第1联户网格")

    def test_without_a_stand_in_it_says_where_questions_go(self) -> None:
        effect = self.effect(self.url, "shen", **DAYS)

        self.assertEqual(effect[1:], ["没有代班：同岗位没有别人时，诉求转到石桥村。"])

    def test_what_cannot_be_is_said(self) -> None:
        def errors(**data: str) -> dict[str, list[str]]:
            return self.errors(self.send(self.url, "shen", **data))

        self.assertEqual(errors().keys(), {"end"})
        self.assertEqual(errors(end="2026-05-14"), {"end": ["这一天已经过去。"]})
        self.assertEqual(errors(start="2026-05-19", end="2026-05-18").keys(), {"end"})
        self.assertEqual(errors(**DAYS, stand_in="luo").keys(), {"stand_in"})
        self.assertEqual(errors(start="May", end="2026-05-18").keys(), {"start"})

    def test_no_two_absences_at_once_and_no_stand_in_who_is_away(self) -> None:
        self.confirm(self.url, "shen", **DAYS)
        again = self.confirm(self.url, "shen", start="2026-05-19", end="2026-05-20")
        self.assertEqual(self.errors(again).keys(), {"start"})

        bo = Duty.objects.get(person=self.people["bo"])
        self.confirm(f"/leave/posts/{bo.pk}/", "bo", **DAYS)
        yan = Duty.objects.get(person=self.people["yan"])
        with_bo = self.confirm(f"/leave/posts/{yan.pk}/", "yan", **DAYS, stand_in="bo")
        self.assertEqual(self.errors(with_bo).keys(), {"stand_in"})
        self.assertEqual(Leave.objects.count(), 2)

    def test_back_earlier_and_never_gone(self) -> None:
        self.confirm(self.url, "shen", end="2026-05-18", stand_in="tong")
        leave = Leave.objects.get()
        self.confirm(f"/leave/{leave.pk}/end/", "shen", NOW + timedelta(hours=1))
        leave.refresh_from_db()
        self.assertEqual(leave.ends_at, NOW + timedelta(hours=1))

        self.confirm(self.url, "shen", start="2026-05-20", end="2026-05-21")
        later = Leave.objects.latest("pk")
        self.confirm(f"/leave/{later.pk}/end/", "shen")
        self.assertEqual(Leave.objects.count(), 1)
        self.assertEqual(self.verbs()[-1], "leave.ended")

    def test_a_supervisor_or_administrator_finds_a_stand_in(self) -> None:
        leave = Leave.objects.create(duty=self.duty, starts_at=NOW, ends_at=at(12, day=MONDAY))
        for who, stand_in in (("qin", "tong"), ("cen", "he")):
            self.confirm(f"/leave/{leave.pk}/stand-in/", who, stand_in=stand_in)
            leave.refresh_from_db()
            self.assertEqual(leave.stand_in, self.people[stand_in])
        self.confirm(f"/leave/{leave.pk}/stand-in/", "shen", stand_in="")
        leave.refresh_from_db()
        self.assertIsNone(leave.stand_in)
        self.assertEqual(self.changed(), {"beat"})

    def test_whose_it_is(self) -> None:
        leave = Leave.objects.create(duty=self.duty, starts_at=NOW, ends_at=at(12, day=MONDAY))
        for who, post, stand_in in (
            ("shen", 200, 200),
            ("cen", 200, 200),
            ("qin", 404, 200),
            ("he", 404, 404),
            ("tong", 404, 404),
            ("wu", 404, 404),
        ):
            with self.subTest(who):
                self.assertEqual(self.get(self.url, who).status_code, post)
                url = f"/leave/{leave.pk}/"
                self.assertEqual(self.get(f"{url}stand-in/", who).status_code, stand_in)
        self.assertEqual(self.get("/leave/", "wu").status_code, 403)

    def test_whom_it_complains_about_never_sees_it_by_standing_in(self) -> None:
        tong = self.people["tong"]
        case = ask(self.city.wu, at(14, 50))
        Case.objects.filter(pk=case.pk).update(about=tong)
        Item.objects.update(hidden_from=tong)

        self.confirm(self.url, "shen", end="2026-05-18", stand_in="tong")

        self.assertEqual(self.get(f"/cases/{case.number}/", "tong").status_code, 404)
        self.assertNotContains(self.get("/inbox/", "tong"), case.number)

    def test_supervisors_have_no_absence_that_somebody_could_fill(self) -> None:
        duty = Duty.objects.get(role=Role.SUPERVISOR)

        self.assertEqual(self.get(f"/leave/posts/{duty.pk}/", "qin").status_code, 404)
