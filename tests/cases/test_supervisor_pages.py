"""Supervisors see where cases wait and why, and which desks have nobody. No words, no names."""

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from lianhu.accounts.models import User
from lianhu.cases import watch
from lianhu.cases.jobs import move_overdue
from lianhu.cases.models import Case, Consultation, Stage
from lianhu.cases.rules import Answer, Confirm, Consult, PassUp, Reopen
from lianhu.grid import gaps
from lianhu.grid.models import CalendarYear, Desk, Duty, Leave
from lianhu.grid.rules import DeskKind, Role
from lianhu.kernel import clock
from tests.cast import LONG_AGO, act, ask, at, climb, make_city, sign_in

pytestmark = pytest.mark.page

NOW = at(15, 30)
WORDS = "外地住院怎么报销?"
NAMES = ("吴长青", "郑玉兰", "沈小满", "贺春生", "罗知微", "顾明", WORDS)


class SupervisorPageTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()
        self.desks = self.city.desks
        self.qin = self.city.people["qin"]

    def get(self, url: str, person: User | None = None, now: datetime = NOW) -> Any:
        with clock.fixed(now):
            return sign_in(person or self.qin).get(url)

    def overdue(self, now: datetime = NOW, person: User | None = None) -> dict[str, Any]:
        """Rows of the page by case number."""
        response = self.get("/watch/overdue/", person, now)
        for name in NAMES:
            self.assertNotContains(response, name)
        return {row["number"]: row for row in response.context["rows"]}

    def ask(self, minute: int = 30, desk: str = "city") -> Case:
        case = ask(self.city.wu, at(14, minute), WORDS, topic=self.city.topics["insurance"])
        return climb(self.city, case, desk, at(14, minute))

    def consult(self, case: Case, desk: str, minute: int) -> None:
        luo, city = self.city.luo.pk, self.desks["city"].pk
        act(case, Consult(luo, city, self.desks[desk].pk, "请答复"), at(14, minute))

    def supervise(self, node: str) -> User:
        """Bo supervises a part of the city."""
        bo = self.city.people["bo"]
        desk = Desk.objects.create(
            code=f"{node}-supervision",
            kind=DeskKind.SUPERVISION,
            node=self.city.nodes[node],
            hours=self.city.hours,
            name="督办",
            name_en="Supervision",
        )
        Duty.objects.create(desk=desk, person=bo, role=Role.SUPERVISOR, starts_at=LONG_AGO)
        return bo


class OverdueTests(SupervisorPageTests):
    def test_nothing_is_overdue_within_its_time(self) -> None:
        self.ask()

        self.assertEqual(self.overdue(at(14, 39)), {})
        self.assertContains(self.get("/watch/overdue/", now=at(14, 39)), "没有超时的")

    def test_a_stage_that_ran_out_and_was_not_moved_yet(self) -> None:
        case = self.ask()

        row = self.overdue(at(14, 40))[case.number]

        self.assertEqual(row["desk"], "市联群办")
        self.assertEqual(row["since"], at(14, 40))
        self.assertEqual(row["cause"], "办理时间到了")
        self.assertEqual(row["url"], f"/watch/cases/{case.number}/")

    def test_an_alert_at_the_top_stays_until_it_is_answered(self) -> None:
        case = self.ask()
        move_overdue(at(14, 41))

        row = self.overdue()[case.number]
        self.assertEqual((row["since"], row["cause"]), (at(14, 41), "办理时间到了"))

        act(case, Answer(self.city.luo.pk, self.desks["city"].pk, "可以"), at(15, 0))
        self.assertEqual(self.overdue(), {})

    def test_a_department_that_is_late_even_before_the_worker_noticed(self) -> None:
        case = self.ask()
        self.consult(case, "insurance", 32)

        self.assertEqual(self.overdue(at(14, 51)), {})
        row = self.overdue(at(14, 52))[case.number]
        self.assertEqual((row["since"], row["cause"]), (at(14, 52), "部门还没答复"))
        self.assertEqual(row["departments"], ["医疗保险科"])

        move_overdue(at(14, 53))
        self.assertEqual(self.overdue(at(14, 53))[case.number], row)

    def test_a_case_with_two_late_departments_stands_once(self) -> None:
        case = self.ask()
        self.consult(case, "water", 32)
        self.consult(case, "insurance", 33)
        Consultation.objects.update(late=True)

        rows = self.overdue(at(14, 54))

        self.assertEqual(len(rows), 1)
        self.assertEqual(rows[case.number]["departments"], ["供水科", "医疗保险科"])
        self.assertEqual(rows[case.number]["since"], at(14, 52))

    def test_nobody_on_duty_up_to_the_top(self) -> None:
        Duty.objects.exclude(role=Role.SUPERVISOR).delete()
        case = ask(self.city.wu, at(14, 30), WORDS)

        self.assertEqual(self.overdue(at(14, 31))[case.number]["cause"], "一直到最上级都没人值班")

    def test_not_solved_for_the_third_time(self) -> None:
        case = self.ask()
        luo, city, wu = self.city.luo.pk, self.desks["city"].pk, self.city.people["wu"].pk
        for minute in (31, 32, 33):
            act(case, Answer(luo, city, "可以"), at(14, minute))
            act(case, Reopen(wu), at(14, minute))

        self.assertEqual(self.overdue(at(14, 34))[case.number]["cause"], "第三次没解决")

    def test_it_says_where_in_the_city(self) -> None:
        case = ask(self.city.wu, at(14, 30), WORDS)

        row = self.overdue(at(14, 45))[case.number]

        self.assertEqual(row["desk"], "石桥村第1联户网格")
        self.assertEqual(row["above"], "柳溪镇 › 东柳社区 › 石桥村")

    def test_a_supervisor_sees_the_own_places_only(self) -> None:
        mine = ask(self.city.residents["ren"], at(14, 30), WORDS)
        ask(self.city.wu, at(14, 30), WORDS)
        bo = self.supervise("village2")

        self.assertEqual(self.overdue(person=bo).keys(), {mine.number})

    def test_the_longest_waiting_come_first_page_by_page(self) -> None:
        cases = [self.ask(minute) for minute in range(30, 37)]
        for case, minute in zip(cases[:3], (33, 34, 35), strict=True):
            self.consult(case, "water", minute)
        move_overdue(at(14, 42))  # alerts for what ran out by then
        found: list[tuple[datetime, str]] = []
        url = "/watch/overdue/"
        with patch.object(watch, "PAGE", 2):
            while url:
                context = self.get(url).context
                found += [(row["since"], row["number"]) for row in context["rows"]]
                url = context["next_at"] and f"/watch/overdue/?after={quote(context['next_at'])}"

        self.assertEqual(found, sorted(found))
        self.assertEqual(sorted(number for _, number in found), sorted(c.number for c in cases))

    def test_rows_late_since_one_instant_are_not_lost_between_pages(self) -> None:
        cases = [self.ask(minute) for minute in range(30, 36)]
        for case in cases[:2]:
            self.consult(case, "water", 35)
            Consultation.objects.filter(case=case).update(due_at=at(15, 0))
        Stage.objects.filter(case__in=cases[2:], closed_at=None).update(due_at=at(15, 0))
        Stage.objects.filter(case__in=cases[4:], closed_at=None).update(alerted_at=at(15, 0))
        for case in cases[4:]:
            case.events.create(seq=99, kind="alerted", data={"why": "timed_out"}, at=at(15, 0))
        seen: list[str] = []
        url = "/watch/overdue/"
        with patch.object(watch, "PAGE", 1):
            while url:
                context = self.get(url).context
                seen += [row["number"] for row in context["rows"]]
                url = context["next_at"] and f"/watch/overdue/?after={quote(context['next_at'])}"

        self.assertEqual(sorted(seen), sorted(case.number for case in cases))

    def test_nonsense_in_the_address_shows_the_first_page(self) -> None:
        case = self.ask()
        for after in ("%00", "~~", "2026-05-15T00:00:00Z~%00~1", "2026-05-15~stage~1", "x"):
            with self.subTest(after):
                rows = self.get(f"/watch/overdue/?after={after}").context["rows"]
                self.assertEqual([row["number"] for row in rows], [case.number])

    def test_it_is_for_supervisors(self) -> None:
        for url in ("/watch/overdue/", "/watch/unmanned/"):
            for person in ("luo", "gu", "shen", "wu"):
                with self.subTest(url=url, person=person):
                    self.assertEqual(self.get(url, self.city.people[person]).status_code, 403)

    def test_it_asks_little_however_much_waits(self) -> None:
        for minute in range(30, 36):
            self.consult(self.ask(minute), "insurance", minute)
        for minute in range(36, 40):
            self.ask(minute)
        while move_overdue(at(15, 10)):
            pass
        client = sign_in(self.qin)
        with clock.fixed(NOW), CaptureQueriesContext(connection) as asked:
            response = client.get("/watch/overdue/")

        self.assertEqual(len(response.context["rows"]), 10)
        self.assertEqual(len(asked), 11)


class WatchedCaseTests(SupervisorPageTests):
    def test_it_tells_the_way_and_the_promise_without_words_or_names(self) -> None:
        case = self.ask(desk="beat")
        act(case, PassUp(self.city.shen.pk, self.desks["beat"].pk, "问清了"), at(14, 33))
        climb_from_village = [("he", "village"), ("ma", "community"), ("fang", "town")]
        for person, desk in climb_from_village:
            act(case, PassUp(self.city.people[person].pk, self.desks[desk].pk), at(14, 36))
        self.consult(case, "insurance", 37)

        response = self.get(f"/watch/cases/{case.number}/")

        for hidden in (*NAMES, "问清了", "请答复"):
            with self.subTest(hidden):
                self.assertNotContains(response, hidden)
        stops = [(stop["desk"], stop["spent"]) for stop in response.context["stops"]]
        self.assertEqual(
            stops,
            [
                ("石桥村第1联户网格", timedelta(minutes=3)),
                ("石桥村", timedelta(minutes=3)),
                ("东柳社区", timedelta(0)),
                ("柳溪镇", timedelta(0)),
                ("市联群办", None),
            ],
        )
        self.assertContains(response, "今天15:30前")
        self.assertContains(response, "医疗保险科")

    def test_a_settled_case_can_still_be_looked_up(self) -> None:
        case = self.ask()
        act(case, Answer(self.city.luo.pk, self.desks["city"].pk, "可以"), at(14, 35))
        act(case, Confirm(self.city.people["wu"].pk), at(14, 36))

        self.assertContains(self.get(f"/watch/cases/{case.number}/"), "已办结")

    def test_who_may_see_it(self) -> None:
        case = self.ask()
        for person, expected in (("qin", 200), ("luo", 403), ("wu", 403)):
            with self.subTest(person):
                response = self.get(f"/watch/cases/{case.number}/", self.city.people[person])
                self.assertEqual(response.status_code, expected)
        bo = self.supervise("village2")
        self.assertEqual(self.get(f"/watch/cases/{case.number}/", bo).status_code, 404)
        self.assertEqual(self.get("/watch/cases/LH-0000-0000/").status_code, 404)

    def test_it_asks_little(self) -> None:
        case = self.ask()
        self.consult(case, "insurance", 32)
        client = sign_in(self.qin)
        with clock.fixed(NOW), CaptureQueriesContext(connection) as asked:
            client.get(f"/watch/cases/{case.number}/")

        self.assertEqual(len(asked), 8)


class UnmannedTests(SupervisorPageTests):
    def rows(self, now: datetime = NOW, person: User | None = None) -> dict[str, Any]:
        response = self.get("/watch/unmanned/", person, now)
        for name in NAMES:
            self.assertNotContains(response, name)
        return {row["desk"]: row for row in response.context["rows"]}

    def test_every_desk_manned(self) -> None:
        self.assertContains(self.get("/watch/unmanned/"), "每个席位都有人")

    def test_it_says_where_why_and_who_takes_over(self) -> None:
        Duty.objects.filter(desk__in=[self.desks["beat3"], self.desks["water"]]).delete()
        he = Duty.objects.get(person=self.city.he)
        Leave.objects.create(duty=he, starts_at=at(8), ends_at=at(18))

        rows = self.rows()

        self.assertEqual(list(rows), ["供水科", "石桥村", "河西村第1联户网格"])
        beat, village, water = rows["河西村第1联户网格"], rows["石桥村"], rows["供水科"]
        self.assertEqual((beat["cause"], beat["instead"]), ("岗位空缺", "河西村"))
        self.assertEqual(beat["above"], "柳溪镇 › 东柳社区 › 河西村")
        self.assertEqual((village["cause"], village["instead"]), ("请假，没有代班", "东柳社区"))
        self.assertEqual((water["above"], water["is_open"]), ("水务局", True))

    def test_before_opening_it_says_when_it_opens(self) -> None:
        Duty.objects.filter(desk=self.desks["beat3"]).delete()

        self.assertContains(self.get("/watch/unmanned/", now=at(7)), "今天 8:30")

    def test_a_supervisor_sees_the_own_places_only(self) -> None:
        Duty.objects.filter(role__in=(Role.OFFICER, Role.BACKUP)).delete()

        self.assertEqual(list(self.rows(person=self.supervise("village2"))), ["河西村第1联户网格"])

    def test_it_warns_while_the_years_days_off_are_unconfirmed(self) -> None:
        warning = "还没有人核对"
        self.assertNotContains(self.get("/watch/unmanned/"), warning)

        CalendarYear.objects.all().delete()
        self.assertContains(self.get("/watch/unmanned/"), f"2026年的放假和调休{warning}")

    def test_pages_follow_one_another(self) -> None:
        Duty.objects.exclude(role=Role.SUPERVISOR).delete()
        seen: list[str] = []
        url = "/watch/unmanned/"
        with patch.object(gaps, "PAGE", 4):
            while url:
                context = self.get(url).context
                seen += [row["desk"] for row in context["rows"]]
                url = context["next_at"] and f"/watch/unmanned/?after={quote(context['next_at'])}"

        self.assertEqual(len(seen), 10)
        self.assertEqual(len(set(seen)), 10)

    def test_it_asks_little_however_many_are_unmanned(self) -> None:
        Duty.objects.exclude(role=Role.SUPERVISOR).delete()
        client = sign_in(self.qin)
        with clock.fixed(NOW), CaptureQueriesContext(connection) as asked:
            client.get("/watch/unmanned/")

        self.assertEqual(len(asked), 10)
