"""While a resident is asked, every page of staff says so and until when."""

import pytest

from lianhu.cases import jobs, rules, services
from lianhu.kernel import clock
from tests.cases.desk_visits import NOW, DeskPageTests
from tests.cast import MONDAY, act, at, sign_in
from tests.pages import text_of

pytestmark = pytest.mark.page


class WaitingTests(DeskPageTests):
    def setUp(self) -> None:
        super().setUp()
        self.case = self.at_city("外地住院怎么报销?")
        city = self.desks["city"].pk
        act(self.case, rules.AskResident(self.city.luo.pk, city, "哪一家医院?"), at(14, 40))

    def tabs(self) -> dict[str, str]:
        return {
            tab["label"]: tab["count"] for tab in self.get(self.city.luo, "/desk/").context["tabs"]
        }

    def test_it_stands_apart_from_what_is_to_do(self) -> None:
        self.assertEqual(self.tabs(), {"要我办": "0", "待补充": "1", "已请部门答复": "0"})

        response = self.get(self.city.luo, "/desk/?tab=waiting")
        [row] = response.context["rows"]
        self.assertEqual((row.chip.due_at, row.chip.tone), (at(14, 40, day=MONDAY), "paused"))

    def test_a_department_asked_as_well_counts_once(self) -> None:
        act(
            self.case,
            rules.Consult(
                self.city.luo.pk, self.desks["city"].pk, self.desks["insurance"].pk, "请答复"
            ),
            at(14, 41),
        )

        self.assertEqual(self.tabs(), {"要我办": "0", "待补充": "1", "已请部门答复": "0"})

    def test_the_reply_brings_it_back(self) -> None:
        act(self.case, rules.ResidentReply(self.city.people["wu"].pk, "人民医院"), at(14, 44))

        self.assertEqual(self.tabs(), {"要我办": "1", "已请部门答复": "0"})
        self.assertContains(self.page(self.city.luo, self.case), "吴长青补充了")

    def test_silence_brings_it_back_too(self) -> None:
        later = at(14, 41, day=MONDAY)
        jobs.move_overdue(later)

        response = self.page(self.city.luo, self.case, later)
        self.assertContains(response, "等了三天群众没有补充，接着办")

    def test_the_inbox_and_the_phone_say_until_when(self) -> None:
        with clock.fixed(NOW):
            luo = sign_in(self.city.luo)
            inbox, page = (text_of(luo.get(u)) for u in ("/inbox/", f"/cases/{self.case.number}/"))

        self.assertIn("待群众补充 5月18日前", inbox)
        self.assertIn("待群众补充 5月18日前", page)
        self.assertIn("最迟等到5月18日 14:40", page)

    def test_nothing_is_overdue_meanwhile(self) -> None:
        late = at(17, 0)
        jobs.move_overdue(late)

        rows = self.get(self.city.people["qin"], "/watch/overdue/", late).context["rows"]
        self.assertEqual(rows, [])

    def test_not_even_what_ran_out_before(self) -> None:
        case = self.at_city("别的事")
        late = at(16, 0)
        while jobs.move_overdue(late):
            pass
        qin = self.city.people["qin"]
        numbers = [r["number"] for r in self.get(qin, "/watch/overdue/", late).context["rows"]]
        self.assertEqual(numbers, [case.number])

        city = self.desks["city"].pk
        act(case, rules.AskResident(self.city.luo.pk, city, "哪一家?"), late)
        self.assertEqual(self.get(qin, "/watch/overdue/", late).context["rows"], [])

    def test_merged_and_withdrawn_cases_are_late_with_nothing(self) -> None:
        gone, merged = (self.at_city(words) for words in ("不问了", "同一件"))
        act(gone, rules.Withdraw(self.city.people["wu"].pk), at(14, 34))
        self.case.refresh_from_db()
        services.merge(
            merged.pk,
            self.case.pk,
            actor=self.city.luo.pk,
            desk=self.desks["city"].pk,
            seq=merged.seq,
            into_seq=self.case.seq,
            now=at(14, 41),
        )
        late = at(16, 0)
        while jobs.move_overdue(late):
            pass

        rows = self.get(self.city.people["qin"], "/watch/overdue/", late).context["rows"]
        self.assertEqual(rows, [])
