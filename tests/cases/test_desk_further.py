"""What a desk does seldom: behind "More", each with a form of its own."""

import json
from datetime import date
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianhu.accounts.models import Draft
from lianhu.cases import rules
from lianhu.cases.models import Case
from lianhu.cases.views.acting import REFUSALS
from lianhu.cases.views.further import FURTHER
from lianhu.grid.models import Desk, Duty, Node
from lianhu.kernel import clock
from tests.cases.desk_visits import NOW, DeskPageTests
from tests.cast import act, ask, at, climb, sign_in


class FurtherTests(DeskPageTests):
    """He, in the village, has a matter that Wu asked about."""

    def setUp(self) -> None:
        super().setUp()
        self.he, self.bo = self.city.he, self.city.people["bo"]
        self.case = climb(
            self.city,
            ask(self.city.wu, at(14, 33), "桥头路灯不亮", case_class=rules.CaseClass.MATTER),
            "village",
            at(14, 33),
        )

    def kinds(self) -> list[str]:
        return list(self.case.events.order_by("seq").values_list("kind", flat=True))[2:]

    def desk(self) -> Desk:
        return self.case.stages.get(closed_at=None).desk

    def opened(self, act: str, person: Any = None) -> Any:
        response = self.page(person or self.he, self.case, query=f"?act=desk_{act}")
        return next(a for a in response.context["acts"] if a.route == f"desk_{act}").form

    def form(self, response: Any, act: str) -> Any:
        return next(a for a in response.context["acts"] if a.route == f"desk_{act}").form

    def notices(self, person: Any) -> str:
        shown = self.page(person, self.case).context["notices"]
        return " ".join(f"{notice.title} {notice.text}" for notice in shown)


class MoreTests(FurtherTests):
    def test_few_buttons_stand_there_and_the_rest_is_behind_more(self) -> None:
        context = self.page(self.he, self.case).context

        at_hand = [act.route for act in context["acts"]]
        self.assertEqual(
            at_hand, ["desk_consult", "desk_return", "desk_pass_up", "desk_ask_resident"]
        )
        behind = {choice.route.removeprefix("desk_") for choice in context["more"]}
        self.assertEqual(
            behind,
            FURTHER.keys() - {"ask_resident", "reply", "contest", "hand"} | {"on_behalf", "note"},
        )

    def test_no_two_keys_are_the_same(self) -> None:
        act(self.case, rules.Take(self.he.pk, self.desks["village"].pk), NOW)
        context = self.page(self.he, self.case).context

        acts = [act.key for act in context["acts"]] + [one.key for one in context["more"]]
        keys = [*acts, "a", "t", "f", "j", "k", "?"]
        self.assertEqual(sorted(set(keys)), sorted(keys))
        self.assertEqual({key.key for key in context["keys"]} & set(acts), set(acts))

    def test_every_choice_opens_its_form(self) -> None:
        act(self.case, rules.Take(self.he.pk, self.desks["village"].pk), NOW)
        for choice in self.page(self.he, self.case).context["more"]:
            with self.subTest(choice.route):
                if choice.form is not None:
                    self.assertEqual(choice.route, "desk_hand")
                    continue
                response = self.get(self.he, choice.url)
                [opened] = [a for a in response.context["acts"] if a.is_open]
                self.assertEqual(opened.route, choice.route)
                self.assertContains(response, f'action="{opened.url}"')

    def test_readers_have_no_more(self) -> None:
        act(self.case, rules.PassUp(self.he.pk, self.desks["village"].pk), NOW)

        response = self.page(self.he, self.case, query="?act=desk_transfer")
        self.assertEqual((response.context["more"], response.context["acts"]), ([], []))

    def test_a_page_asks_no_more_for_what_is_not_opened(self) -> None:
        client = sign_in(self.he)
        for query, most in (("", 14), ("?act=desk_transfer", 15), ("?act=desk_extend", 20)):
            with self.subTest(query), clock.fixed(NOW):
                with CaptureQueriesContext(connection) as asked:
                    client.get(f"/desk/{self.case.number}/{query}")
                self.assertEqual(len(asked), most)

    def test_what_was_begun_is_open_again_and_marked(self) -> None:
        words = {"place": "河西", "words": "灯在河西"}
        Draft.objects.create(
            user=self.he,
            form="desk_transfer",
            ref=self.case.number,
            body=json.dumps(words),
            updated_at=at(14, 40),
        )

        context = self.page(self.he, self.case).context
        [opened] = [act for act in context["acts"] if act.is_open]
        self.assertEqual(opened.route, "desk_transfer")
        self.assertEqual(opened.form["words"].value(), "灯在河西")
        marked = [one.route for one in context["more"] if one.has_draft]
        self.assertEqual(marked, ["desk_transfer"])
        self.assertIsNone(context["left"])

        chosen = self.page(self.he, self.case, query="?act=desk_extend").context
        self.assertEqual([a.route for a in chosen["acts"] if a.is_open], ["desk_extend"])

    def test_every_refusal_has_a_text(self) -> None:
        refused = set(rules.errors.Refused.__subclasses__()) - {rules.NothingDue}

        self.assertEqual(refused - REFUSALS.keys(), set())


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


class AskResidentTests(FurtherTests):
    def test_it_waits_and_says_until_when(self) -> None:
        response = self.post(self.he, self.case, "ask-resident", words="哪一根灯杆?")

        self.assertEqual(self.kinds(), ["taken", "resident_asked"])
        self.assertContains(response, "已请群众补充")
        self.assertIn("待群众补充 等回复不计时，最迟等到5月18日 14:45", self.notices(self.he))
        routes = [act.route for act in response.context["acts"]]
        self.assertNotIn("desk_ask_resident", routes)
        self.assertNotContains(response, "说好")

    def test_a_reply_by_telephone_is_written_down_and_the_time_runs_again(self) -> None:
        self.post(self.he, self.case, "ask-resident", words="哪一根灯杆?")

        response = self.post(self.he, self.case, "reply", words="村口那根")

        self.assertEqual(self.kinds(), ["taken", "resident_asked", "resident_replied"])
        self.assertContains(response, "石桥村贺春生记下了群众的答复")
        self.assertContains(response, "村口那根")
        routes = [act.route for act in response.context["acts"]]
        self.assertIn("desk_ask_resident", routes)
        self.assertNotIn("desk_reply", routes)
        self.case.refresh_from_db()
        journey = sign_in(self.city.people["wu"]).get(f"/my/{self.case.number}/")
        self.assertContains(journey, "您说的话已经记下")

    def test_asking_twice_is_refused_with_what_was_typed(self) -> None:
        self.post(self.he, self.case, "ask-resident", words="哪一根?")

        response = self.post(self.he, self.case, "ask-resident", words="哪一盏?")
        self.assertEqual(response.status_code, 422)
        self.assertEqual(self.form(response, "ask_resident")["words"].value(), "哪一盏?")


class ExtendTests(FurtherTests):
    """Promised by Wednesday the 20th; three working days more reach to Monday the 25th."""

    def test_the_days_that_can_be_chosen_stand_beside_the_field(self) -> None:
        form = self.opened("extend")

        self.assertEqual(form["until"].help_text, "可选5月20日至5月25日。")
        attributes = form.fields["until"].widget.attrs
        self.assertEqual((attributes["min"], attributes["max"]), ("2026-05-20", "2026-05-25"))

    def test_those_days_are_taken_and_no_others(self) -> None:
        for day, status in (("2026-05-19", 422), ("2026-05-26", 422), ("2026-05-23", 422)):
            with self.subTest(day):
                response = self.post(self.he, self.case, "extend", until=day, words="等灯")
                self.assertEqual(response.status_code, status)
                form = self.form(response, "extend")
                self.assertTrue(form.non_field_errors())
                self.assertContains(response, "可选5月20日至5月25日。", status_code=422)
        response = self.post(self.he, self.case, "extend", until="2026-05-25", words="等灯")

        self.case.refresh_from_db()
        self.assertEqual(self.case.promise_due_at, at(17, 30, day=date(2026, 5, 25)))
        self.assertIn("已延期：5月25日前 等灯", self.notices(self.he))
        self.assertNotIn("desk_extend", [one.route for one in response.context["more"]])

    def test_once_only(self) -> None:
        self.post(self.he, self.case, "extend", until="2026-05-21", words="等灯")

        response = self.post(self.he, self.case, "extend", until="2026-05-22", words="还等")
        self.assertContains(response, "只能延期一次", status_code=422)
        self.assertContains(response, "还等", status_code=422)


class SmallActTests(FurtherTests):
    def test_whoever_is_busy_hands_it_over_with_one_press(self) -> None:
        act(self.case, rules.Take(self.he.pk, self.desks["village"].pk), at(14, 40))
        [hand] = [c for c in self.page(self.he, self.case).context["more"] if c.form]
        self.assertEqual(hand.route, "desk_hand")

        response = self.post(self.he, self.case, "hand")
        self.assertContains(response, "已交给值班")
        self.assertIsNone(self.case.stages.get(closed_at=None).taken_by)
        self.assertNotIn("desk_hand", [one.route for one in response.context["more"]])

    def test_kept_in_confidence_it_is_said_and_done_once(self) -> None:
        self.assertContains(
            self.page(self.he, self.case, query="?act=desk_confidential"), "设了就不能取消"
        )

        response = self.post(self.he, self.case, "confidential")
        self.assertIn("要求保密", self.notices(self.he))
        behind = {one.route for one in response.context["more"]}
        self.assertFalse(
            behind & {"desk_confidential", "desk_merge", "desk_summarise", "desk_publish_need"}
        )

    def test_words_for_neighbours_are_asked_about_once_when_a_number_is_in_them(self) -> None:
        words = "路灯已报修,问13812345678"
        response = self.post(self.he, self.case, "summarise", words=words)
        self.assertContains(response, "里面有电话号码", status_code=422)
        form = self.form(response, "summarise")
        self.assertEqual((form["words"].value(), form["warned"].value()), (words, "on"))
        self.assertEqual(self.kinds(), [])

        self.post(self.he, self.case, "summarise", words=words, warned="on")
        self.assertEqual(self.kinds(), ["summarised"])

    def test_a_need_is_made_known_only_with_the_households_word(self) -> None:
        response = self.post(self.he, self.case, "publish-need", words="要人买菜")
        self.assertContains(response, "请先问过这户", status_code=422)

        self.post(self.he, self.case, "publish-need", words="要人买菜", agreed="on")
        self.assertEqual(self.kinds(), ["taken", "need_published"])

    def test_only_matters_have_needs(self) -> None:
        Case.objects.filter(pk=self.case.pk).update(case_class=rules.CaseClass.QUESTION)

        behind = {one.route for one in self.page(self.he, self.case).context["more"]}
        self.assertNotIn("desk_publish_need", behind)

    def test_a_desk_without_a_colleague_takes_nothing(self) -> None:
        Duty.objects.filter(desk=self.desks["village2"]).delete()

        response = self.post(self.he, self.case, "transfer", to="village2", words="归河西")
        self.assertContains(response, "没人值班", status_code=422)


class FollowUpTests(FurtherTests):
    def setUp(self) -> None:
        super().setUp()
        village = self.desks["village"].pk
        act(self.case, rules.OnBehalf(self.he.pk, village, "报修了", date(2026, 5, 15)), NOW)

    def answered(self) -> None:
        act(self.case, rules.Answer(self.he.pk, self.desks["village"].pk, "已换灯"), NOW)

    def test_before_an_answer_nothing_can_be_solved_by_it(self) -> None:
        [asked] = [
            a for a in self.page(self.he, self.case).context["acts"] if a.route == "desk_follow_up"
        ]
        self.assertEqual([field.name for field in asked.form.visible_fields()], ["words"])

        self.post(self.he, self.case, "follow-up", words="在等")
        self.assertEqual(self.kinds()[-1], "followed_up")

    def said(self, solved: str) -> list[str]:
        self.answered()
        self.post(self.he, self.case, "follow-up", words="问过", solved=solved)
        return self.kinds()[3:]

    def test_solved_settles_it(self) -> None:
        self.assertEqual(self.said("yes"), ["followed_up", "settled"])

    def test_not_solved_opens_it_again(self) -> None:
        self.assertEqual(self.said("no"), ["followed_up", "reopened"])

    def test_who_was_not_asked_leaves_it_as_it_is(self) -> None:
        self.assertEqual(self.said(""), ["followed_up"])
