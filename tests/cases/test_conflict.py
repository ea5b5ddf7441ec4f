"""Two people at once: the second sees the new state, and what is sent twice happens once."""

from collections.abc import Callable

import pytest
from django.test import TestCase

from lianhu.cases import rules, services
from lianhu.cases.models import Case, Event, Stage
from lianhu.cases.verify import verify
from lianhu.inbox.models import Item
from lianhu.kernel.idempotency import OtherBody
from tests.at_once import at_once
from tests.cases.test_services import everything
from tests.cast import City, ask, at, make_city


def question(city: City, words: str = "回去怎么报销?") -> services.Question:
    return services.Question(city.wu, city.nodes["beat"], words)


class StaleSeqTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()
        self.case = ask(self.city.wu, at(9))
        self.beat = self.city.desks["beat"].pk
        self.answer = rules.Answer(self.city.shen.pk, self.beat, "可以报销")

    def test_the_second_of_two_who_saw_the_same_is_told_the_new_state(self) -> None:
        take = rules.Take(self.city.people["tong"].pk, self.beat)
        services.act(self.case.pk, take, seq=1, now=at(9, 1))
        before = everything()

        with self.assertRaises(services.Conflict) as conflict:
            services.act(self.case.pk, self.answer, seq=1, now=at(9, 2))

        self.assertEqual(everything(), before)
        self.assertEqual(
            (conflict.exception.case.pk, conflict.exception.case.seq), (self.case.pk, 2)
        )

    def test_a_command_from_the_future_is_no_better(self) -> None:
        with self.assertRaises(services.Conflict):
            services.act(self.case.pk, self.answer, seq=2, now=at(9, 2))

    def test_the_conflict_comes_before_any_refusal(self) -> None:
        services.act(self.case.pk, self.answer, seq=1, now=at(9, 2))
        with self.assertRaises(services.Conflict):
            services.act(self.case.pk, self.answer, seq=1, now=at(9, 3))

    def test_the_clock_needs_no_seq(self) -> None:
        services.act(self.case.pk, rules.TimeOut(), seq=None, now=at(9, 15))

        self.assertEqual(Stage.objects.get(closed_at=None).desk, self.city.desks["village"])


class SentTwiceTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()

    def test_the_same_key_asks_once(self) -> None:
        first = services.ask(question(self.city), key="k", now=at(9))
        before = everything()
        again = services.ask(question(self.city), key="k", now=at(9, 5))

        self.assertEqual(again, first)
        self.assertEqual(everything(), before)

    def test_another_key_asks_again(self) -> None:
        services.ask(question(self.city), key="k", now=at(9))
        services.ask(question(self.city), key="l", now=at(9))

        self.assertEqual(Case.objects.count(), 2)

    def test_the_same_key_for_other_words_is_refused(self) -> None:
        services.ask(question(self.city), key="k", now=at(9))
        with self.assertRaises(OtherBody):
            services.ask(question(self.city, "还有一件事"), key="k", now=at(9))

        self.assertEqual(Case.objects.count(), 1)

    def test_a_key_is_the_residents_own(self) -> None:
        services.ask(question(self.city), key="k", now=at(9))
        neighbour = services.Question(self.city.zheng, self.city.nodes["beat"], "回去怎么报销?")
        services.ask(neighbour, key="k", now=at(9))

        self.assertEqual(Case.objects.count(), 2)

    def test_a_refused_question_keeps_no_key(self) -> None:
        before = everything()
        with self.assertRaises(rules.WordsNeeded):
            services.ask(question(self.city, " "), key="k", now=at(9))
        self.assertEqual(everything(), before)


@pytest.mark.django_db(transaction=True)
class TestAtTheSameTime:
    @pytest.fixture
    def city(self) -> City:
        return make_city()

    def test_the_same_key_asks_once(self, city: City) -> None:
        def send() -> Case:
            return services.ask(question(city), key="k", now=at(9))

        found = at_once(send, send, send, send)

        assert {type(case) for case in found} == {Case}, found
        assert len(set(found)) == 1
        assert (Case.objects.count(), Event.objects.count(), Item.objects.count()) == (1, 1, 1)

    def test_of_two_who_take_it_one_wins(self, city: City) -> None:
        case = ask(city.wu, at(9))

        def take(person: str) -> Callable[[], object]:
            command = rules.Take(city.people[person].pk, city.desks["beat"].pk)
            return lambda: services.act(case.pk, command, seq=1, now=at(9, 1))

        found = at_once(take("shen"), take("tong"))

        assert {type(outcome) for outcome in found} == {Case, services.Conflict}, found
        assert Event.objects.filter(kind=rules.Kind.TAKEN).count() == 1
        assert verify().findings == []

    def test_of_an_answer_and_the_clock_both_see_a_whole_case(self, city: City) -> None:
        case = ask(city.wu, at(9))
        answer = rules.Answer(city.shen.pk, city.desks["beat"].pk, "可以报销")
        outcomes = at_once(
            lambda: services.act(case.pk, answer, seq=1, now=at(9, 15)),
            lambda: services.act(case.pk, rules.TimeOut(), seq=None, now=at(9, 15)),
        )

        lost = [outcome for outcome in outcomes if not isinstance(outcome, Case)]
        assert len(lost) == 1, outcomes
        assert isinstance(lost[0], services.Conflict | rules.NothingDue)
        assert verify().findings == []
