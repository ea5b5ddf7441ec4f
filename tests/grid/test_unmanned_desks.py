"""Which desks nobody will man when they are open next, why, and who takes over."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from lianhu.grid import gaps
from lianhu.grid.gaps import Gap
from lianhu.grid.models import CalendarDay, Desk, Duty, Leave, OpeningHours
from lianhu.grid.queries import places, with_setting
from lianhu.grid.rules import Role
from lianhu.kernel.worktime import DayKind
from tests.cast import FRIDAY, LONG_AGO, MONDAY, SATURDAY, at, make_city

NINE = at(9)


class UnmannedDesksTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()
        self.top = self.city.nodes["city"]

    def gaps_at(self, now: datetime = NINE, node: str = "city") -> dict[str, Gap]:
        page = gaps.unmanned([self.city.nodes[node]], now)
        return {gap.desk.code: gap for gap in page.rows}

    def away(
        self, person: str, start: datetime, end: datetime, *, stand_in: str | None = None
    ) -> None:
        for duty in Duty.objects.filter(person=self.city.people[person]):
            Leave.objects.create(
                duty=duty,
                starts_at=start,
                ends_at=end,
                stand_in=self.city.people[stand_in] if stand_in else None,
            )

    def test_a_city_with_everybody_there_has_no_gap(self) -> None:
        self.assertEqual(self.gaps_at(), {})

    def test_a_desk_without_any_duty_is_a_gap(self) -> None:
        Duty.objects.filter(desk=self.city.desks["beat3"]).delete()

        gap = self.gaps_at()["beat3"]

        self.assertFalse(gap.on_leave)
        self.assertEqual(gap.instead, self.city.desks["village2"])
        self.assertEqual((gap.opens_at, gap.closes_at), (NINE, at(12)))

    def test_a_supervisor_does_not_man_a_desk(self) -> None:
        Duty.objects.filter(desk=self.city.desks["beat3"]).update(role=Role.SUPERVISOR)

        self.assertIn("beat3", self.gaps_at())

    def test_leave_without_a_stand_in_is_a_gap_for_as_long_as_the_desk_is_open_next(self) -> None:
        self.away("yan", at(8), at(12))

        self.assertTrue(self.gaps_at()["beat3"].on_leave)
        self.assertEqual(self.gaps_at(at(12)), {}, "back for the afternoon")

    def test_leave_that_ends_before_closing_is_no_gap(self) -> None:
        self.away("yan", at(8), at(11, 59))

        self.assertEqual(self.gaps_at(), {})

    def test_two_leaves_that_follow_one_another_are_one_gap(self) -> None:
        self.away("yan", at(8), at(10))
        self.away("yan", at(10), at(13))

        self.assertTrue(self.gaps_at()["beat3"].on_leave)

    def test_a_stand_in_fills_the_gap(self) -> None:
        self.away("yan", at(8), at(18), stand_in="bo")

        self.assertEqual(self.gaps_at(), {})

    def test_a_backup_fills_the_gap(self) -> None:
        self.away("shen", at(8), at(18))

        self.assertEqual(self.gaps_at(), {})

    def test_a_duty_that_ends_or_has_not_begun_does_not_count(self) -> None:
        duty = Duty.objects.filter(desk=self.city.desks["beat3"])
        for facts in ({"ends_at": NINE}, {"starts_at": at(12), "ends_at": None}):
            with self.subTest(**{key: str(value) for key, value in facts.items()}):
                duty.update(**facts)
                self.assertFalse(self.gaps_at()["beat3"].on_leave)

    def test_a_desk_is_manned_by_the_roster_that_mans_it(self) -> None:
        village, village2 = self.city.desks["village"], self.city.desks["village2"]
        Desk.objects.filter(pk=village2.pk).update(manned_by=village)
        Duty.objects.filter(desk=village2).delete()
        self.assertEqual(self.gaps_at(), {})

        self.away("he", at(8), at(18))
        self.assertEqual(self.gaps_at().keys(), {"village", "village2"})

    def test_on_friday_evening_the_next_opening_is_monday(self) -> None:
        self.away("yan", at(0, day=MONDAY), at(12, day=MONDAY))

        gap = self.gaps_at(at(18))["beat3"]

        self.assertEqual(gap.opens_at, at(8, 30, day=MONDAY))

    def test_a_make_up_saturday_is_the_next_opening(self) -> None:
        CalendarDay.objects.create(day=SATURDAY, kind=DayKind.WORK.value)
        self.away("yan", at(0, day=SATURDAY), at(23, day=SATURDAY))

        gap = self.gaps_at(at(18))["beat3"]

        self.assertEqual(gap.opens_at, at(8, 30, day=SATURDAY))

    def test_a_desk_that_never_opens_is_no_gap(self) -> None:
        never = OpeningHours.objects.create(
            name="从不", name_en="Never", week={"zone": "Asia/Shanghai", "week": [[]] * 7}
        )
        Desk.objects.filter(code="beat3").update(hours=never)
        Duty.objects.filter(desk=self.city.desks["beat3"]).delete()

        self.assertEqual(self.gaps_at(), {})

    def test_what_takes_over_is_the_first_manned_desk_above(self) -> None:
        for desk in ("beat3", "village2"):
            Duty.objects.filter(desk=self.city.desks[desk]).delete()

        self.assertEqual(self.gaps_at()["beat3"].instead, self.city.desks["community"])

        Duty.objects.exclude(role=Role.SUPERVISOR).delete()
        self.assertIsNone(self.gaps_at()["beat3"].instead)

    def test_a_department_is_a_gap_that_nobody_above_fills(self) -> None:
        Duty.objects.filter(desk=self.city.desks["water"]).delete()

        self.assertIsNone(self.gaps_at()["water"].instead)

    def test_only_desks_within_the_nodes_are_told(self) -> None:
        Duty.objects.all().delete()

        self.assertEqual(self.gaps_at(node="village2").keys(), {"village2", "beat3"})

    def test_pages_follow_one_another_in_the_order_of_the_grid(self) -> None:
        Duty.objects.all().delete()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(gaps, "PAGE", 4)
            first = gaps.unmanned([self.top], NINE)
            assert first.next is not None
            second = gaps.unmanned([self.top], NINE, start=first.next)
            assert second.next is not None
            third = gaps.unmanned([self.top], NINE, start=second.next)

        found = [gap.desk for page in (first, second, third) for gap in page.rows]
        everything = with_setting().exclude(kind="supervision").order_by("node__path", "pk")
        self.assertEqual(found, list(everything))
        self.assertIsNone(third.next)

    def test_it_agrees_with_the_rule_desk_by_desk(self) -> None:
        self.away("shen", at(8), at(10))
        self.away("tong", at(9, 30), at(18))
        self.away("he", at(8), at(18), stand_in="bo")
        self.away("fang", at(8), at(18))
        Duty.objects.create(
            desk=self.city.desks["beat3"],
            person=self.city.people["bo"],
            role=Role.BACKUP,
            starts_at=LONG_AGO,
            ends_at=at(10),
        )
        self.away("yan", at(8), at(18))
        for now in (at(7), NINE, at(9, 45), at(10), at(13), at(17, 29), at(9, day=SATURDAY)):
            desks = with_setting().exclude(kind="supervision")
            expected = {
                desk.code
                for desk in desks
                if (place := places([desk], now)[desk.pk])
                and place.unmanned(now, place.schedule.next_close(now) or now)
            }
            with self.subTest(now=now):
                self.assertEqual(self.gaps_at(now).keys(), expected)

    def test_it_warns_of_years_that_nobody_has_confirmed(self) -> None:
        def unconfirmed(now: datetime) -> list[int]:
            return list(gaps.unmanned([self.top], now).unconfirmed)

        self.assertEqual(unconfirmed(NINE), [])
        late = at(9, day=FRIDAY.replace(month=12, day=18))
        self.assertEqual(unconfirmed(late - timedelta(days=2)), [])
        self.assertEqual(unconfirmed(late), [2027])

    def test_it_asks_as_often_however_many_desks_are_unmanned(self) -> None:
        self.away("yan", at(8), at(18))
        Duty.objects.exclude(person=self.city.people["yan"]).delete()

        with CaptureQueriesContext(connection) as asked:
            self.assertEqual(len(self.gaps_at()), 10)
        self.assertEqual(len(asked), 7)
