"""Several askers of the same: merged at a desk, answered once, split off again."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianhu.cases import jobs, rules
from lianhu.cases.models import Case
from lianhu.grid.models import Resident
from lianhu.kernel import clock
from tests.cases.desk_visits import NOW, DeskPageTests
from tests.cast import act, ask, at, climb, sign_in

pytestmark = pytest.mark.page

WORDS = "停水两天了,几点来水?"


class MergingTests(DeskPageTests):
    """Wu, Zheng and Wu's daughter asked about the water; all of it is at the village."""

    def setUp(self) -> None:
        super().setUp()
        self.he = self.city.he
        self.wu = self.at_village(self.city.wu, WORDS)
        self.zheng = self.at_village(self.city.zheng, "村里停水两天,什么时候来水")
        self.daughter = self.at_village(self.city.residents["daughter"], "社保卡怎么换")

    def at_village(self, asker: Resident, words: str) -> Case:
        return climb(self.city, ask(asker, at(14, 33), words), "village", at(14, 34))

    def merge(self, case: Case, into: Case, **data: Any) -> Any:
        return self.post(self.he, case, "merge", **({"into": into.number} | data))

    def form(self, response: Any) -> Any:
        return next(a for a in response.context["acts"] if a.route == "desk_merge").form

    def offered(self, case: Case) -> list[str]:
        form = self.form(self.page(self.he, case, query="?act=desk_merge"))
        return [number for number, _ in form["into"].field.widget.choices]


class MergeTests(MergingTests):
    def test_the_likeliest_come_first_without_who_asked(self) -> None:
        response = self.page(self.he, self.wu, query="?act=desk_merge")

        self.assertEqual(self.offered(self.wu), [self.zheng.number, self.daughter.number])
        self.assertContains(response, "村里停水两天,什么时候来水（第1联户网格，今天 14:33提出）")
        self.assertContains(response, "答复会发给所有提问的人，请不要写个人情况")
        self.assertNotContains(response, "郑玉兰")

    def test_the_same_topic_outweighs_where_it_comes_from(self) -> None:
        insurance = self.city.topics["insurance"]
        Case.objects.filter(pk__in=[self.wu.pk, self.daughter.pk]).update(topic=insurance)

        self.assertEqual(self.offered(self.daughter)[0], self.wu.number)

    def test_nothing_kept_in_confidence_is_offered(self) -> None:
        act(self.zheng, rules.MarkConfidential(self.he.pk, self.desks["village"].pk), NOW)

        self.assertNotIn(self.zheng.number, self.offered(self.wu))

    def test_alone_at_the_desk_only_a_number_is_asked_for(self) -> None:
        case = self.at_city()
        form = self.form(self.page(self.city.luo, case, query="?act=desk_merge"))

        self.assertEqual([field.name for field in form.visible_fields()], ["number"])

    def test_it_goes_on_with_the_one_that_is_answered(self) -> None:
        response = self.merge(self.zheng, self.wu)

        self.assertEqual(response.redirect_chain[0][0], f"/desk/{self.wu.number}/")
        self.zheng.refresh_from_db()
        self.assertEqual((self.zheng.status, self.zheng.merged_into), ("merged", self.wu))
        self.assertContains(response, "已合并")
        self.assertContains(response, "合并办理：2位提问的人")

    def test_by_a_number_as_people_write_it(self) -> None:
        number = self.wu.number.lower().replace("-", " ")
        response = self.post(self.he, self.zheng, "merge", number=number)

        self.assertEqual(response.redirect_chain[0][0], f"/desk/{self.wu.number}/")

    def test_what_is_elsewhere_or_not_to_be_seen_is_refused_alike(self) -> None:
        elsewhere = self.at_city()
        strange = ask(self.city.residents["ren"], at(14, 33), "河西的事")
        for number in (elsewhere.number, strange.number, self.zheng.number, "LH-0000-0000", "x"):
            with self.subTest(number):
                response = self.post(self.he, self.zheng, "merge", number=number)
                self.assertEqual(response.status_code, 422)
                form = self.form(response)
                self.assertEqual(form.non_field_errors(), ["这两件不能合并办理。"])
                self.assertEqual(form["number"].value(), number)

    def test_one_has_to_be_chosen(self) -> None:
        response = self.post(self.he, self.zheng, "merge")

        self.assertContains(response, "请选一件，或写编号", status_code=422)

    def test_one_that_others_are_merged_with_joins_no_third(self) -> None:
        self.merge(self.zheng, self.wu)

        context = self.page(self.he, self.wu).context
        self.assertNotIn("desk_merge", [one.route for one in context["more"]])
        response = self.merge(self.wu, self.daughter)
        self.assertEqual(response.status_code, 422)

    def test_sent_twice_it_is_done_once_and_said_twice(self) -> None:
        for _ in range(2):
            response = self.merge(self.zheng, self.wu, key="one page")
            self.assertEqual(response.redirect_chain[0][0], f"/desk/{self.wu.number}/")

        self.assertEqual(self.wu.events.filter(kind="joined").count(), 1)

    def test_news_in_either_is_seen_before_it_is_merged(self) -> None:
        self.zheng.refresh_from_db()
        seen = self.zheng.seq
        act(self.zheng, rules.Note(self.city.people["zheng"].pk, None, "又来水了"), NOW)
        with clock.fixed(NOW):
            response = sign_in(self.he).post(
                f"/desk/{self.zheng.number}/merge/", {"seq": seen, "into": self.wu.number}
            )

        self.assertContains(response, "又来水了", status_code=409)
        self.assertEqual(self.form(response)["into"].value(), self.wu.number)


class MergedTests(MergingTests):
    def setUp(self) -> None:
        super().setUp()
        for case in (self.zheng, self.daughter):
            self.merge(case, self.wu)
        self.wu.refresh_from_db()

    def test_the_composer_says_to_how_many_it_goes(self) -> None:
        response = self.page(self.he, self.wu)

        self.assertContains(response, "答复会发给3位提问的人，请不要写个人情况")
        self.assertEqual(response.context["composer"].form["words"].label, "答复3位提问的人")

    def test_numbers_in_the_answer_are_asked_about_once(self) -> None:
        words = "十点来水,有事打13812345678"
        response = self.post(self.he, self.wu, "answer", words=words)
        self.assertContains(response, "里面有电话号码", status_code=422)
        form = response.context["composer"].form
        self.assertEqual((form["words"].value(), form["warned"].value()), (words, "on"))

        self.post(self.he, self.wu, "answer", words=words, warned="on")
        self.wu.refresh_from_db()
        self.assertEqual(self.wu.status, "answered")

    def test_an_answer_to_one_person_may_hold_a_number(self) -> None:
        self.post(self.city.luo, self.at_city(), "answer", words="请打13812345678")

        self.assertTrue(Case.objects.filter(status="answered").exists())

    def test_the_phone_says_and_asks_the_same(self) -> None:
        with clock.fixed(NOW):
            he = sign_in(self.he)
            url = f"/cases/{self.wu.number}/answer/"
            page = he.get(url)
            refused = he.post(url, {"seq": self.wu.seq, "words": "打13812345678"})

        self.assertContains(page, "答复会发给3位提问的人")
        self.assertContains(page, "发给3位提问的人</button>")
        self.assertContains(refused, "里面有电话号码", status_code=422)

    def test_the_answer_reaches_everybody_and_nobody_is_named_to_another(self) -> None:
        self.post(self.he, self.wu, "answer", words="十点来水")
        jobs.hand_on(NOW)

        with clock.fixed(NOW):
            page = sign_in(self.city.people["zheng"]).get(f"/my/{self.zheng.number}/")
        self.assertContains(page, "十点来水")
        for hidden in ("吴长青", "吴小雨", self.wu.number):
            self.assertNotContains(page, hidden)

    def test_a_merged_case_is_only_read_and_leads_to_the_other(self) -> None:
        response = self.page(self.he, self.zheng)

        self.assertContains(response, "已合并办理")
        self.assertContains(response, f'href="/desk/{self.wu.number}/"')
        self.assertNotContains(response, "<textarea")
        for hidden in ("吴长青", "吴小雨", "郑玉兰"):
            self.assertNotContains(response, hidden)
        with clock.fixed(NOW):
            phone = sign_in(self.he).get(f"/cases/{self.zheng.number}/")
        self.assertContains(phone, f'href="/cases/{self.wu.number}/"')
        self.assertNotContains(phone, "已经不在您这儿了")

    def test_whoever_may_not_see_the_other_gets_no_link(self) -> None:
        hexi = ask(self.city.residents["ren"], at(14, 33), "河西也停水")
        yan, beat3 = self.city.people["yan"], self.desks["beat3"].pk
        act(hexi, rules.Transfer(yan.pk, beat3, self.desks["village"].pk, "水站在石桥"), NOW)
        self.merge(hexi, self.wu)

        response = self.page(yan, hexi)
        self.assertContains(response, "已合并办理")
        self.assertNotContains(response, self.wu.number)

    def test_splitting_one_off_leaves_the_others(self) -> None:
        rows = self.page(self.he, self.wu).context["merged"]
        self.assertEqual(
            [row["title"] for row in rows], ["村里停水两天,什么时候来水", "社保卡怎么换"]
        )

        response = self.post(self.he, self.daughter, "split")
        self.assertEqual(response.redirect_chain[0][0], f"/desk/{self.wu.number}/")
        self.assertContains(response, "已拆开")
        self.assertContains(response, "合并办理：2位提问的人")
        self.daughter.refresh_from_db()
        self.assertEqual(self.daughter.stages.get(closed_at=None).desk, self.desks["village"])

    def test_only_the_desk_that_merged_splits(self) -> None:
        act(self.wu, rules.PassUp(self.he.pk, self.desks["village"].pk), NOW)
        ma = self.city.people["ma"]

        response = self.page(ma, self.wu)
        self.assertContains(response, "合并办理：3位提问的人")
        self.assertEqual(response.context["merged"], [])
        self.assertEqual(self.post(ma, self.daughter, "split").status_code, 404)
        self.assertEqual(self.post(self.city.shen, self.daughter, "split").status_code, 403)
        self.assertEqual(self.post(self.he, self.daughter, "split").status_code, 200)

    def test_splitting_twice_is_too_late(self) -> None:
        for _ in range(2):
            done = self.post(self.he, self.daughter, "split", key="one page")
            self.assertContains(done, "已拆开")

        self.assertEqual(self.post(self.he, self.daughter, "split").status_code, 403)
        self.assertEqual(self.daughter.events.filter(kind="split").count(), 1)

    def test_who_asked_for_confidence_meanwhile_stands_in_no_list(self) -> None:
        act(self.zheng, rules.MarkConfidential(self.city.people["zheng"].pk), NOW)

        response = self.page(self.he, self.wu)
        self.assertEqual([row["title"] for row in response.context["merged"]], ["社保卡怎么换"])
        self.assertContains(response, "合并办理：3位提问的人")

    def test_the_page_asks_the_same_however_many_are_merged(self) -> None:
        client = sign_in(self.he)
        for url, most in (
            (f"/desk/{self.wu.number}/", 18),
            (f"/desk/{self.zheng.number}/", 16),
        ):
            with self.subTest(url), clock.fixed(NOW):
                with CaptureQueriesContext(connection) as asked:
                    client.get(url)
                self.assertEqual(len(asked), most)
