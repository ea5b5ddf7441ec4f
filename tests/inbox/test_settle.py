"""Putting, moving and clearing items, once each however often a cause comes."""

from django.test import TestCase

from lianhu.inbox.models import Item
from lianhu.inbox.queries import open_items
from lianhu.inbox.rules import Address, Need
from lianhu.inbox.services import Transition, settle
from tests.cast import at, make_city

NINE = at(9)


class SettleTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()
        self.village, self.town = self.city.desks["village"].pk, self.city.desks["town"].pk

    def need(self, who: int, due_at=NINE, key: str = "case:7:stage") -> Need:
        return Need(Address.DESK, who, "case", key, 7, due_at)

    def settle(self, before: list[Need], after: list[Need], now=NINE) -> None:
        settle([Transition(frozenset(before), frozenset(after))], now=now)

    def open(self) -> list[tuple[int | None, object]]:
        return [(item.desk_id, item.due_at) for item in Item.objects.filter(done_at=None)]

    def test_a_case_that_moves(self) -> None:
        self.settle([], [self.need(self.village)])
        self.settle([self.need(self.village)], [self.need(self.town, at(10))], at(9, 30))

        self.assertEqual(self.open(), [(self.town, at(10))])
        self.assertEqual(Item.objects.get(desk=self.village).done_at, at(9, 30))

    def test_back_and_forth_are_items_of_their_own(self) -> None:
        village, town = self.need(self.village), self.need(self.town)
        self.settle([], [village])
        self.settle([village], [town])
        self.settle([town], [village])

        self.assertEqual(self.open(), [(self.village, NINE)])
        self.assertEqual(Item.objects.filter(desk=self.village).count(), 2)

    def test_a_new_due_time_keeps_the_item(self) -> None:
        self.settle([], [self.need(self.village)])
        first = Item.objects.get()
        self.settle([self.need(self.village)], [self.need(self.village, None)])

        self.assertEqual(Item.objects.get().pk, first.pk)
        self.assertEqual(self.open(), [(self.village, None)])

    def test_what_is_there_already_is_not_put_twice(self) -> None:
        self.settle([], [self.need(self.village)])
        self.settle([], [self.need(self.village)])

        self.assertEqual(len(self.open()), 1)

    def test_thousands_are_cleared_where_one_cause_needs_so_many(self) -> None:
        other = self.need(self.village, key="case:8:stage")
        own = [self.need(self.village), self.need(self.town)]
        self.settle([], [*own, other])
        elsewhere = [self.need(10_000 + n, key=f"case:{n % 2}:stage") for n in range(2_000)]
        self.settle([*elsewhere, *own], [])

        self.assertEqual(Item.objects.get(done_at=None).key, other.key)

    def test_items_of_other_causes_stay(self) -> None:
        other = self.need(self.village, key="case:8:stage")
        self.settle([], [self.need(self.village), other])
        self.settle([self.need(self.village)], [])

        self.assertEqual(Item.objects.get(done_at=None).key, other.key)

    def test_many_causes_take_two_statements(self) -> None:
        keys = [f"case:{n}:stage" for n in range(70)]
        put = [
            Transition(frozenset(), frozenset([self.need(self.village, key=key)])) for key in keys
        ]
        settle(put, now=NINE)
        moved = [
            Transition(
                frozenset([self.need(self.village, key=key)]),
                frozenset([self.need(self.town, key=key)]),
            )
            for key in keys
        ]
        with self.assertNumQueries(2):
            settle(moved, now=at(9, 5))

        self.assertEqual(set(self.open()), {(self.town, NINE)})
        self.assertEqual(Item.objects.filter(done_at=at(9, 5)).count(), 70)

    def test_nothing_to_do_asks_nothing(self) -> None:
        with self.assertNumQueries(0):
            settle([Transition(frozenset(), frozenset())], now=NINE)


class ListTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()
        self.village = self.city.desks["village"]

    def put(self, key: str, due_at=None, **address: object) -> Item:
        return Item.objects.create(
            kind="case", ref=7, key=key, due_at=due_at, put_at=NINE, **address
        )

    def test_by_what_falls_due_undated_last(self) -> None:
        keys = {"late": at(10), "undated": None, "soon": at(9, 5)}
        for key, due_at in keys.items():
            self.put(key, due_at, desk=self.village)
        mine = self.put("mine", at(9, 30), person=self.city.he)
        self.put("done", at(9), desk=self.village, done_at=NINE)
        self.put("elsewhere", at(9), desk=self.city.desks["town"])

        found = open_items(self.city.he, [self.village.pk], most=9)
        self.assertEqual([item.key for item in found], ["soon", mine.key, "late", "undated"])
        self.assertEqual(found[0].desk, self.village)
        self.assertIsNone(found[1].desk)
        self.assertEqual(open_items(self.city.he, [self.village.pk], most=2), found[:2])
        self.assertEqual(open_items(self.city.he, [], most=9), [mine])
