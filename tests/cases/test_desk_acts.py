"""Everything that a desk can do with a case, and what happens when somebody was faster."""

import re
from typing import Any

import pytest

from lianhu.cases.rules import Note, Take
from lianhu.grid.models import Duty
from lianhu.kernel import clock
from tests.cases.desk_visits import NOW, DeskPageTests
from tests.cast import LONG_AGO, act, ask, at, climb, sign_in

pytestmark = pytest.mark.page


class ActTests(DeskPageTests):
    def setUp(self) -> None:
        super().setUp()
        self.case = self.at_city(
            "外地住院怎么报销?电话13812345678", topic=self.city.topics["insurance"]
        )

    def kinds(self) -> list[str]:
        return list(self.case.events.order_by("seq").values_list("kind", flat=True))[5:]

    def test_take(self) -> None:
        response = self.post(self.city.luo, self.case, "take")

        self.assertEqual(self.kinds(), ["taken"])
        self.assertIsNone(response.context["take"])

    def test_answer_with_papers(self) -> None:
        response = self.post(
            self.city.luo,
            self.case,
            "answer",
            words="可以报销",
            papers="医保卡\n住院发票 - 要原件",
        )

        self.assertEqual(self.kinds(), ["taken", "answered"])
        papers = response.context["answer"].papers
        self.assertEqual(
            [(paper.name, paper.note) for paper in papers],
            [("医保卡", ""), ("住院发票", "要原件")],
        )
        self.assertIsNone(response.context["composer"])

    def test_the_brief_is_prefilled_without_numbers_for_the_topics_department(self) -> None:
        response = self.page(self.city.luo, self.case)

        form = next(a.form for a in response.context["acts"] if a.route == "desk_consult")
        self.assertEqual(form["department"].value(), "insurance")
        self.assertEqual(form["words"].value(), "外地住院怎么报销?电话*******5678")
        self.assertInHTML(
            '<option value="insurance" selected>医疗保险科</option>', response.content.decode()
        )

    def test_consult_sends_the_edited_brief(self) -> None:
        self.post(self.city.luo, self.case, "consult", department="water", words="河水为什么发臭")

        asked = self.case.consultations.get()
        self.assertEqual((asked.desk, asked.brief.body), (self.desks["water"], "河水为什么发臭"))

    def test_return_wants_a_reason_and_goes_back_the_way_it_came(self) -> None:
        refused = self.post(self.city.luo, self.case, "return", words=" ")
        self.assertEqual(refused.status_code, 422)
        [back] = [a for a in refused.context["acts"] if a.route == "desk_return"]
        self.assertTrue(back.is_open)
        self.assertTrue(back.form["words"].errors)

        self.post(self.city.luo, self.case, "return", words="镇里能办")
        self.assertEqual(self.kinds(), ["moved"])
        self.assertEqual(self.case.stages.get(closed_at=None).desk, self.desks["town"])

    def test_pass_up_names_the_desk_above_and_the_top_has_none(self) -> None:
        case = climb(self.city, ask(self.city.wu, at(14, 40)), "community", at(14, 40))

        self.assertContains(self.page(self.city.people["ma"], case), "上报柳溪镇")
        self.assertNotContains(self.page(self.city.luo, self.case), "pass-up")

        self.post(self.city.people["ma"], case, "pass-up")
        self.assertEqual(case.stages.get(closed_at=None).desk, self.desks["town"])

    def test_on_behalf_with_a_follow_up_after_the_answer_too(self) -> None:
        self.post(self.city.luo, self.case, "answer", words="可以报销")

        self.post(self.city.luo, self.case, "on-behalf", words="已备案", follow_up_on="2026-06-03")

        self.case.refresh_from_db()
        self.assertEqual(str(self.case.follow_up_on), "2026-06-03")

    def test_a_follow_up_in_the_past_is_refused_with_what_was_typed(self) -> None:
        response = self.post(
            self.city.luo, self.case, "on-behalf", words="已备案", follow_up_on="2026-05-14"
        )

        self.assertEqual(response.status_code, 422)
        self.assertContains(response, "已备案", status_code=422)
        self.assertContains(response, "日期", status_code=422)
        self.assertEqual(self.kinds(), [])

    def test_note(self) -> None:
        self.post(self.city.luo, self.case, "note", words="问过医院")

        self.assertEqual(self.kinds(), ["noted"])

    def test_a_consultation_nobody_can_answer_is_refused_beside_its_form(self) -> None:
        Duty.objects.filter(desk=self.desks["water"]).delete()

        response = self.post(
            self.city.luo, self.case, "consult", department="water", words="请答复"
        )

        self.assertEqual(response.status_code, 422)
        [form] = [a.form for a in response.context["acts"] if a.route == "desk_consult"]
        self.assertTrue(form.non_field_errors())
        self.assertEqual(form["words"].value(), "请答复")

    def test_acting_keeps_the_place_in_the_list(self) -> None:
        self.case.refresh_from_db()
        with clock.fixed(NOW):
            response = sign_in(self.city.luo).post(
                f"/desk/{self.case.number}/note/?tab=consulting",
                {"seq": self.case.seq, "words": "问过"},
            )

        self.assertRedirects(
            response, f"/desk/{self.case.number}/?tab=consulting", fetch_redirect_response=False
        )

    def test_every_form_on_the_page_works_as_it_stands(self) -> None:
        """What a browser without scripts would send, read off the page."""
        html = self.page(self.city.luo, self.case).content.decode()
        for action in re.findall(r'<form[^>]* action="(/desk/[^"]+)"', html):
            with self.subTest(action):
                form = html[html.index(f'action="{action}"') :].partition("</form>")[0]
                [seq] = re.findall(r'name="seq" value="(\d+)"', form)
                self.assertEqual(int(seq), self.case.seq)


class FasterThanYouTests(DeskPageTests):
    """Luo writes while somebody else, or the clock, acts on the case."""

    def setUp(self) -> None:
        super().setUp()
        self.case = self.at_city()
        self.seen = self.case.seq

    def send(self) -> Any:
        with clock.fixed(NOW):
            return sign_in(self.city.luo).post(
                f"/desk/{self.case.number}/answer/", {"seq": self.seen, "words": "我写的"}
            )

    def test_a_conflict_says_who_acted_and_keeps_the_words(self) -> None:
        colleague = self.city.people["he"]
        Duty.objects.create(
            desk=self.desks["city"], person=colleague, role="clerk", starts_at=LONG_AGO
        )
        act(self.case, Take(colleague.pk, self.desks["city"].pk), at(14, 44))

        response = self.send()

        self.assertContains(response, "市联群办贺春生签收", status_code=409)
        self.assertContains(response, "您写的内容还在", status_code=409)
        composer = response.context["composer"]
        self.assertEqual(composer.form["words"].value(), "我写的")
        self.case.refresh_from_db()
        self.assertEqual(int(composer.form["seq"].value()), self.case.seq)
        self.assertEqual(self.case.status, "taken", "nothing was sent")

    def test_sending_again_after_reading_carries_it_out(self) -> None:
        act(self.case, Note(self.city.people["wu"].pk, None, "补充一句"), at(14, 44))
        self.seen = int(self.send().context["composer"].form["seq"].value())

        self.assertEqual(self.send().status_code, 302)

    def test_a_case_that_went_on_shows_the_words_to_copy(self) -> None:
        case = climb(self.city, ask(self.city.zheng, at(14, 30)), "town", at(14, 30))
        self.post(self.fang, case, "pass-up", at(14, 31))

        with clock.fixed(NOW):
            response = sign_in(self.fang).post(
                f"/desk/{case.number}/answer/", {"seq": case.seq, "words": "我写的"}
            )

        self.assertEqual(response.status_code, 409)
        self.assertContains(response, "我写的", status_code=409)
        self.assertNotContains(response, "郑玉兰", status_code=409)
        case.refresh_from_db()
        self.assertEqual(case.stages.get(closed_at=None).desk, self.desks["city"])

    def test_a_question_taken_from_under_the_rosters_hand_is_out_of_sight(self) -> None:
        case = ask(self.city.wu, at(14, 33), "医保卡丢了")
        act(case, Take(self.city.shen.pk, self.desks["beat"].pk), at(14, 42))

        self.assertEqual(self.post(self.city.he, case, "take", at(14, 43)).status_code, 404)

    def test_supervisors_and_strangers_cannot_act(self) -> None:
        for person, expected in (("qin", 403), ("bo", 404), ("gu", 404)):
            with self.subTest(person):
                response = self.post(self.city.people[person], self.case, "note", words="x")
                self.assertEqual(response.status_code, expected)
