"""What a desk does with others: transfers, contests, and parts that several have."""

from typing import Any

import pytest

from lianhu.cases import rules
from lianhu.grid.models import Node
from lianhu.kernel import clock
from tests.cases.desk_visits import NOW, FurtherTests
from tests.cast import act, at, sign_in

pytestmark = pytest.mark.page


class TransferTests(FurtherTests):
    def test_places_around_and_departments_are_offered(self) -> None:
        choices = self.opened("transfer").fields["to"].choices

        groups = {str(label): [code for code, _ in rows] for label, rows in list(choices)[1:]}
        self.assertEqual(
            groups,
            {
                "石桥村": ["beat", "beat2"],
                "东柳社区": ["village2"],
                "柳溪镇": ["community"],
                "云禾市": ["town"],
                "社会保险局": ["insurance"],
                "水务局": ["water"],
            },
        )

    def test_to_a_department(self) -> None:
        response = self.post(self.he, self.case, "transfer", to="water", words="灯杆归供水科")

        self.assertEqual(self.desk(), self.desks["water"])
        self.assertContains(response, "已转办")
        self.assertContains(response, "转办供水科")

    def test_a_place_by_its_name(self) -> None:
        self.post(self.he, self.case, "transfer", place="河西村", words="灯在河西")

        self.assertEqual(self.desk(), self.desks["village2"])

    def test_a_part_of_a_name_offers_what_has_it(self) -> None:
        response = self.post(self.he, self.case, "transfer", place="河西", words="灯在河西")

        self.assertContains(response, "请选是哪个地方", status_code=422)
        _label, found = list(self.form(response, "transfer").fields["to"].choices)[1]
        self.assertEqual([code for code, _ in found], ["village2", "beat3"])

    def test_of_several_places_of_a_name_one_is_chosen(self) -> None:
        response = self.post(self.he, self.case, "transfer", place="第1联户网格", words="归他们")

        self.assertEqual(response.status_code, 422)
        form = self.form(response, "transfer")
        self.assertEqual(form["words"].value(), "归他们")
        label, found = list(form.fields["to"].choices)[1]
        self.assertEqual(label, "找到的")
        self.assertEqual(
            found,
            [
                ("beat", "石桥村第1联户网格（石桥村）"),
                ("beat3", "河西村第1联户网格（河西村）"),
            ],
        )

        self.post(self.he, self.case, "transfer", to="beat3", place="第1联户网格", words="归他们")
        self.assertEqual(self.desk(), self.desks["beat3"])

    def test_nowhere_is_refused_with_what_was_typed(self) -> None:
        wrong: list[dict[str, Any]] = [
            {},
            {"place": "没这个村"},
            {"to": "supervision"},
            {"to": "village"},
        ]
        for data in wrong:
            with self.subTest(data):
                response = self.post(self.he, self.case, "transfer", words="归他们", **data)
                self.assertEqual(response.status_code, 422)
                form = self.form(response, "transfer")
                self.assertTrue(form.errors)
                self.assertEqual(form["words"].value(), "归他们")
        self.assertEqual(self.kinds(), [])

    def test_a_place_that_is_closed_takes_nothing(self) -> None:
        Node.objects.filter(code="village2").update(closed_at=at(8))

        closed: list[dict[str, Any]] = [{"place": "河西村"}, {"to": "village2"}]
        for data in closed:
            response = self.post(self.he, self.case, "transfer", words="灯在河西", **data)
            self.assertEqual(response.status_code, 422)
            self.assertNotIn("village2", self.form(response, "transfer").as_p())


class ContestTests(FurtherTests):
    def setUp(self) -> None:
        super().setUp()
        to = rules.Transfer(
            self.he.pk, self.desks["village"].pk, self.desks["village2"].pk, "灯在河西"
        )
        act(self.case, to, at(14, 40))

    def test_it_stands_in_place_of_the_return(self) -> None:
        context = self.page(self.bo, self.case).context

        self.assertEqual(
            [act.route for act in context["acts"]],
            ["desk_consult", "desk_contest", "desk_pass_up", "desk_ask_resident"],
        )
        self.assertIn(
            "转办来的 不归您这儿办，可以提异议，写明原因，由东柳社区定。", self.notices(self.bo)
        )

    def test_the_desk_above_decides_and_that_holds(self) -> None:
        response = self.post(self.bo, self.case, "contest", words="桥这头归石桥村")
        self.assertContains(response, "已提异议")
        self.assertEqual(self.desk(), self.desks["community"])

        ma, community = self.city.people["ma"], self.desks["community"]
        act(
            self.case,
            rules.Transfer(ma.pk, community.pk, self.desks["village2"].pk, "按图在河西"),
            at(14, 45),
        )
        context = self.page(self.bo, self.case).context
        self.assertNotIn("desk_contest", [act.route for act in context["acts"]])
        self.assertNotIn("desk_return", [act.route for act in context["acts"]])
        self.assertIn("上级已经定了由您这儿办", self.notices(self.bo))
        again = self.post(self.bo, self.case, "contest", words="还是不归我们")
        self.assertContains(again, "您这儿提过一次异议", status_code=422)
        self.assertContains(again, "还是不归我们", status_code=422)

    def test_passing_up_goes_to_the_place_over_both(self) -> None:
        self.assertContains(self.page(self.bo, self.case), "上报东柳社区")

    def test_the_village_that_gave_it_away_reads_on_without_the_name(self) -> None:
        response = self.page(self.he, self.case)

        self.assertNotContains(response, "吴长青")
        self.assertNotContains(response, "<textarea")


class JointTests(FurtherTests):
    def test_the_desk_leads_and_departments_get_their_part(self) -> None:
        form = self.opened("joint")
        self.assertEqual(form["lead"].value(), "village")
        self.assertEqual(form["words"].value(), "桥头路灯不亮")

        response = self.post(
            self.he,
            self.case,
            "joint",
            lead="village",
            others=["water", "insurance"],
            words="请核对",
        )

        self.assertEqual(self.kinds(), ["taken", "joint"])
        self.assertEqual(self.desk(), self.desks["village"])
        self.assertContains(response, "请医疗保险科、供水科会办")

    def test_a_department_leads(self) -> None:
        self.post(self.he, self.case, "joint", lead="water", others=["insurance"], words="请核对")

        self.assertEqual(self.desk(), self.desks["water"])
        [part] = self.case.consultations.all()
        self.assertEqual((part.desk, part.asked_by), (self.desks["insurance"], self.desks["water"]))

    def test_the_lead_takes_no_part_and_somebody_has_to(self) -> None:
        for others in ([], ["water"]):
            response = self.post(
                self.he, self.case, "joint", lead="water", others=others, words="请核对"
            )
            self.assertEqual(response.status_code, 422)
            self.assertTrue(self.form(response, "joint")["others"].errors)

    def test_a_conflict_keeps_every_tick(self) -> None:
        self.case.refresh_from_db()
        seen = self.case.seq
        act(self.case, rules.Note(self.city.people["wu"].pk, None, "补充一句"), at(14, 44))
        with clock.fixed(NOW):
            response = sign_in(self.he).post(
                f"/desk/{self.case.number}/joint/",
                {
                    "seq": seen,
                    "lead": "village",
                    "others": ["insurance", "water"],
                    "words": "请核对",
                },
            )

        self.assertEqual(response.status_code, 409)
        form = self.form(response, "joint")
        self.assertEqual(form["others"].value(), ["insurance", "water"])
        self.assertEqual(form["words"].value(), "请核对")

    def test_what_came_of_a_part_stands_on_the_timeline(self) -> None:
        self.post(self.he, self.case, "joint", lead="village", others=["water"], words="请核对")
        act(self.case, rules.ConsultReply(self.city.people["jiang"].pk, 1, "不是水管"), NOW)

        response = self.page(self.he, self.case)
        self.assertContains(response, "供水科江平办了自己那一部分")
        self.assertContains(response, "不是水管")
