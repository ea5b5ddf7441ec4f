"""Each command on the tables: what it writes, and that a refused one writes nothing."""

import re
from datetime import datetime
from typing import Any, ClassVar
from unittest import mock

from django.db import connection, transaction
from django.db.models import Model
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from lianhu.cases import rules, services, store
from lianhu.cases.models import Case, CaseDesk, Consultation, Event, Stage, Words
from lianhu.cases.verify import verify
from lianhu.channels.models import Delivery
from lianhu.inbox.models import Item
from lianhu.kernel.models import Idempotency
from tests.cases.command_table import DONE, TABLE, Expected
from tests.cases.statuses import STATUSES, Who, way_to
from tests.cast import MONDAY, QUESTION, City, act, ask, at, make_city

# Everything a command may write.
TABLES: tuple[type[Model], ...] = (
    Case,
    Event,
    Words,
    Stage,
    Consultation,
    CaseDesk,
    Item,
    Delivery,
    Idempotency,
)


def everything() -> list[list[dict[str, Any]]]:
    return [list(model._default_manager.order_by("pk").values()) for model in TABLES]


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in TABLES}


def who(city: City) -> Who:
    return Who(
        resident=city.people["wu"].pk,
        neighbour=city.zheng.pk,
        shen=city.shen.pk,
        he=city.he.pk,
        ma=city.people["ma"].pk,
        gu=city.people["gu"].pk,
        beat=city.desks["beat"].pk,
        here=city.desks["village"].pk,
        elsewhere=city.desks["community"].pk,
        insurance=city.desks["insurance"].pk,
        water=city.desks["water"].pk,
        case=ask(city.wu, at(9), "另一件").pk,
    )


def state_of(case: Case) -> rules.State:
    [loaded] = store.load([Case.objects.get(pk=case.pk)])
    assert loaded.state is not None
    return loaded.state


def told(case: Case) -> rules.State:
    """The state as the stored timeline tells it."""
    return rules.refold(
        rules.Event(
            kind=rules.Kind(row.kind),
            at=row.at,
            actor=row.actor_id,
            desk=row.desk_id,
            data=row.data,
        )
        for row in Event.objects.filter(case=case).order_by("seq")
    )


class CommandTableTests(TestCase):
    """Every command in every status, as on the pure rules; whatever happens, the tables agree."""

    city: ClassVar[City]
    who: ClassVar[Who]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.city = make_city()
        cls.who = who(cls.city)

    def in_status(self, status: rules.Status) -> Case:
        case = ask(self.city.wu, at(9), status)
        for command, when in way_to(status):
            act(case, command(self.who), when)
        return case

    def test_it_does_as_the_table_says(self) -> None:
        for column, status in enumerate(STATUSES):
            # Beside the other matter only: all tables are read after every command.
            with transaction.atomic():
                case = self.in_status(status)
                before = everything()
                for row in TABLE:
                    with transaction.atomic():
                        command = row.command(self.who)
                        found = self.outcome(case, command, row.at, before)
                        transaction.set_rollback(True)
                    expected = row.expected[column]
                    self.assertEqual((row.name, status, found), (row.name, status, expected))
                self.assertEqual(everything(), before)
                transaction.set_rollback(True)

    # What the other half of merging writes, and the job beside a command in a flood.
    LEFT_OUT = re.compile("(joined|merged) 0 times|flood item is missing")

    def outcome(
        self, case: Case, command: rules.Command, now: datetime, before: list[list[Any]]
    ) -> Expected:
        try:
            act(case, command, now)
        except rules.Refused as refusal:
            self.assertEqual(everything(), before)
            return type(refusal)
        self.assertEqual(state_of(case), told(case))
        found = [str(finding) for finding in verify().findings]
        self.assertEqual([line for line in found if not self.LEFT_OUT.search(line)], [])
        return DONE


class WhatIsWrittenTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()
        self.desks = {key: desk.pk for key, desk in self.city.desks.items()}

    def written(self, case: Case, command: rules.Command, when: Any) -> dict[str, int]:
        """How many rows of each table a command adds."""
        before = counts()
        act(case, command, when)
        after = counts()
        return {name: after[name] - before[name] for name in after if after[name] != before[name]}

    def open_items(self) -> set[tuple[str, int | None, Any]]:
        found = Item.objects.filter(done_at=None)
        return {(item.kind, item.desk_id or item.resident_id, item.due_at) for item in found}

    def test_asking(self) -> None:
        before = counts()
        case = ask(self.city.wu, at(9))

        after = counts()
        self.assertEqual(
            {name: after[name] - before[name] for name in after if after[name] != before[name]},
            {"Case": 1, "Event": 1, "Words": 1, "Stage": 1, "CaseDesk": 1, "Item": 1}
            | {"Idempotency": 1},
        )
        self.assertEqual((case.status, case.seq), (rules.Status.ASKED, 1))
        self.assertEqual(case.promise_due_at, at(10))
        event = Event.objects.get()
        assert event.words is not None
        self.assertEqual((event.kind, event.words.body), (rules.Kind.ASKED, QUESTION))
        self.assertEqual(event.actor, self.city.people["wu"])
        self.assertEqual(self.open_items(), {("case", self.desks["beat"], at(9, 15))})

    def test_taking_writes_one_event_and_nothing_else(self) -> None:
        case = ask(self.city.wu, at(9))
        take = rules.Take(self.city.shen.pk, self.desks["beat"])

        self.assertEqual(self.written(case, take, at(9, 1)), {"Event": 1})
        self.assertEqual(Stage.objects.get().taken_by, self.city.shen)
        self.assertEqual(self.open_items(), {("case", self.desks["beat"], at(9, 15))})

    def test_passing_up_closes_one_stage_and_opens_the_next(self) -> None:
        case = ask(self.city.wu, at(9))
        up = rules.PassUp(self.city.shen.pk, self.desks["beat"], "需要村里看看")

        self.assertEqual(
            self.written(case, up, at(9, 3)),
            {"Event": 1, "Words": 1, "Stage": 1, "CaseDesk": 1, "Item": 1},
        )
        closed, opened = Stage.objects.order_by("number")
        self.assertEqual((closed.closed_at, closed.used_s, closed.due_at), (at(9, 3), 180, None))
        self.assertEqual((opened.desk, opened.due_at), (self.city.desks["village"], at(9, 8)))
        self.assertEqual(self.open_items(), {("case", self.desks["village"], at(9, 8))})

    def test_consulting_and_the_reply(self) -> None:
        case = ask(self.city.wu, at(9))
        consult = rules.Consult(
            self.city.shen.pk, self.desks["beat"], self.desks["insurance"], "如何报销?"
        )
        self.assertEqual(
            self.written(case, consult, at(9, 2)),
            {"Event": 2, "Words": 1, "Consultation": 1, "Item": 1},
        )
        self.assertEqual(
            self.open_items(),
            {
                ("case", self.desks["beat"], None),
                ("consultation", self.desks["insurance"], at(9, 22)),
            },
        )

        reply = rules.ConsultReply(self.city.people["gu"].pk, 1, "可以报销")
        self.assertEqual(self.written(case, reply, at(9, 10)), {"Event": 1, "Words": 1})
        row = Consultation.objects.get()
        assert row.reply is not None
        self.assertEqual((row.brief.body, row.reply.body), ("如何报销?", "可以报销"))
        self.assertEqual(row.closed_at, at(9, 10))
        self.assertEqual(self.open_items(), {("case", self.desks["beat"], at(9, 23))})

    def test_answering_takes_it_and_queues_one_delivery(self) -> None:
        case = ask(self.city.wu, at(9))
        papers = ({"title": "医保卡", "note": "原件"},)
        answer = rules.Answer(self.city.shen.pk, self.desks["beat"], "可以报销", papers)

        self.assertEqual(
            self.written(case, answer, at(9, 4)), {"Event": 2, "Words": 1, "Item": 1, "Delivery": 1}
        )
        stage = Stage.objects.get()
        self.assertEqual((stage.taken_by, stage.closed_at), (self.city.shen, at(9, 4)))
        words = Event.objects.get(kind=rules.Kind.ANSWERED).words
        assert words is not None
        self.assertEqual(
            (words.body, words.papers), ("可以报销", '[{"title": "医保卡", "note": "原件"}]')
        )
        self.assertEqual(self.open_items(), {("answer", self.city.wu.pk, None)})

    def test_confirming_clears_the_inbox(self) -> None:
        case = ask(self.city.wu, at(9))
        act(case, rules.Answer(self.city.shen.pk, self.desks["beat"], "可以"), at(9, 1))

        self.assertEqual(self.written(case, rules.Confirm(None), at(9, 2)), {"Event": 1})
        self.assertEqual(self.open_items(), set())
        self.assertEqual(set(Item.objects.values_list("done_at", flat=True)), {at(9, 1), at(9, 2)})

    def test_reopening_opens_a_stage_at_a_desk_that_knows_it(self) -> None:
        case = ask(self.city.wu, at(9))
        act(case, rules.Answer(self.city.shen.pk, self.desks["beat"], "可以"), at(9, 1))

        self.assertEqual(
            self.written(case, rules.Reopen(None, "没解决"), at(10)),
            {"Event": 1, "Words": 1, "Stage": 1, "Item": 1},
        )
        self.assertEqual(self.open_items(), {("case", self.desks["beat"], at(10, 15))})

    def test_a_follow_up_waits_until_it_is_done(self) -> None:
        case = ask(self.city.wu, at(9))
        shen, beat = self.city.shen.pk, self.desks["beat"]
        act(case, rules.OnBehalf(shen, beat, "已代办", MONDAY), at(9, 1))
        act(case, rules.Answer(shen, beat, "已办好"), at(9, 2))
        act(case, rules.Confirm(None), at(9, 3))
        self.assertEqual(self.open_items(), {("follow_up", beat, at(8, 30, day=MONDAY))})

        done = rules.FollowUp(shen, beat, "都好")
        self.assertEqual(self.written(case, done, at(9, day=MONDAY)), {"Event": 1, "Words": 1})
        self.assertEqual(self.open_items(), set())

    def test_an_alert_waits_at_the_supervision(self) -> None:
        for desk in self.city.desks.values():
            desk.duties.all().delete()
        case = ask(self.city.wu, at(9))

        self.assertIn(("alert", self.desks["supervision"], at(10)), self.open_items())
        answer = rules.Answer(self.city.luo.pk, self.desks["city"], "可以")
        act(case, answer, at(9, 1))
        self.assertEqual(self.open_items(), {("answer", self.city.wu.pk, None)})

    def test_what_was_written_is_encrypted(self) -> None:
        case = ask(self.city.wu, at(9))
        act(case, rules.Answer(self.city.shen.pk, self.desks["beat"], "可以报销"), at(9, 1))
        with connection.cursor() as cursor:
            cursor.execute("SELECT body FROM cases_words")
            stored = "".join(str(body) for (body,) in cursor.fetchall())
        for words in (QUESTION, "可以报销"):
            self.assertNotIn(words, stored)

    def test_all_of_it_is_written_or_nothing(self) -> None:
        """The delivery comes last: when it cannot be queued, no event and no item stay."""
        case = ask(self.city.wu, at(9))
        before = everything()
        answer = rules.Answer(self.city.shen.pk, self.desks["beat"], "可以")
        with (
            mock.patch.object(services, "tell_asker", side_effect=OSError),
            self.assertRaises(OSError),
        ):
            act(case, answer, at(9, 1))

        self.assertEqual(everything(), before)

    def test_an_event_is_appended_never_changed(self) -> None:
        case = ask(self.city.wu, at(9))
        before = list(Event.objects.values())
        act(case, rules.Take(self.city.shen.pk, self.desks["beat"]), at(9, 1))
        act(case, rules.Answer(self.city.shen.pk, self.desks["beat"], "可以"), at(9, 2))

        self.assertEqual(list(Event.objects.order_by("seq").values())[:1], before)
        self.assertEqual([e.seq for e in Event.objects.order_by("seq")], [1, 2, 3])

    def test_a_command_costs_as_many_queries_on_a_long_timeline(self) -> None:
        case = ask(self.city.wu, at(9))
        take = rules.Take(self.city.shen.pk, self.desks["beat"])
        note = rules.Note(None, None, "补充")
        act(case, take, at(9, 1))
        first = self.queries_of(case, note)
        for _ in range(5):
            act(case, note, at(9, 2))

        self.assertEqual(self.queries_of(case, note), first)

    def queries_of(self, case: Case, command: rules.Command) -> int:
        case.refresh_from_db()
        with CaptureQueriesContext(connection) as queries:
            services.act(case.pk, command, seq=case.seq, now=at(9, 2))
        return len(queries)


class DeliveryTests(TestCase):
    """The resident hears of an answer: queued in its transaction, sent by the worker."""

    def setUp(self) -> None:
        self.city = make_city()
        self.answer = rules.Answer(self.city.shen.pk, self.city.desks["beat"].pk, "可以报销")

    def test_it_names_the_case_and_nobody(self) -> None:
        case = ask(self.city.wu, at(9))
        act(case, self.answer, at(9, 1))

        delivery = Delivery.objects.get()
        self.assertEqual(delivery.state, Delivery.State.WAITING)
        self.assertEqual((delivery.tries, delivery.address), (0, self.city.wu.phone))
        self.assertIn(case.number, delivery.body)
        self.assertNotIn("可以报销", delivery.body)
        self.assertEqual(delivery.delivery_class, Delivery.Class.ATTENTION)

    def test_it_speaks_the_residents_language(self) -> None:
        person = self.city.people["wu"]
        person.language = "en"
        person.save()
        act(ask(self.city.wu, at(9)), self.answer, at(9, 1))

        self.assertIn("There is an answer", Delivery.objects.get().body)

    def test_each_answer_is_one_delivery(self) -> None:
        case = ask(self.city.wu, at(9))
        act(case, self.answer, at(9, 1))
        act(case, rules.Reopen(None), at(9, 2))
        act(case, self.answer, at(9, 3))

        self.assertEqual(Delivery.objects.count(), 2)

    def test_what_is_done_after_the_answer_says_nothing_again(self) -> None:
        case = ask(self.city.wu, at(9))
        shen, beat = self.city.shen.pk, self.city.desks["beat"].pk
        act(case, self.answer, at(9, 1))
        act(case, rules.OnBehalf(shen, beat, "已代办", MONDAY), at(9, 2))
        act(case, rules.FollowUp(shen, beat, "都好"), at(9, 3))

        self.assertEqual(Delivery.objects.count(), 1)

    def test_without_a_phone_the_answer_still_stands(self) -> None:
        self.city.wu.phone = ""
        self.city.wu.save()
        case = act(ask(self.city.wu, at(9)), self.answer, at(9, 1))

        self.assertEqual(case.status, rules.Status.ANSWERED)
        self.assertEqual(Delivery.objects.count(), 0)

    def test_nothing_else_is_sent(self) -> None:
        case = ask(self.city.wu, at(9))
        shen, beat = self.city.shen.pk, self.city.desks["beat"].pk
        act(case, rules.Take(shen, beat), at(9, 1))
        act(case, rules.OnBehalf(shen, beat, "已代办"), at(9, 2))
        act(case, rules.PassUp(shen, beat), at(9, 3))

        self.assertEqual(Delivery.objects.count(), 0)
