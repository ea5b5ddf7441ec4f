"""A department passes on what it was asked: the desk hears why, the other one has the question."""

from typing import Any

from lianhu.accounts.models import User
from lianhu.cases.models import Case, Consultation
from lianhu.cases.rules import Consult, Joint, Note
from lianhu.cases.verify import verify
from lianhu.inbox.models import Item
from lianhu.kernel import clock
from tests.cases.desk_visits import NOW, DeskPageTests
from tests.cast import act, at, sign_in

BRIEF = "一位居民问几点来水"


class ConsultTransferTests(DeskPageTests):
    def setUp(self) -> None:
        super().setUp()
        self.jiang = self.city.people["jiang"]
        self.case = self.at_city("几点来水?")
        self.asked = self.consult(self.case)

    def consult(self, case: Case, minute: int = 40) -> Consultation:
        luo, city = self.city.luo.pk, self.desks["city"].pk
        act(case, Consult(luo, city, self.desks["insurance"].pk, BRIEF), at(14, minute))
        return case.consultations.get()

    def send(self, person: User | None = None, **data: Any) -> Any:
        sent = {"to": "water", "words": "用水归供水科", "key": "k"} | data
        with clock.fixed(NOW):
            return sign_in(person or self.gu).post(
                f"/consultations/{self.asked.pk}/transfer/", sent
            )

    def test_the_other_department_has_the_question_and_this_one_has_none(self) -> None:
        self.assertEqual(self.send().status_code, 302)

        other = self.case.consultations.get(closed_at=None)
        self.assertEqual((other.desk, other.brief.body), (self.desks["water"], BRIEF))
        self.assertEqual((other.asked_by, other.due_at), (self.desks["city"], at(15, 5)))
        rows = self.get(self.jiang, "/consultations/").context["rows"]
        self.assertEqual([row.title for row in rows], [BRIEF])
        self.assertEqual(self.get(self.gu, "/consultations/").context["rows"], [])
        self.assertTrue(Item.objects.filter(desk=self.desks["water"], done_at=None).exists())
        self.assertEqual(verify().findings, [])

    def test_the_desk_hears_why_and_its_clock_stands_still(self) -> None:
        self.send()

        page = self.page(self.city.luo, self.case)
        self.assertContains(page, "用水归供水科")
        self.assertContains(page, "顾明转请供水科答复")
        self.assertIsNone(self.case.stages.get(closed_at=None).due_at)

    def test_the_asker_reads_who_is_asked_now(self) -> None:
        self.send()

        page = self.get(self.city.people["wu"], f"/my/{self.case.number}/")
        self.assertContains(page, "供水科")
        self.assertNotContains(page, BRIEF)

    def test_what_happens_in_the_case_meanwhile_does_not_hinder_it(self) -> None:
        act(self.case, Note(self.city.people["wu"].pk, None, "补充一句"), at(14, 44))

        self.assertEqual(self.send().status_code, 302)

    def test_it_is_offered_behind_a_link_and_tells_what_is_missing(self) -> None:
        url = f"/consultations/{self.asked.pk}/"
        self.assertContains(self.get(self.gu, url), "不归我们，转给别的部门")
        self.assertIsNone(self.get(self.gu, url).context["elsewhere"])
        form = self.get(self.gu, f"{url}?act=transfer").context["elsewhere"]
        offered = [code for _, group in form.fields["to"].choices[1:] for code, _name in group]
        self.assertEqual(offered, ["water"])

        wrong: list[dict[str, Any]] = [{"to": to} for to in ("", "insurance", "city")]
        for data in [*wrong, {"words": " "}]:
            with self.subTest(data):
                response = self.send(**data)
                self.assertEqual(response.status_code, 422)
                self.assertTrue(response.context["elsewhere"].errors)
        self.assertContains(self.send(to=""), "用水归供水科", status_code=422)

    def test_what_the_desk_went_on_without_is_kept_for_copying(self) -> None:
        self.send(key="first")

        response = self.send(words="还有一句", key="second")

        self.assertContains(response, "还有一句", status_code=409)
        self.assertEqual(self.case.consultations.count(), 2)

    def test_sent_twice_it_is_passed_on_once(self) -> None:
        self.send()

        self.assertEqual(self.send().status_code, 302)
        self.assertEqual(self.case.consultations.count(), 2)

    def test_a_part_of_what_several_handle_is_not_given_away(self) -> None:
        luo, city = self.city.luo.pk, self.desks["city"].pk
        case = self.at_city("一起办", minute=36)
        act(case, Joint(luo, city, city, (self.desks["insurance"].pk,), BRIEF), at(14, 41))
        self.asked = case.consultations.get()

        page = self.get(self.gu, f"/consultations/{self.asked.pk}/?act=transfer")
        self.assertIsNone(page.context["elsewhere"])
        self.assertNotContains(page, "转给别的部门")
        self.assertEqual(self.send().status_code, 422)

    def test_others_find_nothing(self) -> None:
        for person in ("jiang", "luo", "wu", "qin"):
            with self.subTest(person):
                self.assertEqual(self.send(self.city.people[person]).status_code, 404)
