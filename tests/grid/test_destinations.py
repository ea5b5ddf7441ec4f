"""Desks of places near others, and by their names."""

from django.test import TestCase

from lianhu.grid.models import Node
from lianhu.grid.queries import ladders, nearby, parents, places_called
from tests.cast import make_city


class NearbyTests(TestCase):
    def setUp(self) -> None:
        self.city = make_city()
        self.ladder = ladders([self.city.nodes["beat"]])[self.city.nodes["beat"].pk]

    def test_siblings_and_what_lies_below_on_the_ladder(self) -> None:
        with self.assertNumQueries(1):
            found = [desk.code for desk in nearby(self.ladder)]

        self.assertEqual(found, ["town", "community", "village", "beat", "beat2", "village2"])

    def test_nothing_two_levels_below_another_place(self) -> None:
        self.assertNotIn("beat3", [desk.code for desk in nearby(self.ladder)])
        around = [*self.ladder, self.city.desks["village2"]]
        self.assertIn("beat3", [desk.code for desk in nearby(around)])

    def test_closed_places_take_nothing(self) -> None:
        Node.objects.filter(code="village2").update(closed_at="2026-05-01T00:00:00Z")

        self.assertNotIn("village2", [desk.code for desk in nearby(self.ladder)])
        self.assertEqual([desk.code for desk in places_called("河西")], ["beat3"])

    def test_the_whole_name_goes_before_parts_of_it(self) -> None:
        self.assertEqual([desk.code for desk in places_called("河西村")], ["village2"])
        self.assertEqual([desk.code for desk in places_called("河西")], ["village2", "beat3"])
        self.assertEqual([desk.code for desk in places_called("hexi")], ["village2", "beat3"])
        self.assertEqual(places_called("供水科"), [], "a department is no place")

    def test_no_more_than_can_be_read(self) -> None:
        self.assertEqual(len(places_called("村", limit=2)), 2)

    def test_where_a_place_lies(self) -> None:
        desks = self.city.desks
        with self.assertNumQueries(1):
            found = parents([desks["beat3"], desks["city"]])

        self.assertEqual(found, {desks["beat3"].pk: self.city.nodes["village2"]})
