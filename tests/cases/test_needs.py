"""Needs without a name: who finds them, who is shown the household, and what came of it."""

from datetime import datetime
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from lianhu.accounts.models import User
from lianhu.cases import needs, rules
from lianhu.cases.models import Case
from lianhu.grid.models import Desk, Duty, Node
from lianhu.grid.rules import Role
from lianhu.kernel import clock
from lianhu.privacy.models import Look
from tests.cast import LONG_AGO, act, ask, at, make_city, sign_in

pytestmark = pytest.mark.page

NOW = at(14, 45)
ASKED = "腿摔了,一个人住石桥村12号,没人买菜"
NEED = "一位老人需要人买菜,一周一次"


class NeedTests(TestCase):
    """Shen has asked around for help for Wu; Yan is the officer of the next village."""

    def setUp(self) -> None:
        self.city = make_city()
        self.yan = self.city.people["yan"]
        self.case = self.published(NEED, 40)

    def published(self, words: str, minute: int) -> Case:
        case = ask(self.city.wu, at(14, 33, minute), ASKED, case_class=rules.CaseClass.MATTER)
        beat = self.city.desks["beat"].pk
        need = rules.PublishNeed(self.city.shen.pk, beat, words, agreed=True)
        return act(case, need, at(14, minute))

    def get(self, url: str, person: User | None = None, now: datetime = NOW) -> Any:
        with clock.fixed(now):
            return sign_in(person or self.yan).get(url)

    def post(self, url: str, person: User | None = None, **data: str) -> Any:
        with clock.fixed(NOW):
            return sign_in(person or self.yan).post(url, data, follow=True)

    def take_up(self, person: User | None = None) -> Any:
        return self.post(f"/needs/{self.case.number}/take-up/", person)

    def words(self, person: User | None = None) -> list[str]:
        return [row["need"].words for row in self.get("/needs/", person).context["rows"]]


class BoardTests(NeedTests):
    def test_it_says_what_and_where_but_not_who(self) -> None:
        response = self.get("/needs/")

        self.assertContains(response, NEED)
        self.assertContains(response, "石桥村")
        self.assertContains(response, "今天 14:40")
        for hidden in ("吴长青", "12号", "联户网格", "腿摔了", self.city.wu.phone):
            self.assertNotContains(response, hidden)
        self.assertFalse(Look.objects.exists())

    def test_it_reaches_the_town_and_no_farther(self) -> None:
        town = Node.objects.add_child(
            Node.objects.get(code="city"),
            {"code": "town2", "name": "远镇", "name_en": "Far", "level": self.city.levels["town"]},
        )
        desk = Desk.objects.create(
            code="town2", node=town, hours=self.city.hours, name="远镇", name_en="Far"
        )
        far = User.objects.create_user("far", name="远")
        Duty.objects.create(desk=desk, person=far, role=Role.CLERK, starts_at=LONG_AGO)

        for person in (self.yan, self.city.he, self.city.people["fang"], self.city.luo):
            self.assertEqual(self.words(person), [NEED])
        self.assertEqual(self.words(far), [])
        with clock.fixed(NOW):
            response = sign_in(far).post(f"/needs/{self.case.number}/take-up/")
        self.assertEqual(response.status_code, 404)

    def test_the_longest_waiting_come_first_page_by_page(self) -> None:
        for minute in (39, 41, 42):
            self.published(f"第{minute}", minute)
        with patch.object(needs, "PAGE", 3):
            first = self.get("/needs/")
            then = self.get(f"/needs/?after={quote(first.context['next_at'])}")

        pages = [[row["need"].words for row in page.context["rows"]] for page in (first, then)]
        self.assertEqual(pages, [["第39", NEED, "第41"], ["第42"]])
        self.assertContains(first, f"?after={quote(first.context['next_at'])}")
        self.assertEqual(then.context["next_at"], "")

    def test_nonsense_in_the_address_shows_the_first_page(self) -> None:
        for after in ("x", "~", "%00", "2026-05-15T06:00:00Z~99999999999999999999"):
            with self.subTest(after):
                rows = self.get(f"/needs/?after={after}").context["rows"]
                self.assertEqual([row["need"].words for row in rows], [NEED])
                self.assertEqual(self.get(f"/needs/mine/?after={after}").status_code, 200)

    def test_what_is_answered_confidential_or_about_the_reader_stands_nowhere(self) -> None:
        self.published("保密", 41)
        self.published("投诉", 42)
        self.assertEqual(self.words(), [NEED, "保密", "投诉"])
        beat, shen = self.city.desks["beat"].pk, self.city.shen.pk
        act(self.case, rules.Answer(shen, beat, "已有人去"), NOW)
        confidential, about = Case.objects.order_by("pk")[1:3]
        act(confidential, rules.MarkConfidential(shen, beat), NOW)
        Case.objects.filter(pk=about.pk).update(about=self.yan)

        self.assertEqual(self.words(), [])

    def test_it_is_for_those_who_serve_at_a_place(self) -> None:
        for person in ("wu", "gu", "qin"):
            with self.subTest(person):
                self.assertEqual(self.get("/needs/", self.city.people[person]).status_code, 403)

    def test_nobody_waits(self) -> None:
        self.take_up()

        self.assertContains(self.get("/needs/"), "附近没有等人帮忙的")


class VisitTests(NeedTests):
    def test_whoever_takes_it_up_is_shown_where_to_go(self) -> None:
        response = self.take_up()

        self.assertEqual(response.redirect_chain[0][0], f"/needs/{self.case.number}/")
        self.assertContains(response, "吴长青")
        self.assertContains(response, "石桥村12号")
        self.assertContains(response, NEED)
        for hidden in ("腿摔了", self.city.wu.phone):
            self.assertNotContains(response, hidden)
        self.assertEqual(self.words(), [])

    def test_each_look_is_on_record_with_its_purpose(self) -> None:
        self.take_up()

        look = Look.objects.get()
        self.assertEqual(
            (look.actor, look.verb, look.resident, look.purpose, look.desk),
            (
                self.yan,
                Look.Verb.VISIT,
                self.city.wu.pk,
                self.case.number,
                self.city.desks["beat3"].pk,
            ),
        )
        looks = self.get("/my/looks/", self.city.people["wu"])
        self.assertContains(looks, f"为上门看您，看了您的姓名和地址（{self.case.number}）")
        self.assertContains(looks, "严冬青")
        self.assertNotContains(looks, "您的联户干部")

    def test_others_find_nothing(self) -> None:
        self.take_up()
        for person in ("he", "shen", "luo", "gu", "wu", "qin"):
            with self.subTest(person):
                other = self.city.people[person]
                for url in (f"/needs/{self.case.number}/", f"/cases/{self.case.number}/"):
                    if url.startswith("/cases") and person == "shen":
                        continue
                    expected = 302 if url.startswith("/cases") and person == "qin" else 404
                    self.assertEqual(self.get(url, other).status_code, expected)
        self.assertEqual(self.get(f"/cases/{self.case.number}/").status_code, 404)

    def test_it_is_taken_up_once(self) -> None:
        self.take_up()

        response = self.take_up(self.city.he)
        self.assertEqual(response.redirect_chain[0][0], "/needs/")
        self.assertContains(response, "刚有别人认领了")
        self.case.refresh_from_db()
        self.assertEqual(self.case.need_taken_up_by, self.yan)

    def test_what_else_happens_in_the_case_hinders_nobody(self) -> None:
        act(self.case, rules.Note(self.city.people["wu"].pk, None, "补充一句"), NOW)

        response = self.post(f"/needs/{self.case.number}/take-up/", seq="1")
        self.assertContains(response, "石桥村12号")

    def test_the_inbox_leads_to_the_visit_until_it_is_noted(self) -> None:
        self.take_up()
        inbox = self.get("/inbox/")
        self.assertContains(inbox, f'href="/needs/{self.case.number}/"')
        self.assertContains(inbox, NEED)

        response = self.post(f"/needs/{self.case.number}/visited/", words="买了一周的菜")
        self.assertEqual(response.redirect_chain[0][0], "/needs/mine/")
        self.assertContains(response, "已走访")
        self.assertNotContains(self.get("/inbox/"), NEED)
        self.assertContains(
            self.get(f"/my/{self.case.number}/", self.city.people["wu"]), "买了一周的菜"
        )

    def test_after_the_visit_the_household_is_not_shown_any_more(self) -> None:
        self.take_up()
        self.post(f"/needs/{self.case.number}/visited/", words="买了菜")
        Look.objects.all().delete()

        response = self.get(f"/needs/{self.case.number}/")
        for hidden in ("吴长青", "12号", "<textarea"):
            self.assertNotContains(response, hidden)
        self.assertFalse(Look.objects.exists())

    def test_a_visit_wants_a_word(self) -> None:
        self.take_up()

        response = self.post(f"/needs/{self.case.number}/visited/", words=" ")
        self.assertEqual(response.status_code, 422)
        self.assertTrue(response.context["form"]["words"].errors)

    def test_what_is_no_longer_needed_is_said(self) -> None:
        self.take_up()
        act(self.case, rules.Withdraw(self.city.people["wu"].pk), NOW)

        self.assertContains(self.get("/needs/mine/"), "不用去了")
        self.assertNotContains(self.get(f"/needs/{self.case.number}/"), "吴长青")
        late = self.post(f"/needs/{self.case.number}/visited/", words="去过了")
        self.assertEqual(late.status_code, 422)

    def test_whoever_serves_nowhere_any_more_finds_nothing(self) -> None:
        self.take_up()
        Duty.objects.filter(person=self.yan).update(ends_at=at(14, 44))

        self.assertEqual(self.get(f"/needs/{self.case.number}/").status_code, 404)

    def test_ones_own_visits_page_by_page(self) -> None:
        cases = [self.case, self.published("第二", 41), self.published("第三", 42)]
        for case in cases:
            act(case, rules.TakeUp(self.yan.pk, self.city.desks["beat3"].pk), NOW)
        with patch.object(needs, "PAGE", 2):
            first = self.get("/needs/mine/").context
            then = self.get(f"/needs/mine/?after={first['next_at']}").context

        seen = [row["need"].words for row in [*first["rows"], *then["rows"]]]
        self.assertEqual(seen, ["第三", "第二", NEED])


class QueryTests(NeedTests):
    def test_the_pages_ask_the_same_however_much_there_is(self) -> None:
        for minute in range(41, 45):
            act(
                self.published("又一家", minute),
                rules.TakeUp(self.yan.pk, self.city.desks["beat3"].pk),
                NOW,
            )
            self.published("还没人", minute)
        client = sign_in(self.yan)
        with clock.fixed(NOW):
            client.post(f"/needs/{self.case.number}/take-up/")
            client.get("/needs/")
        for url, most in (
            ("/needs/", 6),
            ("/needs/mine/", 6),
            (f"/needs/{self.case.number}/", 8),
        ):
            with self.subTest(url), clock.fixed(NOW):
                with CaptureQueriesContext(connection) as asked:
                    client.get(url)
                self.assertEqual(len(asked), most)
