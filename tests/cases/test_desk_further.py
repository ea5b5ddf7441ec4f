"""What a desk does seldom: behind "More", each with a form of its own."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianhu.accounts.models import Draft
from lianhu.cases import rules
from lianhu.cases.models import Case
from lianhu.cases.views.acting import REFUSALS
from lianhu.cases.views.further import FURTHER
from lianhu.grid.models import Duty
from lianhu.kernel import clock
from tests.cases.desk_visits import NOW, FurtherTests
from tests.cast import act, at, sign_in

pytestmark = pytest.mark.page


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
        for query, most in (("", 18), ("?act=desk_transfer", 19), ("?act=desk_extend", 22)):
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
