"""A page reads a case by several queries; somebody may act between two of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest import mock

from django.test import TestCase

from lianhu.cases import queries, rules
from lianhu.cases.journey.way import way_of
from lianhu.cases.models import Case
from lianhu.kernel import clock
from tests.cast import act, ask, at, make_city, sign_in
from tests.pages import text_of


@contextmanager
def meanwhile(act_on_it: Callable[[], object], times: int = 1) -> Iterator[None]:
    """Let something happen after the stays were read and before the timeline is."""
    real, left = queries.consultations, [act_on_it] * times

    def interrupted(case: Case) -> object:
        if left:
            left.pop()()
        return real(case)

    with mock.patch.object(queries, "consultations", interrupted):
        yield


class TornReadTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()
        self.case = ask(self.city.wu, at(14, 33))
        self.desks = self.city.desks

    def pass_up(self) -> None:
        case = Case.objects.get(pk=self.case.pk)
        act(case, rules.PassUp(self.city.shen.pk, self.desks["beat"].pk), at(14, 34))

    def note(self) -> None:
        case = Case.objects.get(pk=self.case.pk)
        act(case, rules.Note(self.city.shen.pk, self.desks["beat"].pk, "问过了"), at(14, 34))

    def test_the_page_shows_the_case_as_it_is_then(self) -> None:
        client = sign_in(self.city.people["wu"])
        with clock.fixed(at(14, 35)), meanwhile(self.pass_up):
            page = client.get(f"/my/{self.case.number}/")

        self.assertEqual(page.status_code, 200)
        self.assertIn("现在在 石桥村", text_of(page))

    def test_all_of_it_is_of_one_moment(self) -> None:
        with meanwhile(self.pass_up):
            way = way_of(self.case)

        assert way.here is not None
        self.assertEqual(way.here.desk, self.desks["village"])
        self.assertEqual((way.case.seq, way.entries[-1].seq), (2, 2))

    def test_it_is_read_again_as_often_as_somebody_acts(self) -> None:
        with meanwhile(self.note, times=3):
            way = way_of(self.case)

        self.assertEqual((way.case.seq, way.entries[-1].seq), (4, 4))

    def test_a_damaged_case_is_shown_all_the_same(self) -> None:
        Case.objects.update(seq=7)

        self.assertEqual(len(way_of(Case.objects.get()).entries), 1)
