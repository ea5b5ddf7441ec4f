"""The clock's own work: what ran out moves, all of it, once, whatever fails beside it."""

import logging
from unittest import mock

import pytest
from django.db import connection, transaction
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext

from lianhu.cases import jobs, rules
from lianhu.cases.jobs import BATCH, move_overdue
from lianhu.cases.models import Case, Consultation, Event, Stage
from lianhu.cases.rules import Kind
from lianhu.cases.verify import verify
from lianhu.grid.models import Duty
from lianhu.inbox.models import Item
from tests.at_once import at_once
from tests.cast import City, act, ask, at, climb, make_city


def ask_many(city: City, count: int) -> list[Case]:
    return [ask(city.wu, at(9), f"第{n}个问题") for n in range(count)]


def here(desk: str) -> int:
    return Stage.objects.filter(closed_at=None, desk__code=desk).count()


class MovingTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()

    def test_nothing_moves_a_second_early(self) -> None:
        ask_many(self.city, 2)

        self.assertEqual(move_overdue(at(9, 14, 59)), 0)
        self.assertEqual(move_overdue(at(9, 15)), 2)
        self.assertEqual(move_overdue(at(9, 15)), 0)
        self.assertEqual((here("beat"), here("village")), (0, 2))

    def test_each_has_its_event_item_and_deadline(self) -> None:
        case = ask(self.city.wu, at(9))
        move_overdue(at(9, 16))

        event = Event.objects.get(case=case, seq=2)
        self.assertEqual((event.kind, event.actor, event.at), (Kind.MOVED, None, at(9, 16)))
        item = Item.objects.get(done_at=None)
        self.assertEqual((item.desk, item.due_at), (self.city.desks["village"], at(9, 21)))
        self.assertEqual(Stage.objects.get(closed_at=None).due_at, at(9, 21))

    def test_left_alone_all_of_them_reach_the_supervisor(self) -> None:
        ask_many(self.city, 3)
        for minute in range(15, 41):
            while move_overdue(at(9, minute)):
                pass

        self.assertEqual(here("city"), 3)
        alerts = Item.objects.filter(done_at=None, desk=self.city.desks["supervision"])
        self.assertEqual(alerts.count(), 3)
        self.assertEqual(jobs.overdue(at(17)), [])
        self.assertEqual(verify().findings, [])

    def test_a_late_consultation_sets_the_holders_clock_going(self) -> None:
        case = climb(self.city, ask(self.city.wu, at(9)), "city", at(9))
        insurance = self.city.desks["insurance"].pk
        consult = rules.Consult(self.city.luo.pk, self.city.desks["city"].pk, insurance, "?")
        act(case, consult, at(9, 1))

        self.assertEqual(move_overdue(at(9, 20)), 0)
        self.assertEqual(move_overdue(at(9, 21)), 1)
        self.assertTrue(Consultation.objects.get().late)
        self.assertEqual(Stage.objects.get(closed_at=None).due_at, at(9, 30))
        self.assertEqual(move_overdue(at(9, 29)), 0)
        self.assertEqual(move_overdue(at(9, 30)), 1)
        self.assertEqual(Event.objects.latest("id").kind, Kind.ALERTED)
        self.assertEqual(verify().findings, [])

    def test_unmanned_desks_are_skipped_by_those_who_are_there_now(self) -> None:
        ask_many(self.city, 2)
        Duty.objects.filter(desk=self.city.desks["village"]).update(ends_at=at(9, 10))
        move_overdue(at(9, 15))

        self.assertEqual(here("community"), 2)

    def test_what_another_worker_has_moved_meanwhile_is_left_alone(self) -> None:
        due, moved = ask_many(self.city, 2)
        act(moved, rules.PassUp(self.city.shen.pk, self.city.desks["beat"].pk), at(9, 14))
        with (
            mock.patch.object(jobs, "overdue", return_value=[due.pk, moved.pk]),
            self.assertNoLogs("lianhu.cases.jobs"),
        ):
            self.assertEqual(move_overdue(at(9, 15)), 1)

        self.assertEqual(Event.objects.filter(case=moved).count(), 2)

    def test_answered_cases_stay(self) -> None:
        case = ask(self.city.wu, at(9))
        beat = self.city.desks["beat"].pk
        act(case, rules.Answer(self.city.shen.pk, beat, "可以"), at(9, 1))

        self.assertEqual(move_overdue(at(17)), 0)


@override_settings(LIANHU_FLOOD=BATCH + 1)
class TransactionTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        ask_many(make_city(), BATCH + 1)

    def test_two_hundred_move_in_one_transaction_and_few_reads(self) -> None:
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(move_overdue(at(9, 15)), BATCH)

        statements = [query["sql"].lstrip().upper() for query in queries]
        self.assertEqual(sum(sql.startswith("SAVEPOINT") for sql in statements), 1)
        self.assertLessEqual(sum(sql.startswith("SELECT") for sql in statements), 12)
        self.assertEqual((here("beat"), here("village")), (1, BATCH))
        self.assertEqual(move_overdue(at(9, 15)), 1)
        self.assertEqual(move_overdue(at(9, 15)), 0)
        self.assertEqual(verify().findings, [])


class PoisonTests(TestCase):
    """One case that cannot be moved does not keep the others."""

    def setUp(self) -> None:
        self.city = make_city()
        self.cases = ask_many(self.city, 5)
        logging.disable(logging.CRITICAL)
        self.addCleanup(logging.disable, logging.NOTSET)

    def poison(self, case: Case) -> None:
        """As if its row had lost an event: the next one comes under a number that is taken."""
        Event.objects.create(case=case, seq=2, kind=Kind.NOTED, at=at(9))

    def test_the_others_move(self) -> None:
        self.poison(self.cases[2])

        self.assertEqual(move_overdue(at(9, 15)), 4)
        self.assertEqual((here("beat"), here("village")), (1, 4))
        self.assertEqual(Item.objects.filter(done_at=None).count(), 5)

    def test_it_is_tried_again_and_nothing_of_it_is_written(self) -> None:
        self.poison(self.cases[2])
        move_overdue(at(9, 15))

        self.assertEqual(move_overdue(at(9, 16)), 0)
        self.assertEqual(Event.objects.filter(case=self.cases[2]).count(), 2)
        self.assertEqual(Stage.objects.filter(case=self.cases[2]).count(), 1)

    def test_it_does_not_stop_what_falls_due_later(self) -> None:
        self.poison(self.cases[0])
        move_overdue(at(9, 15))

        self.assertEqual(move_overdue(at(9, 20)), 4)
        self.assertEqual(here("community"), 4)

    def test_it_is_named_in_the_log(self) -> None:
        logging.disable(logging.NOTSET)
        self.poison(self.cases[0])
        with self.assertLogs("lianhu.cases.jobs", "ERROR") as logs:
            move_overdue(at(9, 15))

        self.assertIn(f"moving overdue case {self.cases[0].pk} failed", "\n".join(logs.output))


@pytest.mark.django_db(transaction=True)
@override_settings(LIANHU_FLOOD=40)
def test_two_workers_at_once_move_each_case_once() -> None:
    city = make_city()
    with transaction.atomic():
        cases = ask_many(city, 40)

    def work() -> int:
        moved = 0
        while count := move_overdue(at(9, 15)):
            moved += count
        return moved

    moved = at_once(work, work)
    # Locked by the other is not done by the other: the worker's next round sees to the rest.
    moved.append(move_overdue(at(9, 15)))

    assert sum(moved) == len(cases)
    assert Event.objects.filter(kind=Kind.MOVED).count() == len(cases)
    assert here("village") == len(cases)
    assert verify().findings == []
