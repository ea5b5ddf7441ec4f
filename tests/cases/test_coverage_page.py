"""Which beats are not in good hands: without an officer, away without a stand-in, too large."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from lianhu.grid import coverage
from lianhu.grid.models import Desk, Duty, Household, Leave, Stay
from lianhu.grid.rules import DeskKind, Role
from lianhu.kernel import clock
from tests.cast import FRIDAY, LONG_AGO, MONDAY, at, make_city, sign_in

pytestmark = pytest.mark.page

NOW = at(15)
URL = "/watch/coverage/"
NAMES = ("沈小满", "童谷雨", "严冬青", "吴长青")


class CoverageTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()
        self.qin = self.city.people["qin"]

    def get(self, query: str = "", who: str = "qin") -> Any:
        with clock.fixed(NOW):
            return sign_in(self.city.people[who]).get(f"{URL}{query}")

    def rows(self, query: str = "", who: str = "qin") -> dict[str, Any]:
        response = self.get(query, who)
        for name in NAMES:
            self.assertNotContains(response, name)
        return {row["desk"]: row for row in response.context["rows"]}

    def vacate(self, *desks: str, role: Role = Role.OFFICER) -> None:
        Duty.objects.filter(desk__code__in=desks, role=role).delete()

    def away(self, person: str, days: int, *, length: int = 1, stand_in: str = "") -> Leave:
        starts = NOW + timedelta(days=days)
        duty = Duty.objects.get(person=self.city.people[person], role=Role.OFFICER)
        return Leave.objects.create(
            duty=duty,
            starts_at=starts,
            ends_at=starts + timedelta(days=length),
            stand_in=self.city.people[stand_in] if stand_in else None,
        )

    def grow(self, beat: str, households: int) -> None:
        homes = Household.objects.bulk_create(
            Household(code=f"{beat}-{n}", address="村里", contact="某") for n in range(households)
        )
        Stay.objects.bulk_create(
            Stay(household=home, beat=self.city.nodes[beat], starts_on=FRIDAY) for home in homes
        )

    def test_where_every_beat_has_an_officer_it_says_so(self) -> None:
        self.assertContains(self.get(), "每个联户网格都有联户干部")

    def test_a_beat_without_an_officer_and_who_is_there_instead(self) -> None:
        self.vacate("beat", "beat3")

        rows = self.rows()

        self.assertEqual(list(rows), ["石桥村第1联户网格", "河西村第1联户网格"])
        self.assertEqual(rows["石桥村第1联户网格"]["said"], "暂由替补联户干部负责")
        self.assertEqual(rows["河西村第1联户网格"]["said"], "期间由河西村受理")
        self.assertEqual(rows["河西村第1联户网格"]["above"], "柳溪镇 › 东柳社区 › 河西村")
        self.assertEqual(rows["河西村第1联户网格"]["url"], "/watch/beats/beat3/")

    def test_a_duty_that_has_ended_or_not_begun_is_no_officer(self) -> None:
        Duty.objects.filter(desk__code="beat3").update(ends_at=NOW)
        Duty.objects.create(
            desk=self.city.desks["beat3"],
            person=self.city.shen,
            role=Role.OFFICER,
            starts_at=at(8, day=MONDAY),
        )

        self.assertEqual(
            self.rows()["河西村第1联户网格"]["said"], "5月18日 8:00起由新的联户干部接任"
        )

    def test_a_roster_that_mans_the_beat_too_is_somebody(self) -> None:
        self.vacate("beat3")
        Desk.objects.filter(code="beat3").update(manned_by=self.city.desks["beat2"])

        self.assertEqual(self.rows(), {})

    def test_away_without_a_stand_in_now_or_within_a_week(self) -> None:
        self.away("yan", 6)
        self.away("shen", 8)

        rows = self.rows("?group=away")

        self.assertEqual(list(rows), ["河西村第1联户网格"])
        leave = Leave.objects.get(duty__person=self.city.people["yan"])
        self.assertEqual(rows["河西村第1联户网格"]["url"], f"/leave/{leave.pk}/stand-in/")

    def test_somebody_who_stands_in_or_has_come_back_or_left_the_post_is_no_gap(self) -> None:
        self.away("yan", 1, stand_in="bo")
        self.away("shen", -3)
        leave = self.away("tong", 2)
        Duty.objects.filter(pk=leave.duty_id).update(ends_at=NOW + timedelta(days=1))

        self.assertEqual(self.rows("?group=away"), {})

    def test_more_than_forty_households(self) -> None:
        self.grow("beat2", 41)
        self.grow("beat3", 39)  # and one that lives there

        rows = self.rows("?group=large")

        self.assertEqual(list(rows), ["石桥村第2联户网格"])
        self.assertEqual(rows["石桥村第2联户网格"]["said"], "41户")

    def test_households_that_moved_away_do_not_count(self) -> None:
        self.grow("beat2", 41)
        Stay.objects.filter(household__code="beat2-0").update(ends_on=FRIDAY)

        self.assertEqual(self.rows("?group=large"), {})

    def test_the_tabs_count(self) -> None:
        self.vacate("beat", "beat3")
        self.grow("beat2", 41)

        tabs = self.get().context["tabs"]

        self.assertEqual([tab.get("count") for tab in tabs], [None, "2", "0", "1", ""])

    def test_one_place_only(self) -> None:
        self.vacate("beat", "beat3")

        self.assertEqual(list(self.rows("?in=village2")), ["河西村第1联户网格"])
        self.assertEqual(list(self.rows("?in=village2&group=all")), ["河西村第1联户网格"])
        self.assertEqual(self.get("?in=nowhere").status_code, 404)

    def test_a_supervisor_of_a_part_sees_that_part_and_chooses_within_it(self) -> None:
        self.vacate("beat", "beat3")
        bo = self.city.people["bo"]
        desk = Desk.objects.create(
            code="part",
            kind=DeskKind.SUPERVISION,
            node=self.city.nodes["village2"],
            hours=self.city.hours,
            name="督办",
        )
        Duty.objects.create(desk=desk, person=bo, role=Role.SUPERVISOR, starts_at=LONG_AGO)

        self.assertEqual(list(self.rows(who="bo")), ["河西村第1联户网格"])
        self.assertEqual(self.get("?in=village", "bo").status_code, 404)

    def test_pages_follow_one_another_in_every_group(self) -> None:
        self.vacate("beat", "beat2", "beat3")
        for beat in ("beat", "beat2", "beat3"):
            self.grow(beat, 41)
            Duty.objects.create(
                desk=self.city.desks[beat],
                person=self.city.people["bo"],
                role=Role.OFFICER,
                starts_at=NOW - timedelta(days=1),
                ends_at=NOW + timedelta(days=3) if beat == "beat" else None,
            )
        for duty in Duty.objects.filter(person=self.city.people["bo"], role=Role.OFFICER):
            for days in (1, 2):
                starts = NOW + timedelta(days=days)
                Leave.objects.create(
                    duty=duty, starts_at=starts, ends_at=starts + timedelta(hours=1)
                )
        for group, count in (("away", 6), ("large", 3), ("all", 3)):
            seen: list[str] = []
            after = f"?group={group}"
            with patch.object(coverage, "PAGE", 2):
                while after:
                    context = self.get(after).context
                    seen += [row["desk"] for row in context["rows"]]
                    at_next = context["next_at"]
                    after = at_next and f"?group={group}&after={quote(at_next)}"
            with self.subTest(group):
                self.assertEqual(len(seen), count)
                self.assertEqual(len(set(seen)), 3)

    def test_nonsense_in_the_address_shows_the_first_page(self) -> None:
        self.vacate("beat3")
        for query in ("?after=%00", "?group=x", "?after=~~"):
            with self.subTest(query):
                self.assertEqual(list(self.rows(query)), ["河西村第1联户网格"])

    def test_it_asks_little_however_many_there_are(self) -> None:
        self.vacate("beat", "beat2", "beat3")
        for group in ("vacant", "away", "large", "all"):
            client = sign_in(self.qin)
            with clock.fixed(NOW), CaptureQueriesContext(connection) as asked:
                client.get(f"{URL}?group={group}&in=town")
            with self.subTest(group):
                self.assertLessEqual(len(asked), 12)
