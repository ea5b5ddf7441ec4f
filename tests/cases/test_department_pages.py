"""Departments read the brief and reply to it; of case and household they see nothing."""

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from lianhu.accounts.models import User
from lianhu.cases import consultations
from lianhu.cases.jobs import move_overdue
from lianhu.cases.models import Case, Consultation
from lianhu.cases.rules import Answer, Consult, ConsultReply, Note
from lianhu.grid.models import Desk, Duty
from lianhu.kernel import clock
from tests.cast import MONDAY, act, ask, at, climb, make_city, sign_in

pytestmark = pytest.mark.page

NOW = at(14, 45)
BRIEF = "一位退休职工在外地住院,怎么报销?"


class DepartmentPageTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()
        self.gu = self.city.people["gu"]
        self.case = self.at_city(33)
        self.asked = self.consult(self.case, BRIEF, 40)

    def at_city(self, minute: int) -> Case:
        words = "我退休了,回去怎么报销?"
        case = ask(self.city.wu, at(14, minute), words, topic=self.city.topics["insurance"])
        return climb(self.city, case, "city", at(14, minute))

    def consult(self, case: Case, brief: str, minute: int, desk: str = "insurance") -> Consultation:
        luo, city = self.city.luo.pk, self.city.desks["city"].pk
        act(case, Consult(luo, city, self.city.desks[desk].pk, brief), at(14, minute))
        return case.consultations.latest("number")

    def get(self, url: str, person: User | None = None, now: datetime = NOW) -> Any:
        with clock.fixed(now):
            return sign_in(person or self.gu).get(url)

    def page(self, person: User | None = None, now: datetime = NOW) -> Any:
        return self.get(f"/consultations/{self.asked.pk}/", person, now)

    def reply(self, words: str = "可以报销", now: datetime = NOW, **data: Any) -> Any:
        with clock.fixed(now):
            return sign_in(self.gu).post(
                f"/consultations/{self.asked.pk}/reply/", {"words": words, **data}
            )

    def test_the_list_goes_by_what_falls_due(self) -> None:
        self.consult(self.at_city(34), "后问的", 42)
        self.consult(self.at_city(35), "先问的", 36)
        self.consult(self.at_city(36), "问别人的", 36, desk="water")

        response = self.get("/consultations/")

        titles = [row.title for row in response.context["rows"]]
        self.assertEqual(titles, ["先问的", BRIEF, "后问的"])
        self.assertEqual(response.context["rows"][1].chip.due_at, at(15, 0))

    def test_the_list_goes_by_the_hours_in_which_the_section_answers(self) -> None:
        for minute, brief, due in (
            (34, "迟了的", at(14, 44)),
            (35, "明天的", at(9, day=MONDAY)),
            (36, "后天的", at(14, day=MONDAY + timedelta(days=1))),
        ):
            asked = self.consult(self.at_city(minute), brief, 41)
            asked.due_at = due
            asked.save()

        groups = self.get("/consultations/", now=NOW).context["groups"]

        self.assertEqual(
            [(group["title"], [row.title for row in group["rows"]]) for group in groups],
            [
                ("约定时间已过", ["迟了的"]),
                ("今天下午13:30–17:30答复", [BRIEF]),
                ("5月18日 8:30–12:00答复", ["明天的"]),
                ("5月19日 13:30–17:30答复", ["后天的"]),
            ],
        )
        on_sunday = self.get("/consultations/", now=at(10, day=MONDAY - timedelta(days=1)))
        titles = [group["title"] for group in on_sunday.context["groups"]]
        self.assertIn("明天上午8:30–12:00答复", titles)

    def test_it_shows_the_brief_who_asks_and_until_when_and_nothing_else(self) -> None:
        response = self.page()

        self.assertContains(response, BRIEF)
        self.assertContains(response, "市联群办")
        self.assertContains(response, "今天15:00前")
        for hidden in (
            "我退休了",
            "吴长青",
            "石桥村",
            "联户网格",
            self.case.number,
            self.city.wu.phone,
            "罗知微",
        ):
            with self.subTest(hidden):
                self.assertNotContains(response, hidden)

    def test_the_reply_reaches_the_desk_and_is_then_only_read(self) -> None:
        self.assertRedirects(
            self.reply(), f"/consultations/{self.asked.pk}/", fetch_redirect_response=False
        )

        self.asked.refresh_from_db()
        assert self.asked.reply is not None
        self.assertEqual(self.asked.reply.body, "可以报销")
        response = self.page()
        self.assertContains(response, "可以报销")
        self.assertNotContains(response, "<textarea")
        self.assertEqual(self.get("/consultations/").context["rows"], [])
        closed = self.get("/consultations/?tab=closed").context["rows"]
        self.assertEqual([row.title for row in closed], [BRIEF])

    def test_an_empty_reply_is_refused_beside_its_field(self) -> None:
        response = self.reply("  ")

        self.assertEqual(response.status_code, 422)
        self.assertTrue(response.context["form"]["words"].errors)

    def test_what_happens_in_the_case_meanwhile_does_not_hinder_the_reply(self) -> None:
        """The department sees none of it, so it cannot have been misled."""
        act(self.case, Note(self.city.people["wu"].pk, None, "补充一句"), at(14, 44))

        self.assertEqual(self.reply(seq="1").status_code, 302)

    def test_a_late_reply_still_helps(self) -> None:
        while move_overdue(at(15, 1)):
            pass

        self.assertContains(self.page(now=at(15, 2)), "约定时间已过")
        self.assertEqual(self.reply(now=at(15, 2)).status_code, 302)

    def test_what_the_desk_answered_without_is_kept_for_copying(self) -> None:
        luo, city = self.city.luo.pk, self.city.desks["city"].pk
        act(self.case, Answer(luo, city, "可以"), at(14, 44))

        response = self.reply("我写了很多")

        self.assertContains(response, "我写了很多", status_code=409)
        self.assertContains(response, "不用再答复", status_code=409)
        self.asked.refresh_from_db()
        self.assertIsNone(self.asked.reply)

    def test_others_find_nothing(self) -> None:
        for person in ("jiang", "luo", "wu", "qin", "bo"):
            with self.subTest(person):
                self.assertEqual(self.page(self.city.people[person]).status_code, 404)
        with clock.fixed(NOW):
            refused = sign_in(self.city.people["jiang"]).post(
                f"/consultations/{self.asked.pk}/reply/", {"words": "x"}
            )
        self.assertEqual(refused.status_code, 404)

    def test_the_list_is_for_departments(self) -> None:
        for person in ("luo", "qin", "wu"):
            with self.subTest(person):
                url, who = "/consultations/", self.city.people[person]
                self.assertEqual(self.get(url, who).status_code, 403)

    def test_a_department_mans_its_sections(self) -> None:
        section = self.city.desks["insurance"]
        Duty.objects.filter(desk=section).update(desk=self.city.desks["water"])
        Desk.objects.filter(pk=section.pk).update(manned_by=self.city.desks["water"])

        self.assertContains(self.page(self.city.people["jiang"]), BRIEF)
        self.assertContains(self.get("/consultations/"), "我的 2 个席位")

    def test_pages_follow_one_another(self) -> None:
        for minute in range(30, 33):
            self.consult(self.at_city(minute), f"第{minute}", minute)
        seen: list[str] = []
        for first in ("/consultations/", "/consultations/?tab=closed"):
            url = first
            with patch.object(consultations, "PAGE", 2):
                while url:
                    response = self.get(url)
                    seen += [row.title for row in response.context["rows"]]
                    url = response.context["next_url"]
            for asked in Consultation.objects.filter(closed_at=None).order_by("due_at"):
                reply = ConsultReply(self.gu.pk, asked.number, "好")
                act(asked.case, reply, at(14, 41 + asked.pk % 4))
        self.assertEqual(seen[:4], ["第30", "第31", "第32", BRIEF])
        self.assertEqual(sorted(seen[4:]), sorted(seen[:4]))

    def test_both_pages_ask_little(self) -> None:
        for minute in range(30, 33):
            self.consult(self.at_city(minute), f"第{minute}", minute)
        client = sign_in(self.gu)
        for url, most in (("/consultations/", 7), (f"/consultations/{self.asked.pk}/", 10)):
            with self.subTest(url), clock.fixed(NOW):
                with CaptureQueriesContext(connection) as asked:
                    client.get(url)
                self.assertEqual(len(asked), most)
