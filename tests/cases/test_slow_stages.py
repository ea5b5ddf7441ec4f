"""What took most of its time or ran out, by what kept it. Never by person, and so never by beat."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from lianhu.cases import jobs, rules
from lianhu.cases.deadlines import move_deadlines
from lianhu.cases.models import Case, Stage
from lianhu.grid.changes import setting_changed
from lianhu.grid.models import Duty
from lianhu.kernel import clock
from tests.cases.desk_visits import DeskPageTests
from tests.cast import act, ask, at, climb, sign_in

Found = dict[str, dict[str, tuple[int, int]]]
URL = "/watch/slow/"


class SlowStageTests(DeskPageTests):
    def found(self, now: datetime, query: str = "?by=level", who: str = "qin") -> Found:
        """Open and closed stages by cause and line."""
        response = self.get(self.city.people[who], URL + query, now)
        return {
            cause["title"]: {
                line["what"]: (line["open"], line["closed"]) for line in cause["lines"]
            }
            for cause in response.context["causes"]
        }

    def at_beat(self, minute: int = 30, words: str = "灯", **facts: Any) -> Case:
        return ask(self.city.wu, at(14, minute), words, **facts)

    def test_within_its_time_nothing_is_slow(self) -> None:
        case = self.at_beat()
        act(case, rules.Answer(self.city.shen.pk, self.desks["beat"].pk, "好"), at(14, 40))

        self.assertEqual(self.found(at(14, 45)), {})
        self.assertContains(self.get(self.city.people["qin"], URL, at(14, 45)), "近来没有办得慢的")

    def test_answered_with_three_quarters_of_its_time(self) -> None:
        case = self.at_beat()
        act(case, rules.Answer(self.city.shen.pk, self.desks["beat"].pk, "好"), at(14, 41, 15))

        self.assertEqual(self.found(at(14, 45)), {"用去大部分时间": {"联户网格": (0, 1)}})

    def test_a_second_less_is_not_slow(self) -> None:
        case = self.at_beat()
        act(case, rules.Answer(self.city.shen.pk, self.desks["beat"].pk, "好"), at(14, 41, 14))

        self.assertEqual(self.found(at(14, 45)), {})

    def test_about_to_run_out(self) -> None:
        self.at_beat()

        self.assertEqual(self.found(at(14, 41, 14)), {})
        self.assertEqual(self.found(at(14, 41, 15)), {"用去大部分时间": {"联户网格": (1, 0)}})

    def test_passed_up_late(self) -> None:
        case = self.at_beat()
        act(case, rules.PassUp(self.city.shen.pk, self.desks["beat"].pk, "不清楚"), at(14, 43))

        self.assertEqual(self.found(at(14, 44)), {"上报得晚": {"联户网格": (0, 1)}})

    def test_sent_on_late(self) -> None:
        case = self.at_beat()
        to = self.desks["village2"].pk
        act(
            case,
            rules.Transfer(self.city.shen.pk, self.desks["beat"].pk, to, "归河西"),
            at(14, 43),
        )

        self.assertEqual(self.found(at(14, 44)), {"转出得晚": {"联户网格": (0, 1)}})

    def test_ran_out_and_not_moved_yet_and_then_moved(self) -> None:
        self.at_beat()
        self.assertEqual(self.found(at(14, 45)), {"办理时间到了": {"联户网格": (1, 0)}})

        while jobs.move_overdue(at(14, 45)):
            pass
        self.assertEqual(self.found(at(14, 46)), {"办理时间到了": {"联户网格": (0, 1)}})

    def test_waiting_for_a_department(self) -> None:
        case = climb(self.city, self.at_beat(), "city", at(14, 30))
        luo, city = self.city.luo.pk, self.desks["city"].pk
        act(case, rules.Consult(luo, city, self.desks["insurance"].pk, "请答复"), at(14, 32))
        jobs.move_overdue(at(14, 53))

        self.assertEqual(self.found(at(15, 2)), {"部门还没答复": {"市": (1, 0)}})

    def test_nobody_on_duty_up_to_the_top(self) -> None:
        Duty.objects.filter(desk__kind="node").delete()
        self.at_beat()

        self.assertEqual(self.found(at(14, 31)), {"没人值班": {"市": (1, 0)}})

    def test_left_without_anybody_after_most_of_its_time(self) -> None:
        self.at_beat()
        Duty.objects.filter(desk__code="beat").update(ends_at=at(14, 42))
        setting_changed(self.desks["beat"])
        move_deadlines(at(14, 43))

        self.assertEqual(self.found(at(14, 44)), {"没人值班": {"联户网格": (0, 1)}})

    def test_too_much_at_once_above(self) -> None:
        for words in ("灯", "水"):
            climb(self.city, self.at_beat(33, words), "village", at(14, 33))
        with override_settings(LIANHU_FLOOD=1):
            while jobs.move_overdue(at(14, 40)):
                pass

        found = self.found(at(14, 46))
        self.assertEqual(found["上一级一下子来得太多"], {"村": (1, 0)})

    def test_whose_it_is_was_left_open(self) -> None:
        case = climb(self.city, self.at_beat(33), "village", at(14, 33))
        village, hexi = self.desks["village"].pk, self.desks["village2"].pk
        act(case, rules.Transfer(self.city.he.pk, village, hexi, "归河西"), at(14, 34))
        act(case, rules.Contest(self.city.people["bo"].pk, hexi, "归石桥"), at(14, 35))

        self.assertEqual(self.found(at(14, 41)), {"提了异议，归谁办还没定": {"社区": (1, 0)}})

    def test_by_place_beats_count_for_the_place_above_them(self) -> None:
        self.at_beat()
        ask(self.city.residents["ren"], at(14, 30), "灯")

        for query, places in (
            ("", {"柳溪镇"}),
            ("?in=town", {"东柳社区"}),
            ("?in=community", {"石桥村", "河西村"}),
            ("?in=village2", {"河西村"}),
        ):
            with self.subTest(query):
                found = self.found(at(14, 45), query)
                self.assertEqual(found["办理时间到了"].keys(), places)
        response = self.get(self.city.people["qin"], f"{URL}?in=village", at(14, 45))
        self.assertNotContains(response, "第1联户网格")
        self.assertNotContains(response, "沈小满")

    def test_by_topic(self) -> None:
        self.at_beat(topic=self.city.topics["water"])
        self.at_beat(words="另一盏灯")

        self.assertEqual(
            self.found(at(14, 45), "?by=topic"),
            {"办理时间到了": {"供水科": (1, 0), "没有选类别": (1, 0)}},
        )

    def test_what_lies_back_a_week_is_told_no_more(self) -> None:
        case = self.at_beat()
        act(case, rules.PassUp(self.city.shen.pk, self.desks["beat"].pk, "不清楚"), at(14, 43))
        Stage.objects.filter(case=case, closed_at=None).update(due_at=None, running_since=None)
        week = timedelta(days=7)

        self.assertEqual(len(self.found(at(14, 42) + week)), 1)
        self.assertEqual(self.found(at(14, 43) + week), {})

    def test_whom_it_is_about_does_not_count_it(self) -> None:
        Case.objects.filter(pk=self.at_beat().pk).update(about=self.city.people["qin"])

        self.assertEqual(self.found(at(14, 45)), {})

    def test_it_asks_little_however_much_was_slow(self) -> None:
        for n in range(4):
            self.at_beat(words=f"第{n}", topic=self.city.topics["water"])
        for by in ("place", "level", "topic"):
            client = sign_in(self.city.people["qin"])
            with clock.fixed(at(14, 45)), CaptureQueriesContext(connection) as asked:
                client.get(f"{URL}?by={by}&in=town")
            with self.subTest(by):
                self.assertLessEqual(len(asked), 10)
