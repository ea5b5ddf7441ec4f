"""One act on several cases or consultations: each is done by itself, and says what became of it."""

import re
from typing import Any

import pytest

from lianhu.accounts.models import Draft, User
from lianhu.cases.models import Case, Consultation
from lianhu.cases.rules import Answer, Consult, MarkConfidential, Note, Status
from lianhu.kernel import clock
from tests.cases.desk_visits import NOW, DeskPageTests
from tests.cast import act, at, sign_in

pytestmark = pytest.mark.page

ANSWER = "今晚来水"


def sent_along(page: Any) -> dict[str, str]:
    """The hidden fields of each line."""
    return dict(re.findall(r'name="((?:seq|key)-[^"]+)" value="([^"]*)"', page.content.decode()))


class SeveralTests(DeskPageTests):
    def setUp(self) -> None:
        super().setUp()
        self.luo = self.city.luo
        self.cases = [self.at_city(f"停水了{n}", minute=33 + n) for n in range(4)]

    def open(self, url: str = "/desk/several/", person: User | None = None) -> Any:
        return self.get(person or self.luo, url)

    def send(
        self, page: Any, *picks: str, person: User | None = None, url: str = "", **data: Any
    ) -> Any:
        with clock.fixed(NOW):
            return sign_in(person or self.luo).post(
                url or "/desk/several/", sent_along(page) | {"pick": list(picks), **data}
            )

    def answer(self, page: Any, *cases: Case, **data: Any) -> Any:
        numbers = [case.number for case in cases]
        return self.send(page, *numbers, **({"act": "answer", "words": ANSWER} | data))

    def statuses(self) -> list[str]:
        return [Case.objects.get(pk=case.pk).status for case in self.cases]


class DeskTests(SeveralTests):
    def test_all_that_are_ticked_get_the_answer_and_no_other(self) -> None:
        response = self.answer(self.open(), *self.cases[:3], papers="身份证 - 原件")

        self.assertRedirects(response, "/desk/", fetch_redirect_response=False)
        self.assertEqual(self.statuses(), [Status.ANSWERED] * 3 + [Status.ASKED])
        words = self.cases[0].events.get(kind="answered").words
        assert words is not None
        self.assertEqual(words.body, ANSWER)
        self.assertIn("身份证", words.papers)
        self.assertContains(self.get(self.luo, "/desk/"), "停水了3")

    def test_all_go_back_for_the_reason(self) -> None:
        numbers = [case.number for case in self.cases[:2]]
        self.send(self.open(), *numbers, act="return", words="请先核实")

        desks = [case.stages.get(closed_at=None).desk.code for case in self.cases]
        self.assertEqual(desks, ["town", "town", "city", "city"])

    def test_three_done_and_one_conflict_are_told_apart_and_the_words_stay(self) -> None:
        page = self.open()
        act(self.cases[1], Note(self.city.people["wu"].pk, None, "是二楼"), at(14, 44))

        response = self.answer(page, *self.cases)

        self.assertEqual(response.status_code, 409)
        told = response.context["results"]
        self.assertEqual(told["done"], 3)
        self.assertEqual(
            [(one["title"], one["why"]) for one in told["failed"]],
            [("停水了1", "刚有新情况，请先看一看。")],
        )
        self.assertContains(response, f"{ANSWER}</textarea>", status_code=409)
        [line] = response.context["lines"]
        self.assertEqual((line.ref, line.is_picked), (self.cases[1].number, True))
        # Knowing this, it is sent again: with a new key and what the page has seen by now.
        self.assertEqual(self.answer(response, self.cases[1]).status_code, 302)
        self.assertEqual(self.statuses(), [Status.ANSWERED] * 4)

    def test_what_has_gone_on_is_said_to_be_gone(self) -> None:
        page = self.open()
        city = self.desks["city"].pk
        act(self.cases[0], Answer(self.luo.pk, city, "先答了"), at(14, 44))
        secret = self.cases[1]
        act(secret, MarkConfidential(self.luo.pk, city), at(14, 44))
        Case.objects.filter(pk=secret.pk).update(about=self.luo)

        response = self.answer(page, *self.cases[:3])

        self.assertEqual(response.status_code, 409)
        whys = [one["why"] for one in response.context["results"]["failed"]]
        self.assertEqual(whys, ["已经不在您的席位了。"] * 2)
        self.assertNotContains(response, f'"/desk/{secret.number}/', status_code=409)
        self.assertEqual(self.statuses()[2], Status.ANSWERED)

    def test_the_same_page_sent_twice_is_done_once(self) -> None:
        page = self.open()
        self.answer(page, *self.cases[:2])

        again = self.answer(page, *self.cases[:2])

        self.assertEqual(again.status_code, 302)
        self.assertEqual(self.cases[0].events.filter(kind="answered").count(), 1)

    def test_what_is_missing_is_said_before_anything_is_done(self) -> None:
        page = self.open()
        for picks, data, said in (
            ([], {"act": "answer", "words": ANSWER}, "请先勾选"),
            (self.cases[:1], {"act": "answer", "words": " "}, "请写"),
            (self.cases[:1], {"act": "", "words": ANSWER}, "请选怎么处理"),
            (self.cases[:2], {"act": "answer", "words": "打13812345678"}, "电话"),
        ):
            with self.subTest(said):
                response = self.answer(page, *picks, **data)
                self.assertContains(response, said, status_code=422)
        self.assertEqual(self.statuses(), [Status.ASKED] * 4)

    def test_numbers_in_it_are_asked_about_once(self) -> None:
        sent = {"words": "打13812345678"}
        page = self.answer(self.open(), *self.cases[:2], **sent)

        response = self.answer(page, *self.cases[:2], warned="on", **sent)

        self.assertEqual(response.status_code, 302)

    def test_the_list_is_that_of_the_filter_and_what_a_link_names_is_ticked(self) -> None:
        first = self.cases[0].number
        page = self.open(f"/desk/several/?case_class=question&pick={first}")
        self.assertEqual([line.ref for line in page.context["lines"] if line.is_picked], [first])
        self.assertEqual(self.open("/desk/several/?case_class=repair").context["lines"], [])

    def test_no_name_is_shown_and_no_look_recorded(self) -> None:
        self.assertNotContains(self.open(), "吴长青")

    def test_what_is_begun_is_kept_until_it_is_done(self) -> None:
        page = self.open()
        mark = re.search(r'name="draft"[^>]*value="([^"]+)"', page.content.decode())
        assert mark is not None
        self.answer(page, draft=mark[1])  # nothing ticked
        self.assertEqual(Draft.objects.get().form, "desk_several")
        self.assertContains(self.open(), ANSWER)

        self.answer(page, self.cases[0], draft=mark[1])
        self.assertFalse(Draft.objects.exists())

    def test_it_is_for_those_who_have_a_desk(self) -> None:
        for person in ("wu", "qin"):
            with self.subTest(person):
                page = self.open(person=self.city.people[person])
                self.assertEqual(page.status_code, 403)

    def test_a_case_of_another_desk_is_left_alone(self) -> None:
        response = self.send(
            self.open(), self.cases[0].number, person=self.city.he, act="answer", words=ANSWER
        )

        self.assertEqual(response.status_code, 409)
        self.assertEqual(self.statuses(), [Status.ASKED] * 4)


class BesideTests(SeveralTests):
    def test_what_asks_the_same_is_pointed_out_beside_a_case(self) -> None:
        other = self.at_city("村口的路灯不亮", minute=40)

        page = self.page(self.luo, self.cases[0])

        self.assertEqual(len(page.context["alike"]), 3)
        numbers = {row["other"].number for row in page.context["alike"]}
        self.assertNotIn(other.number, numbers)
        self.assertContains(page, "可能是同一件事")
        self.assertEqual(self.page(self.luo, other).context["alike"], [])
        self.assertEqual(self.page(self.fang, self.cases[0]).context["alike"], [])

    def test_the_way_to_merge_has_that_one_chosen(self) -> None:
        url = self.page(self.luo, self.cases[0]).context["alike"][0]["merge_url"]

        form = self.get(self.luo, url).context["more"]
        self.assertTrue(form)
        page = self.get(self.luo, url)
        number = re.search(r"into=([^&]+)", url)
        assert number is not None
        self.assertContains(page, f'value="{number[1]}" ')
        self.assertRegex(
            page.content.decode(), rf'value="{number[1]}"[^>]* checked|checked[^>]*{number[1]}'
        )


class DepartmentTests(SeveralTests):
    BRIEFS = ("今晚几点来水?", "今晚几点来水", "水费怎么交?")
    URL = "/consultations/several/"

    def setUp(self) -> None:
        super().setUp()
        self.jiang = self.city.people["jiang"]
        luo, city, water = self.luo.pk, self.desks["city"].pk, self.desks["water"].pk
        for case, brief in zip(self.cases, self.BRIEFS, strict=False):
            act(case, Consult(luo, city, water, brief), at(14, 40))
        self.asked = list(Consultation.objects.order_by("pk"))

    def reply(self, page: Any, *asked: Consultation, **data: Any) -> Any:
        picks = [str(one.pk) for one in asked]
        sent = {"words": ANSWER} | data
        return self.send(page, *picks, person=self.jiang, url=self.URL, **sent)

    def test_others_that_ask_the_same_are_pointed_out_and_ticked(self) -> None:
        first, same, _other = self.asked
        page = self.get(self.jiang, f"/consultations/{first.pk}/")
        self.assertContains(page, "还有1个席位问的差不多")

        lines = self.get(self.jiang, page.context["several_url"]).context["lines"]
        picked = {line.ref for line in lines if line.is_picked}
        self.assertEqual(picked, {str(first.pk), str(same.pk)})

    def test_one_reply_reaches_each_desk(self) -> None:
        page = self.open(self.URL, self.jiang)
        self.assertNotContains(page, "吴长青")

        response = self.reply(page, *self.asked[:2])

        self.assertRedirects(response, "/consultations/", fetch_redirect_response=False)
        for asked in self.asked:
            asked.refresh_from_db()
        self.assertEqual(
            [one.reply and one.reply.body for one in self.asked], [ANSWER, ANSWER, None]
        )

    def test_what_the_desk_went_on_without_is_told_apart(self) -> None:
        page = self.open(self.URL, self.jiang)
        act(self.cases[0], Answer(self.luo.pk, self.desks["city"].pk, "已答"), at(14, 44))

        response = self.reply(page, *self.asked[:2])

        self.assertEqual(response.status_code, 409)
        told = response.context["results"]
        self.assertEqual(told["done"], 1)
        self.assertEqual(told["failed"][0]["why"], "来问的席位已经往下办了，不用再答复。")
        self.assertContains(response, f"{ANSWER}</textarea>", status_code=409)

    def test_the_same_page_sent_twice_is_done_once(self) -> None:
        page = self.open(self.URL, self.jiang)
        self.reply(page, *self.asked)

        self.assertEqual(self.reply(page, *self.asked).status_code, 302)
        self.assertEqual(self.cases[0].events.filter(kind="consult_replied").count(), 1)

    def test_what_is_missing_is_said(self) -> None:
        page = self.open(self.URL, self.jiang)

        self.assertContains(self.reply(page), "请先勾选", status_code=422)
        self.assertContains(self.reply(page, self.asked[0], words=""), "请写", status_code=422)

    def test_what_others_are_asked_is_left_alone(self) -> None:
        for picks in ([str(self.asked[0].pk)], ["x"], ["99999999999999999999"]):
            response = self.send(
                self.open(self.URL, self.jiang), *picks, person=self.gu, url=self.URL, words="好"
            )
            self.assertEqual(response.status_code, 409)
        self.assertFalse(Consultation.objects.exclude(reply=None).exists())

    def test_it_is_for_departments(self) -> None:
        self.assertEqual(self.open(self.URL, self.luo).status_code, 403)
