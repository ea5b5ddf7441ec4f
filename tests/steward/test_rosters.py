"""Duties at many desks at once: added, ended, one roster for several."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianhu.accounts.models import User
from lianhu.grid.models import Desk, Duty
from lianhu.grid.queries import places, with_setting
from lianhu.grid.rules import Role
from lianhu.kernel import clock
from tests.cast import MONDAY, at, sign_in
from tests.steward.visits import NOW, StewardTests

pytestmark = pytest.mark.page

VILLAGES = "?in=community&kind=village"


class RosterTests(StewardTests):
    def setUp(self) -> None:
        super().setUp()
        for name in ("lin", "mei"):
            self.people[name] = User.objects.create_user(name, name=name)
        self.both = {"desks": ["village", "village2"], "people": "lin, mei", "role": "clerk"}

    def test_the_desks_of_a_kind_within_a_place_and_who_serves_there(self) -> None:
        response = self.get(f"/steward/rosters/{VILLAGES}")

        rows = {row["desk"].code: row["people"] for row in response.context["rows"]}
        self.assertEqual(list(rows), ["village", "village2"])
        self.assertContains(response, "贺春生")
        self.assertEqual(self.get("/steward/rosters/?in=nowhere").status_code, 404)
        departments = self.get("/steward/rosters/?kind=department").context["rows"]
        self.assertEqual([row["desk"].code for row in departments], ["insurance", "water"])

    def test_adding_says_how_many_and_which_exist_already(self) -> None:
        Duty.objects.create(
            desk=self.desks["village"],
            person=self.people["lin"],
            role=Role.CLERK,
            starts_at=NOW - timedelta(days=1),
        )

        effect = self.effect(f"/steward/rosters/add/{VILLAGES}", **self.both)
        self.confirm(f"/steward/rosters/add/{VILLAGES}", **self.both)

        self.assertEqual(effect, ["新增2个席位的3个岗位。", "已有1个。", "时间：从现在起，长期。"])
        self.assertEqual(self.posts("village"), ["he", "lin", "mei"])
        self.assertEqual(self.posts("village2"), ["bo", "lin", "mei"])
        self.assertEqual(self.changed(), {"village", "village2"})
        self.assertEqual(self.verbs(), ["duties.added"])

    def test_all_desks_of_the_list_at_once_for_some_days(self) -> None:
        self.confirm(
            f"/steward/rosters/add/{VILLAGES}",
            every="on",
            people="lin",
            role="clerk",
            start="2026-05-18",
            end="2026-05-19",
        )

        duties = Duty.objects.filter(person=self.people["lin"])
        days = {(duty.starts_at, duty.ends_at) for duty in duties}
        self.assertEqual(days, {(at(0, day=MONDAY), at(0, day=MONDAY) + timedelta(days=2))})
        self.assertEqual(duties.count(), 2)

    def test_only_the_days_that_are_missing_are_added(self) -> None:
        Duty.objects.create(
            desk=self.desks["village"],
            person=self.people["lin"],
            role=Role.CLERK,
            starts_at=at(0, day=MONDAY),
            ends_at=at(0, day=MONDAY) + timedelta(days=1),
        )
        self.confirm(
            f"/steward/rosters/add/{VILLAGES}", desks=["village"], people="lin", role="clerk"
        )

        duties = Duty.objects.filter(person=self.people["lin"]).order_by("starts_at")
        spans = [(duty.starts_at, duty.ends_at) for duty in duties]
        tuesday = at(0, day=MONDAY) + timedelta(days=1)
        self.assertEqual(
            spans, [(NOW, at(0, day=MONDAY)), (at(0, day=MONDAY), tuesday), (tuesday, None)]
        )

    def test_what_cannot_be_added_is_said(self) -> None:
        url = f"/steward/rosters/add/{VILLAGES}"
        nothing = self.errors(self.send(url, role="clerk"))
        self.assertEqual(nothing.keys(), {"desks", "people"})
        unknown = self.errors(self.send(url, **{**self.both, "people": "lin nobody wu"}))
        self.assertEqual(unknown, {"people": ["工作人员中没有：nobody, wu。"]})
        officers = self.errors(self.send(url, **{**self.both, "role": "officer"}))
        self.assertEqual(officers.keys(), {"role"})
        backwards = self.send(url, **self.both, start="2026-05-19", end="2026-05-18")
        self.assertEqual(self.errors(backwards).keys(), {"end"})
        self.confirm(url, **self.both)
        again = self.errors(self.send(url, **self.both))
        self.assertEqual(again, {"people": ["这些岗位都已经有了。"]})
        typed = self.send(url, **{**self.both, "people": "nobody"})
        self.assertContains(typed, "nobody</textarea>", status_code=422)
        self.assertContains(typed, 'value="village2" checked', status_code=422)

    def test_ending_says_which_desks_nobody_is_left_at(self) -> None:
        url = f"/steward/rosters/end/{VILLAGES}"

        effect = self.effect(url, every="on")
        self.confirm(url, every="on")

        self.assertEqual(
            effect,
            ["结束2个席位的2个岗位。", "时间：立即。", "这些席位将没有人：石桥村、河西村。"],
        )
        self.assertEqual(self.posts("village") + self.posts("village2"), [])
        self.assertEqual(self.changed(), {"village", "village2"})
        self.assertEqual(self.verbs(), ["duties.ended"])

    def test_a_roster_that_ends_leaves_the_desks_that_it_mans_too(self) -> None:
        self.confirm(f"/steward/rosters/share/{VILLAGES}", every="on", roster="community")
        own = self.effect(f"/steward/rosters/end/{VILLAGES}", every="on")
        shared = self.effect("/steward/rosters/end/?kind=community", every="on")

        self.assertEqual(len(own), 2, "the community mans them")
        self.assertEqual(shared[2], "这些席位将没有人：东柳社区、石桥村、河西村。")

    def test_ending_some_peoples_after_a_day(self) -> None:
        self.confirm(f"/steward/rosters/add/{VILLAGES}", **self.both)
        self.confirm(f"/steward/rosters/end/{VILLAGES}", every="on", people="mei", end="2026-05-18")

        tuesday = at(0, day=MONDAY) + timedelta(days=1)
        self.assertEqual(self.posts("village"), ["he", "lin", "mei"])
        self.assertEqual(self.posts("village", tuesday), ["he", "lin"])
        nobody = self.send(f"/steward/rosters/end/{VILLAGES}", every="on", people="shen")
        self.assertEqual(self.errors(nobody), {"people": ["这些席位没有到那时还在岗的人。"]})

    def test_what_would_begin_later_never_was(self) -> None:
        self.confirm(f"/steward/rosters/add/{VILLAGES}", **self.both, start="2026-05-20")
        self.confirm(f"/steward/rosters/end/{VILLAGES}", every="on", people="lin mei")

        self.assertEqual(Duty.objects.filter(person__username__in=["lin", "mei"]).count(), 0)

    def test_one_roster_for_several_desks_and_their_own_again(self) -> None:
        url = f"/steward/rosters/share/{VILLAGES}"

        effect = self.effect(url, every="on", roster="community")
        self.confirm(url, every="on", roster="community")

        self.assertEqual(effect[0], "东柳社区代管2个席位。")
        seen = places(with_setting().filter(code="village"), NOW)
        self.assertTrue(seen[self.desks["village"].pk].roster.has(self.people["ma"].pk, NOW))
        self.assertEqual(self.changed(), {"village", "village2"})
        self.assertContains(self.get("/inbox/", "ma"), "待办")

        self.confirm(url, every="on", roster="")
        self.assertEqual(Desk.objects.exclude(manned_by=None).count(), 0)
        self.assertEqual(self.verbs(), ["desk.manned_by", "desk.manned_by"])

    def test_a_desk_that_mans_others_cannot_be_manned_itself(self) -> None:
        share = "/steward/rosters/share/"
        self.confirm(f"{share}{VILLAGES}", every="on", roster="community")

        wrong = self.send(f"{share}?kind=community", desks=["community"], roster="city")
        self.assertEqual(self.errors(wrong).keys(), {"desks"})

    def test_an_effect_that_has_changed_meanwhile_is_asked_again(self) -> None:
        url = f"/steward/rosters/add/{VILLAGES}"
        asked = self.send(url, **self.both)
        mark = asked.context["confirmed"]
        Duty.objects.create(
            desk=self.desks["village"], person=self.people["lin"], role=Role.CLERK, starts_at=NOW
        )

        again = self.send(url, **self.both, confirmed=mark)

        self.assertEqual(again.status_code, 200)
        self.assertIn("已有1个。", again.context["effect"])
        self.assertNotIn("mei", self.posts("village"))

    def test_it_asks_little_however_many_desks(self) -> None:
        client = sign_in(self.people["cen"])
        with clock.fixed(NOW), CaptureQueriesContext(connection) as asked:
            client.get("/steward/rosters/?in=community&kind=beat")

        self.assertLessEqual(len(asked), 12)
