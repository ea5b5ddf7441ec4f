"""A department that holds a case works on it like any desk; one that is asked sees the brief."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianhu.cases import rules, services
from lianhu.cases.models import Case
from lianhu.kernel import clock
from lianhu.privacy.models import Look
from tests.cases.desk_visits import NOW, DeskPageTests
from tests.cast import act, ask, at, climb, sign_in

pytestmark = pytest.mark.page


class DepartmentDeskTests(DeskPageTests):
    """The village has transferred a question to water supply, where Jiang serves."""

    def setUp(self) -> None:
        super().setUp()
        self.jiang = self.city.people["jiang"]
        self.case = self.transferred("停水两天了")

    def transferred(self, words: str) -> Case:
        case = climb(self.city, ask(self.city.wu, at(14, 33), words), "village", at(14, 34))
        village, water = self.desks["village"].pk, self.desks["water"].pk
        return act(case, rules.Transfer(self.city.he.pk, village, water, "归供水科"), at(14, 40))


class HoldingTests(DepartmentDeskTests):
    def test_it_has_a_queue_beside_what_it_is_asked(self) -> None:
        response = self.get(self.jiang, "/desk/")

        self.assertEqual([row.title for row in response.context["rows"]], ["停水两天了"])
        self.assertContains(response, "柳溪镇")
        labels = [link.label for link in response.context["nav"]]
        self.assertEqual(labels, ["待我答复", "工作台", "待办", "请假", "通知", "怎么办"])
        with clock.fixed(NOW):
            self.assertEqual(sign_in(self.jiang).get("/")["Location"], "/consultations/")

    def test_an_empty_queue_is_no_error(self) -> None:
        response = self.get(self.gu, "/desk/")

        self.assertContains(response, "没有待办，安心忙您的")
        self.assertEqual(
            {tab["label"]: tab["count"] for tab in response.context["tabs"]},
            {"要我办": "0", "已请部门答复": "0"},
        )

    def test_nothing_lies_below_a_department(self) -> None:
        response = self.get(self.gu, "/desk/?tab=shared")

        self.assertContains(response, "下面没有等着的")
        self.assertEqual(response.context["tabs"][-1]["count"], "0")

    def test_the_holder_sees_who_asked_and_that_is_recorded(self) -> None:
        response = self.page(self.jiang, self.case)

        self.assertContains(response, "吴长青")
        look = Look.objects.get()
        self.assertEqual((look.actor, look.desk), (self.jiang, self.desks["water"].pk))

    def test_it_answers(self) -> None:
        self.post(self.jiang, self.case, "answer", words="十点来水")

        self.case.refresh_from_db()
        self.assertEqual(self.case.answered_by, self.desks["water"])

    def test_it_passes_up_to_the_place_that_it_stands_at(self) -> None:
        self.assertContains(self.page(self.jiang, self.case), "上报市联群办")

        self.post(self.jiang, self.case, "pass-up", words="要市里定")
        self.assertEqual(self.case.stages.get(closed_at=None).desk, self.desks["city"])

    def test_who_leads_returns_to_the_desk_that_asked_it_to(self) -> None:
        case = climb(self.city, ask(self.city.zheng, at(14, 33), "修路"), "city", at(14, 34))
        water, insurance = self.desks["water"].pk, self.desks["insurance"].pk
        lead = rules.Joint(self.city.luo.pk, self.desks["city"].pk, water, (insurance,), "请核对")
        act(case, lead, at(14, 40))

        self.assertContains(self.page(self.jiang, case), "退回市联群办")
        self.post(self.jiang, case, "return", words="牵头不合适")
        self.assertEqual(case.stages.get(closed_at=None).desk, self.desks["city"])

    def test_it_is_not_offered_to_itself(self) -> None:
        for act_name, field in (("desk_transfer", "to"), ("desk_joint", "others")):
            response = self.page(self.jiang, self.case, query=f"?act={act_name}")
            form = next(a for a in response.context["acts"] if a.route == act_name).form
            choices = dict(form.fields[field].choices)
            self.assertNotIn("水务局", choices)
            self.assertIn("社会保险局", choices)

    def test_a_topic_that_goes_straight_there_waits_in_its_queue(self) -> None:
        topic = self.city.topics["insurance"]
        topic.straight_to = self.desks["insurance"]
        topic.save()
        question = services.Question(
            self.city.wu, self.city.nodes["beat"], "社保卡丢了", topic=topic
        )
        services.ask(question, key="straight", now=at(14, 40))

        rows = self.get(self.gu, "/desk/").context["rows"]
        self.assertEqual([row.title for row in rows], ["社保卡丢了"])

    def test_the_climb_names_the_department_not_its_town(self) -> None:
        stops = self.page(self.jiang, self.case).context["climb"].stops

        self.assertEqual([stop.label for stop in stops], ["吴长青", "联户干部", "石桥村", "供水科"])

    def test_both_pages_ask_little(self) -> None:
        for n in range(4):
            self.transferred(f"第{n}")
        client = sign_in(self.jiang)
        for url, most in (("/desk/", 7), (f"/desk/{self.case.number}/", 18)):
            with self.subTest(url), clock.fixed(NOW):
                with CaptureQueriesContext(connection) as asked:
                    client.get(url)
                self.assertEqual(len(asked), most)


class BesideTests(DepartmentDeskTests):
    """Where a case has been beside its ladder stands in the drawing where it lies."""

    def stops(self, case: Case) -> list[str]:
        stops = self.page(self.city.luo, case).context["climb"].stops
        return [stop.label for stop in stops][1:]

    def test_a_place_elsewhere_stands_below_the_one_over_both(self) -> None:
        case = climb(self.city, ask(self.city.wu, at(14, 33), "灯"), "village", at(14, 34))
        village, hexi = self.desks["village"].pk, self.desks["village2"].pk
        bo = self.city.people["bo"].pk
        act(case, rules.Transfer(self.city.he.pk, village, hexi, "归河西"), at(14, 35))
        act(case, rules.Contest(bo, hexi, "归石桥"), at(14, 36))
        for desk, person in (("community", "ma"), ("town", "fang")):
            act(
                case,
                rules.PassUp(self.city.people[person].pk, self.desks[desk].pk),
                at(14, 37),
            )

        self.assertEqual(
            self.stops(case), ["联户干部", "石桥村", "河西村", "东柳社区", "柳溪镇", "云禾市"]
        )

    def test_a_department_stands_behind_the_desk_over_it(self) -> None:
        act(self.case, rules.Contest(self.jiang.pk, self.desks["water"].pk, "归社保"), NOW)

        self.assertEqual(self.stops(self.case), ["联户干部", "石桥村", "云禾市", "供水科"])


class PartTests(DepartmentDeskTests):
    """Jiang leads, and Gu has a part."""

    def setUp(self) -> None:
        super().setUp()
        water, insurance = self.desks["water"].pk, self.desks["insurance"].pk
        act(self.case, rules.Joint(self.jiang.pk, water, water, (insurance,), "请核对补助"), NOW)
        self.part = self.case.consultations.get()

    def test_it_is_shown_as_a_part_without_the_household(self) -> None:
        listed = self.get(self.gu, "/consultations/")
        page = self.get(self.gu, f"/consultations/{self.part.pk}/")

        self.assertContains(listed, "会办的一部分")
        self.assertContains(page, "几个部门一起办，供水科主办并答复群众")
        for hidden in ("吴长青", "停水两天了", "石桥村", self.case.number):
            self.assertNotContains(page, hidden)
        self.assertEqual(self.page(self.gu, self.case).status_code, 404)
        self.assertContains(self.get(self.gu, "/inbox/"), "会办的一部分，供水科主办")

    def test_a_part_stops_no_clock(self) -> None:
        rows = self.get(self.jiang, "/desk/").context["rows"]

        self.assertEqual([row.title for row in rows], ["停水两天了"])
