"""From tables to the plain values that the rules take, and whose desks are whose."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from lianhu.grid.models import CalendarDay, Desk, Duty, Household, Leave, OpeningHours, Stay
from lianhu.grid.queries import (
    beat_of,
    calendar,
    contact,
    households_of,
    ladders,
    my_desks,
    places,
    supervision_desk,
    with_setting,
)
from lianhu.grid.rules import DeskKind, Place, Role, on_duty
from lianhu.kernel.worktime import DayKind
from tests.cast import FRIDAY, LONG_AGO, MONDAY, SATURDAY, at, make_city

NINE = at(9)


class PlaceTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()
        self.shen, self.tong = self.city.shen, self.city.people["tong"]

    def place(self, code: str, now=NINE) -> Place:
        desk = with_setting().get(code=code)
        return places([desk], now)[desk.pk]

    def people(self, code: str, now=NINE) -> list[str]:
        place = self.place(code, now)
        names = {person.pk: key for key, person in self.city.people.items()}
        return [names[person] for person in on_duty(place.roster, place.schedule, now)]

    def test_a_desk_with_its_level_hours_and_people(self) -> None:
        beat = self.place("beat")
        self.assertEqual((beat.kind, beat.level, beat.minutes), (DeskKind.NODE, "beat", 15))
        self.assertTrue(beat.is_beat)
        self.assertEqual(self.people("beat"), ["shen", "tong"])
        self.assertEqual(self.people("beat", at(12)), [])

    def test_a_department_is_no_beat_even_where_the_only_level_is_one(self) -> None:
        self.assertFalse(self.place("insurance").is_beat)

    def test_supervisors_do_not_answer(self) -> None:
        self.assertEqual(self.people("supervision"), [])

    def test_leave_and_stand_in(self) -> None:
        duty = Duty.objects.get(desk__code="village")
        Leave.objects.create(duty=duty, starts_at=at(8), ends_at=at(10), stand_in=self.shen)

        self.assertEqual(self.people("village"), ["shen"])
        self.assertEqual(self.people("village", at(10)), ["he"])

    def test_two_leaves_of_one_duty(self) -> None:
        duty = Duty.objects.get(desk__code="village")
        Leave.objects.create(duty=duty, starts_at=at(8), ends_at=at(10))
        Leave.objects.create(duty=duty, starts_at=at(14), ends_at=at(15))

        self.assertEqual(len(self.place("village").roster.posts), 1)
        self.assertEqual(
            [self.people("village", at(hour)) for hour in (9, 11, 14, 16)], [[], ["he"], [], ["he"]]
        )

    def test_a_duty_that_has_ended_is_gone_and_one_to_come_is_there(self) -> None:
        Duty.objects.filter(desk__code="village").update(ends_at=at(9))
        Duty.objects.create(
            desk=self.city.desks["village"], person=self.shen, role=Role.CLERK, starts_at=at(10)
        )

        self.assertEqual(self.people("village", at(9) - timedelta(seconds=1)), ["he"])
        self.assertEqual(self.people("village"), [])
        self.assertEqual(self.people("village", at(10)), ["shen"])
        self.assertFalse(self.place("village").unmanned(NINE, at(10, 1)))

    def test_one_roster_for_several_desks(self) -> None:
        Desk.objects.filter(code="village2").update(manned_by=self.city.desks["village"])

        self.assertEqual(self.people("village2"), ["he"])

    def test_the_calendar_of_the_place(self) -> None:
        CalendarDay.objects.create(day=FRIDAY, kind=DayKind.REST.value)
        CalendarDay.objects.create(day=SATURDAY, kind=DayKind.WORK.value)

        self.assertEqual(self.people("beat"), [])
        self.assertEqual(self.people("beat", at(9, day=SATURDAY)), ["shen", "tong"])
        self.assertTrue(calendar(NINE).is_confirmed(FRIDAY))
        self.assertFalse(calendar(NINE).is_confirmed(FRIDAY.replace(year=2027)))

    def test_changed_hours_and_days_count_at_once(self) -> None:
        self.assertEqual(self.people("beat"), ["shen", "tong"])
        OpeningHours.objects.update(week={"zone": "Asia/Shanghai", "week": [[]] * 7})
        self.assertEqual(self.people("beat"), [])

    def test_many_desks_cost_no_more_queries_than_one(self) -> None:
        for duty in Duty.objects.all():
            Leave.objects.create(duty=duty, starts_at=at(14), ends_at=at(15))
        with CaptureQueriesContext(connection) as one:
            self.place("beat")
        with CaptureQueriesContext(connection) as all_of_them:
            places(with_setting(), NINE)

        self.assertEqual(len(all_of_them), len(one))


class LadderTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()

    def test_from_each_beat_to_the_top_in_one_query(self) -> None:
        beats = [self.city.nodes[key] for key in ("beat", "beat3")]
        with self.assertNumQueries(1):
            found = ladders(beats)

        self.assertEqual(
            [[desk.code for desk in found[beat.pk]] for beat in beats],
            [
                ["beat", "village", "community", "town", "city"],
                ["beat3", "village2", "community", "town", "city"],
            ],
        )

    def test_the_supervision_is_the_nearest_at_or_above(self) -> None:
        desk = Desk.objects.select_related("node").get(code="beat")
        self.assertEqual(supervision_desk(desk), self.city.desks["supervision"])
        nearer = Desk.objects.create(
            code="town-supervision",
            kind=DeskKind.SUPERVISION,
            node=self.city.nodes["town"],
            hours=self.city.hours,
            name="镇督办",
            name_en="Town Supervision",
        )

        self.assertEqual(supervision_desk(desk), nearer)
        top = Desk.objects.select_related("node").get(code="city")
        self.assertEqual(supervision_desk(top), self.city.desks["supervision"])

    def test_of_two_supervisions_of_one_place_it_is_always_the_first(self) -> None:
        Desk.objects.create(
            code="supervision-2",
            kind=DeskKind.SUPERVISION,
            node=self.city.nodes["city"],
            hours=self.city.hours,
            name="市督办二",
            name_en="City Supervision 2",
        )
        Desk.objects.filter(code="supervision").update(name="市督办一")  # on PostgreSQL: goes last
        desk = Desk.objects.select_related("node").get(code="beat")

        self.assertEqual(supervision_desk(desk), self.city.desks["supervision"])


class MyDeskTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()

    def desks(self, person: str, now=NINE) -> list[tuple[str, Role, bool]]:
        found = my_desks(self.city.people[person], now)
        return [(my.desk.code, my.role, my.stands_in) for my in found]

    def test_every_duty_is_a_desk(self) -> None:
        self.assertEqual(
            self.desks("tong"), [("beat", Role.BACKUP, False), ("beat2", Role.OFFICER, False)]
        )
        self.assertEqual(self.desks("qin"), [("supervision", Role.SUPERVISOR, False)])
        self.assertEqual(self.desks("wu"), [])

    def test_a_desk_comes_with_its_setting_as_the_orm_reads_it(self) -> None:
        Desk.objects.filter(code="village2").update(manned_by=self.city.desks["village"])

        for person in ("he", "qin", "gu"):
            found = [my.desk for my in my_desks(self.city.people[person], NINE)]
            setting = Desk.objects.select_related("node__level", "department")
            read = setting.in_bulk([desk.pk for desk in found])
            with self.assertNumQueries(0):
                for desk in found:
                    self.assertEqual(self.columns(desk), self.columns(read[desk.pk]))

    @staticmethod
    def columns(desk: Desk) -> list[dict[str, Any]]:
        rows = [desk, desk.node, desk.node.level, desk.department]
        return [
            {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
            for row in rows
            if row is not None
        ]

    def test_a_duty_counts_from_its_start_until_before_its_end(self) -> None:
        Duty.objects.filter(desk__code="village").update(starts_at=at(9), ends_at=at(10))

        self.assertEqual(
            [len(self.desks("he", now)) for now in (at(8, 59, 59), at(9), at(9, 59, 59), at(10))],
            [0, 1, 1, 0],
        )

    def test_a_stand_in_serves_there_while_the_leave_lasts(self) -> None:
        duty = Duty.objects.get(desk__code="beat3")
        he = self.city.he
        Leave.objects.create(duty=duty, starts_at=at(9), ends_at=at(10), stand_in=he)
        own = ("village", Role.CLERK, False)

        self.assertEqual(self.desks("he", at(8, 59)), [own])
        self.assertEqual(set(self.desks("he")), {own, ("beat3", Role.OFFICER, True)})
        self.assertEqual(self.desks("he", at(10)), [own])

    def test_of_two_leaves_only_the_one_now_counts(self) -> None:
        """Standing in at nine for one leave is not standing in at ten for another."""
        duty = Duty.objects.get(desk__code="beat3")
        he, ma = self.city.he, self.city.people["ma"]
        Leave.objects.create(duty=duty, starts_at=at(9), ends_at=at(10), stand_in=he)
        Leave.objects.create(duty=duty, starts_at=at(10), ends_at=at(11), stand_in=ma)

        self.assertEqual(len(self.desks("he", at(10, 30))), 1)
        self.assertEqual(len(self.desks("ma", at(10, 30))), 2)

    def test_a_shared_roster_serves_all_its_desks(self) -> None:
        Desk.objects.filter(code="village2").update(manned_by=self.city.desks["village"])

        self.assertEqual([desk for desk, *_ in self.desks("he")], ["village", "village2"])

    def test_it_takes_two_queries(self) -> None:
        with self.assertNumQueries(2):
            self.desks("tong")


class ContactTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()
        self.beat = with_setting().get(code="beat")

    def test_the_officer_and_who_answers_now(self) -> None:
        found = contact(self.beat, NINE)

        assert found.officer is not None
        self.assertEqual(found.officer.person, self.city.shen)
        self.assertEqual(found.on_duty, (self.city.shen, self.city.people["tong"]))
        self.assertEqual((found.open_until, found.opens_at), (at(12), None))

    def test_after_hours_it_says_when_it_opens(self) -> None:
        found = contact(self.beat, at(20))

        self.assertEqual((found.on_duty, found.opens_at), ((), at(8, 30, day=MONDAY)))


class HouseholdTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()
        self.beat = self.city.nodes["beat"]

    def codes(self, search: str = "") -> list[str]:
        return [household.code for household in households_of([self.beat], search)]

    def test_those_of_the_beat_and_no_other(self) -> None:
        self.assertEqual(self.codes(), ["A", "B"])

    def test_by_any_part_of_address_contact_or_phone(self) -> None:
        phone = Household.objects.get(code="B").phone
        for search, expected in [
            ("石桥村", ["A", "B"]),
            ("30号", ["B"]),
            ("长青", ["A"]),
            (phone[-6:], ["B"]),
            ("河西", []),
        ]:
            with self.subTest(search=search):
                self.assertEqual(self.codes(search), expected)

    def test_who_has_moved_away_is_not_there(self) -> None:
        household = Household.objects.get(code="A")
        Stay.objects.filter(household=household).update(ends_on=FRIDAY)
        self.assertEqual(self.codes(), ["B"])
        self.assertIsNone(beat_of(household))
        Stay.objects.create(
            household=household, beat=self.city.nodes["beat3"], starts_on=LONG_AGO.date()
        )
        self.assertEqual(beat_of(household), self.city.nodes["beat3"])
