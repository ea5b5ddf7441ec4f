"""Rows to states and back, for many cases with as many statements as for one."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from lianhu.cases import rules, store
from lianhu.cases.models import Case, PromiseTime
from lianhu.cases.rules import CaseClass
from tests.cast import act, ask, at, climb, make_city


class SettingTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()

    def test_the_ladder_goes_from_the_beat_to_the_top(self) -> None:
        case = ask(self.city.residents["ren"], at(9))
        setting = store.settings([case], {}, at(9))[case.pk]

        desks = [self.city.desks[k].pk for k in ("beat3", "village2", "community", "town", "city")]
        self.assertEqual([place.desk for place in setting.ladder], desks)
        self.assertEqual([place.minutes for place in setting.ladder], [15, 5, 5, 5, 10])
        self.assertEqual([place.is_beat for place in setting.ladder], [True] + [False] * 4)

    def test_it_holds_the_departments_asked_for_and_no_other(self) -> None:
        case = ask(self.city.wu, at(9))
        insurance, city = self.city.desks["insurance"].pk, self.city.desks["city"].pk
        setting = store.settings([case], {case.pk: {insurance, city, 999999}}, at(9))[case.pk]

        self.assertEqual(setting.beside.keys(), {insurance})

    def test_a_place_may_have_its_own_promise(self) -> None:
        PromiseTime.objects.create(
            case_class=CaseClass.QUESTION, minutes=30, department_minutes=10, pace=2
        )
        case = ask(self.city.wu, at(9))

        self.assertEqual(case.promise_due_at, at(9, 30))
        self.assertEqual(store.promises()[CaseClass.MATTER], rules.PROMISES[CaseClass.MATTER])
        self.assertFalse(store.promises()[CaseClass.QUESTION].until_taken)

    def test_a_changed_promise_leaves_cases_that_were_asked_alone(self) -> None:
        case = ask(self.city.wu, at(9))
        PromiseTime.objects.create(case_class=CaseClass.QUESTION, minutes=30, department_minutes=10)
        case = act(case, rules.PassUp(self.city.shen.pk, self.city.desks["beat"].pk), at(9, 1))

        self.assertEqual(case.promise_due_at, at(10))


class ManyTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()
        self.cases = [
            climb(self.city, ask(asker, at(9), f"第{n}个"), "city", at(9))
            for n in range(3)
            for asker in (self.city.wu, self.city.zheng)
        ]

    def test_loading_six_costs_no_more_queries_than_loading_one(self) -> None:
        rows = Case.objects.select_related("beat")
        with CaptureQueriesContext(connection) as one:
            store.settings([row.case for row in store.load(rows.order_by("pk")[:1])], {}, at(9))
        with CaptureQueriesContext(connection) as six:
            store.settings([row.case for row in store.load(rows.order_by("pk"))], {}, at(9))

        self.assertEqual(len(six), len(one))

    def test_each_case_gets_its_own_rows(self) -> None:
        insurance = self.city.desks["insurance"].pk
        odd = self.cases[1]
        consult = rules.Consult(self.city.luo.pk, self.city.desks["city"].pk, insurance, "?")
        act(odd, consult, at(9, 1))
        loaded = {row.case.pk: row for row in store.load(Case.objects.all())}

        for case in self.cases:
            state = loaded[case.pk].state
            assert state is not None
            self.assertEqual(len(state.consultations), int(case.pk == odd.pk))
            self.assertEqual(state.stages, 5)
