"""A form that was carried out, whose answer got lost, and which is sent again as it was."""

from typing import Any

import pytest

from lianhu.accounts.models import User
from lianhu.cases import rules
from lianhu.cases.models import Consultation
from lianhu.kernel import clock
from tests.cases.desk_visits import NOW, DeskPageTests
from tests.cases.test_services import everything
from tests.cast import act, ask, at, sign_in

pytestmark = pytest.mark.page


class SentAgainTests(DeskPageTests):
    def send_twice(self, person: User, path: str, **fields: Any) -> tuple[Any, Any]:
        """The second answer and the first; the second sending changes nothing."""
        client = sign_in(person)
        sent = {"key": "k", **fields}
        with clock.fixed(NOW):
            first = client.post(path, sent)
            before = everything()
            again = client.post(path, sent)
        self.assertEqual(first.status_code, 302)
        self.assertEqual(everything(), before)
        return again, first

    def assert_same(self, answers: tuple[Any, Any]) -> None:
        again, first = answers
        self.assertEqual((again.status_code, again["Location"]), (302, first["Location"]))

    def test_a_desk_that_passed_it_up_hears_so_again(self) -> None:
        case = self.at_city()
        act(case, rules.Return(self.city.luo.pk, self.desks["city"].pk, "镇里能办"), NOW)
        case.refresh_from_db()

        path = f"/desk/{case.number}/pass-up/"
        self.assert_same(self.send_twice(self.fang, path, seq=case.seq, words="要市里办"))

    def test_a_desk_that_answered_hears_so_again(self) -> None:
        case = self.at_city()

        path = f"/desk/{case.number}/answer/"
        self.assert_same(self.send_twice(self.city.luo, path, seq=case.seq, words="可以报销"))

    def test_an_officer_who_passed_it_up_hears_so_again(self) -> None:
        case = ask(self.city.wu, at(14, 33))

        path = f"/cases/{case.number}/pass-up/"
        self.assert_same(self.send_twice(self.city.shen, path, seq=1, words=""))

    def test_an_officer_who_answered_hears_so_again(self) -> None:
        case = ask(self.city.wu, at(14, 33))

        path = f"/cases/{case.number}/answer/"
        self.assert_same(self.send_twice(self.city.shen, path, seq=1, words="可以报销"))

    def test_a_department_that_replied_hears_so_again(self) -> None:
        path = self.consulted()

        self.assert_same(self.send_twice(self.gu, f"{path}reply/", words="先补备案"))

    def test_the_form_of_a_department_has_a_key(self) -> None:
        page = self.get(self.gu, self.consulted())

        self.assertRegex(page.text, 'name="key" value="[^"]{20}')

    def consulted(self) -> str:
        """The address of what the insurance section was asked."""
        consult = rules.Consult(
            self.city.luo.pk, self.desks["city"].pk, self.desks["insurance"].pk, "怎么报销"
        )
        act(self.at_city(), consult, NOW)
        return f"/consultations/{Consultation.objects.get().pk}/"

    def test_a_resident_who_confirmed_hears_so_again(self) -> None:
        case = ask(self.city.wu, at(14, 33))
        act(case, rules.Answer(self.city.shen.pk, self.desks["beat"].pk, "可以报销"), NOW)
        case.refresh_from_db()

        path = f"/my/{case.number}/confirm/"
        assert self.city.wu.user is not None
        self.assert_same(self.send_twice(self.city.wu.user, path, seq=case.seq))

    def test_other_words_with_the_same_key_are_kept_and_not_taken_for_the_first(self) -> None:
        case = ask(self.city.wu, at(14, 33))
        path = f"/cases/{case.number}/pass-up/"
        client = sign_in(self.city.shen)
        with clock.fixed(NOW):
            client.post(path, {"key": "k", "seq": 1, "words": "查过了"})
            again = client.post(path, {"key": "k", "seq": 1, "words": "还有一句"})

        self.assertEqual(again.status_code, 409)
        self.assertIn("还有一句", again.text)

    def test_the_key_of_somebody_else_opens_nothing(self) -> None:
        case = ask(self.city.wu, at(14, 33))
        path = f"/cases/{case.number}/pass-up/"
        sent = {"key": "k", "seq": 1, "words": "查过了"}
        with clock.fixed(NOW):
            sign_in(self.city.shen).post(path, sent)
            again = sign_in(self.city.people["tong"]).post(path, sent)

        self.assertEqual(again.status_code, 409)
