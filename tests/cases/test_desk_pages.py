"""The desk page: what waits, beside it one case, and everything that can be done with it."""

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianhu.cases import worklist
from lianhu.cases.models import Case
from lianhu.cases.rules import Consult, ConsultReply, OnBehalf, PassUp, Take
from lianhu.grid.models import Desk, Duty, Leave
from lianhu.kernel import clock
from lianhu.privacy.models import Look
from tests.cases.desk_visits import NOW, DeskPageTests
from tests.cast import MONDAY, act, ask, at, climb, sign_in

pytestmark = pytest.mark.page


def titles(response: Any) -> list[str]:
    return [row.title for row in response.context["rows"]]


class QueueTests(DeskPageTests):
    def test_it_shows_the_words_of_what_waits_by_what_falls_due(self) -> None:
        self.at_city("后到期", minute=35)
        self.at_city("先到期", minute=33)
        ask(self.city.zheng, at(14, 40), "还在联户干部那里")

        response = self.get(self.city.luo, "/desk/")

        self.assertEqual(titles(response), ["先到期", "后到期"])
        self.assertContains(response, "柳溪镇")
        self.assertContains(response, "待签收")

    def test_what_a_department_is_asked_stands_apart_by_the_departments_time(self) -> None:
        asked, later = (self.at_city(words) for words in ("先问", "后问"))
        self.at_city("等办")
        for case, minute in ((later, 41), (asked, 40)):
            self.consult(case, at(14, minute))

        self.assertEqual(titles(self.get(self.city.luo, "/desk/")), ["等办"])
        response = self.get(self.city.luo, "/desk/?tab=consulting")
        self.assertEqual(titles(response), ["先问", "后问"])
        self.assertEqual(response.context["rows"][0].chip.due_at, at(15, 0))
        self.assertContains(response, "医疗保险科")

    def consult(self, case: Case, now: datetime) -> Case:
        luo, city = self.city.luo.pk, self.desks["city"].pk
        return act(case, Consult(luo, city, self.desks["insurance"].pk, "请答复"), now)

    def test_a_clock_that_does_not_run_comes_last(self) -> None:
        self.at_city("有期限")
        stopped = self.at_city("没有期限", minute=30)
        stopped.stages.filter(closed_at=None).update(due_at=None, running_since=None)

        self.assertEqual(titles(self.get(self.city.luo, "/desk/")), ["有期限", "没有期限"])

    def test_it_marks_who_has_a_case_and_which_department_replied(self) -> None:
        case = self.at_city()
        act(case, Take(self.city.luo.pk, self.desks["city"].pk), at(14, 40))
        self.assertContains(self.get(self.city.luo, "/desk/"), "您在办")

        self.consult(case, at(14, 41))
        act(case, ConsultReply(self.gu.pk, 1, "可以报销"), at(14, 42))
        self.assertContains(self.get(self.city.luo, "/desk/"), "医疗保险科已答复")

    def test_questions_of_officers_below_appear_at_minute_8_without_the_asker(self) -> None:
        ask(self.city.wu, at(14, 33), "医保卡丢了")

        before = self.get(self.city.he, "/desk/?tab=shared", at(14, 40) + timedelta(seconds=59))
        after = self.get(self.city.he, "/desk/?tab=shared", at(14, 41))

        self.assertEqual(titles(before), [])
        self.assertEqual(titles(after), ["医保卡丢了"])
        self.assertNotContains(after, "吴长青")
        other = self.get(self.city.people["bo"], "/desk/?tab=shared", at(14, 41))
        self.assertEqual(titles(other), [])

    def test_pages_follow_one_another_without_gap_or_repetition(self) -> None:
        for minute in range(30, 37):
            self.at_city(f"第{minute}", minute=minute)
        for case in Case.objects.order_by("pk")[:2]:
            case.stages.filter(closed_at=None).update(due_at=None, running_since=None)
        seen: list[str] = []
        url = "/desk/"
        with patch.object(worklist, "PAGE", 3):
            while url:
                response = self.get(self.city.luo, url)
                seen += titles(response)
                url = response.context["next_url"]

        self.assertEqual(seen, [f"第{minute}" for minute in (32, 33, 34, 35, 36, 30, 31)])

    def test_nonsense_in_the_address_shows_the_first_page(self) -> None:
        self.at_city("在这里")
        for query in (
            "after=%00",
            "after=~",
            "after=2026-01-01~1",
            "after=0001-01-01T00:00:00%2B14:00~1",
            "after=2026-05-15T06:00:00Z~99999999999999999999",
            "after=a~b~c",
            "desk=%00",
            "desk=999",
            "tab=<x>",
        ):
            with self.subTest(query):
                self.assertEqual(titles(self.get(self.city.luo, f"/desk/?{query}")), ["在这里"])

    def test_counts_stop_at_99(self) -> None:
        for minute in (33, 34, 35):
            self.at_city(minute=minute)
        with patch.object(worklist, "COUNT_STOPS_AT", 3):
            response = self.get(self.city.luo, "/desk/")

        self.assertEqual([tab["count"] for tab in response.context["tabs"]], ["99+", "0"])

    def test_an_empty_list_says_so_kindly(self) -> None:
        self.assertContains(self.get(self.city.luo, "/desk/"), "没有待办，安心忙您的")

    def test_markup_in_the_words_is_shown_not_obeyed(self) -> None:
        case = self.at_city("<script>alert(1)</script>")

        self.assertNotContains(self.page(self.city.luo, case), "<script>alert")
        self.assertContains(self.page(self.city.luo, case), "&lt;script&gt;alert(1)")


class SeveralDesksTests(DeskPageTests):
    """He mans Shiqiao; Hexi gets a question of its own."""

    def setUp(self) -> None:
        super().setUp()
        climb(self.city, ask(self.city.wu, at(14, 33), "石桥的事"), "village", at(14, 34))
        hexi = ask(self.city.residents["ren"], at(14, 33), "河西的事")
        yan, beat = self.city.people["yan"], self.desks["beat3"]
        act(hexi, PassUp(yan.pk, beat.pk), at(14, 35))

    def test_a_stand_in_sees_both_desks_and_can_choose_one(self) -> None:
        bo = Duty.objects.get(person=self.city.people["bo"])
        Leave.objects.create(duty=bo, starts_at=at(8), ends_at=at(18), stand_in=self.city.he)

        both = self.get(self.city.he, "/desk/")
        one = self.get(self.city.he, f"/desk/?desk={self.desks['village2'].pk}")

        self.assertEqual(titles(both), ["石桥的事", "河西的事"])
        self.assertContains(both, "我的 2 个席位")
        self.assertEqual(titles(one), ["河西的事"])
        self.assertContains(one, ">河西村</h1>")

    def test_a_shared_roster_sees_the_desks_it_mans(self) -> None:
        Desk.objects.filter(code="village2").update(manned_by=self.desks["village"])

        self.assertEqual(titles(self.get(self.city.he, "/desk/")), ["石桥的事", "河西的事"])

    def test_a_desk_of_others_cannot_be_chosen(self) -> None:
        response = self.get(self.city.he, f"/desk/?desk={self.desks['village2'].pk}")

        self.assertEqual(titles(response), ["石桥的事"])


class PollTests(DeskPageTests):
    URL = "/desk/?part=list"

    def test_the_list_alone_comes_without_the_page(self) -> None:
        case = self.at_city("在这里")

        response = self.get(self.city.luo, f"{self.URL}&case={case.number}")

        self.assertContains(response, "在这里")
        self.assertNotContains(response, "<html")
        self.assertTrue(response.context["rows"][0].current)

    def test_an_unchanged_list_is_not_sent_again(self) -> None:
        self.at_city()
        etag = self.get(self.city.luo, self.URL)["ETag"]

        same = self.get(self.city.luo, self.URL, **{"If-None-Match": etag})
        self.assertEqual((same.status_code, same.content), (304, b""))

        self.at_city("新来的", minute=40)
        self.assertContains(self.get(self.city.luo, self.URL, **{"If-None-Match": etag}), "新来的")

    def test_the_page_asks_for_the_list_that_it_shows(self) -> None:
        self.at_city()
        response = self.get(self.city.luo, "/desk/?tab=consulting")

        self.assertContains(response, 'hx-get="/desk/?tab=consulting&amp;part=list"')


class WhoSeesWhatTests(DeskPageTests):
    def test_the_holder_sees_the_name_and_it_is_recorded_once_a_view(self) -> None:
        case = self.at_city()

        response = self.page(self.city.luo, case)

        self.assertContains(response, "吴长青")
        self.assertContains(response, "石桥村第1联户网格")
        look = Look.objects.get()
        self.assertEqual(
            (look.actor, look.desk, look.resident, look.purpose, look.at),
            (self.city.luo, self.desks["city"].pk, self.city.wu.pk, case.number, NOW),
        )

    def test_address_and_phone_stay_with_the_officer(self) -> None:
        response = self.page(self.city.luo, self.at_city())

        self.assertNotContains(response, "石桥村12号")
        self.assertNotContains(response, self.city.wu.phone)

    def test_a_desk_it_passed_reads_on_without_name_forms_or_look(self) -> None:
        response = self.page(self.fang, self.at_city())

        self.assertContains(response, "外地住院怎么报销")
        self.assertNotContains(response, "吴长青")
        self.assertNotContains(response, "<textarea")
        self.assertNotContains(response, 'name="seq"')
        self.assertFalse(Look.objects.exists())

    def test_the_roster_above_may_only_take_it_from_minute_8(self) -> None:
        case = ask(self.city.wu, at(14, 33), "医保卡丢了")
        self.assertEqual(self.page(self.city.he, case, at(14, 40)).status_code, 404)

        response = self.page(self.city.he, case, at(14, 41))

        self.assertContains(response, "医保卡丢了")
        self.assertNotContains(response, "吴长青")
        self.assertNotContains(response, "<textarea")
        self.assertContains(response, f'action="/desk/{case.number}/take/"', count=1)
        self.assertFalse(Look.objects.exists())

        taken = self.post(self.city.he, case, "take", at(14, 42))
        self.assertContains(taken, "吴长青")
        self.assertEqual(taken.context["case"].status, "taken")

    def test_whoever_promised_a_follow_up_keeps_the_name(self) -> None:
        case = climb(self.city, ask(self.city.wu, at(14, 33)), "town", at(14, 33))
        fang, town = self.fang.pk, self.desks["town"].pk
        act(case, OnBehalf(fang, town, "已打电话备案", MONDAY), at(14, 36))
        self.post(self.fang, case, "pass-up", at(14, 37))

        response = self.page(self.fang, case)
        self.assertContains(response, "吴长青")
        self.assertEqual(response.context["composer"].route, "desk_follow_up")

        done = self.post(self.fang, case, "follow-up", words="钱到账了")
        self.assertContains(done, "已记下回访")
        case.refresh_from_db()
        self.assertIsNone(case.follow_up_on)

    def test_strangers_find_nothing_and_supervisors_are_led_elsewhere(self) -> None:
        case = self.at_city()

        self.assertEqual(self.page(self.city.people["bo"], case).status_code, 404)
        self.assertEqual(self.page(self.gu, case).status_code, 404)
        self.assertEqual(self.page(self.city.people["wu"], case).status_code, 404)
        self.assertRedirects(
            self.page(self.city.people["qin"], case),
            f"/watch/cases/{case.number}/",
            fetch_redirect_response=False,
        )

    def test_the_queue_is_for_people_with_a_desk(self) -> None:
        for person in ("qin", "wu"):
            with self.subTest(person):
                self.assertEqual(self.get(self.city.people[person], "/desk/").status_code, 403)
        self.assertRedirects(
            Client().get("/desk/"), "/sign-in/?next=/desk/", fetch_redirect_response=False
        )


class QueryTests(DeskPageTests):
    def setUp(self) -> None:
        super().setUp()
        for minute in range(30, 36):
            case = self.at_city(f"第{minute}", minute=minute, topic=self.city.topics["insurance"])
            luo, city = self.city.luo.pk, self.desks["city"].pk
            act(case, Consult(luo, city, self.desks["insurance"].pk, "请答复"), at(14, minute))
            act(case, ConsultReply(self.gu.pk, 1, "可以"), at(14, minute))
        self.case = case

    def count(self, url: str) -> int:
        client = sign_in(self.city.luo)
        with clock.fixed(NOW), CaptureQueriesContext(connection) as asked:
            self.assertEqual(client.get(url).status_code, 200)
        return len(asked)

    def test_the_list_asks_little(self) -> None:
        for url, most in (
            ("/desk/", 7),
            (PollTests.URL, 7),
            ("/desk/?tab=consulting", 7),
            ("/desk/?tab=shared", 7),
        ):
            with self.subTest(url):
                self.assertEqual(self.count(url), most)

    def test_the_case_beside_it_asks_little_more_and_writes_the_look(self) -> None:
        self.assertEqual(self.count(f"/desk/{self.case.number}/"), 18)
