"""Rows to states and back, for many cases with as many statements as for one."""

import re

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from lianhu.cases import rules, services, store
from lianhu.cases.models import Case, PromiseTime
from lianhu.cases.rules import CaseClass
from lianhu.cases.telling import tell_asker
from lianhu.cases.verify import verify
from lianhu.inbox.services import settle
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


class SavingTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()

    def test_several_commands_are_written_at_once_as_one_by_one(self) -> None:
        village, he = self.city.desks["village"].pk, self.city.he.pk
        insurance = self.city.desks["insurance"].pk
        commands: list[rules.Command] = [
            rules.PassUp(self.city.shen.pk, self.city.desks["beat"].pk),
            rules.Consult(he, village, insurance, "能报销吗?"),
            rules.ConsultReply(self.city.people["gu"].pk, 1, "可以"),
            rules.Consult(he, village, insurance, "多少?"),
            rules.Summarise(he, village, "报销多少"),
            rules.Answer(he, village, "三成"),
            rules.Reopen(None, "太少"),
        ]
        case = ask(self.city.wu, at(9))
        [loaded] = store.load([services.locked().get(pk=case.pk)])
        setting = store.settings([loaded.case], {case.pk: {insurance}}, at(9))[case.pk]
        state = loaded.state
        events: list[rules.Event] = []
        for minute, command in enumerate(commands, 1):
            decided = rules.decide(state, command, at(9, minute), setting)
            state = rules.apply(state, decided)
            events += decided
        assert state is not None

        settle(store.save([store.Change(loaded, events, state)]), now=at(9, 10))
        tell_asker(loaded.case, events)

        self.assertEqual(verify().findings, [])
        self.assertEqual([stage.number for stage in case.stages.order_by("number")], [1, 2, 3])
        self.assertEqual([row.reply_id is None for row in case.consultations.all()], [False, True])

    def test_who_followed_what_is_kept_in_confidence_now_is_forgotten(self) -> None:
        beat, shen = self.city.desks["beat"].pk, self.city.shen.pk
        case = ask(self.city.wu, at(9))
        act(case, rules.Summarise(shen, beat, "路灯不亮"), at(9, 1))
        act(case, rules.Follow(None, self.city.zheng.pk), at(9, 2))
        self.assertEqual(case.followers.count(), 1)

        act(case, rules.MarkConfidential(None), at(9, 3))

        self.assertEqual(case.followers.count(), 0)
        self.assertEqual(verify().findings, [])

    def test_only_what_changed_of_a_case_is_written(self) -> None:
        case = ask(self.city.wu, at(9))
        with CaptureQueriesContext(connection) as queries:
            act(case, rules.Note(None, None, "补一句"), at(9, 1))

        told = "".join(query["sql"] for query in queries)
        [update] = re.findall(r'UPDATE "cases_case" SET (.*?) WHERE', told)
        self.assertIn("seq", update)
        self.assertNotIn("status", update)
