"""What would come of a change is asked with as many queries in a large city as in a small one."""

from django.db.models import Q
from django.test import TestCase

from lianhu.grid.models import Desk
from lianhu.steward import effects
from lianhu.steward.services.moving import hindered, living_at
from tests.cast import City, ask, at, climb, make_city
from tests.steward.administrators import NOW


class EffectTests(TestCase):
    city: City

    def setUp(self) -> None:
        self.city = make_city()
        ask(self.city.wu, at(14, 30))
        climb(self.city, ask(self.city.zheng, at(14, 31)), "village", at(14, 32))
        ask(self.city.residents["ren"], at(14, 33))

    def test_within_a_place_and_all_below_it(self) -> None:
        with self.assertNumQueries(2):
            self.assertEqual(effects.within(self.city.nodes["village"]), effects.Within(2, 2))
        self.assertEqual(effects.within(self.city.nodes["city"]), effects.Within(3, 3))

    def test_households_that_move(self) -> None:
        beat = self.city.nodes["beat"]
        with self.assertNumQueries(3):
            found = effects.moving(living_at(beat), beat)
        self.assertEqual(found, effects.Moving(households=2, cases=1, staying=1))

    def test_what_is_open_at_desks(self) -> None:
        desks = Desk.objects.filter(code="beat")
        with self.assertNumQueries(4):
            found = effects.open_at(desks)
        self.assertEqual(found, effects.Open(1, 0, 0, 0))
        with self.assertNumQueries(7):
            self.assertIsNotNone(hindered(self.city.nodes["beat"], None))
        self.assertEqual(effects.duties(desks, NOW).count(), 2)

    def test_clocks_that_run(self) -> None:
        with self.assertNumQueries(1):
            self.assertEqual(effects.reckoned_anew(), 3)
        self.assertEqual(effects.reckoned_anew(Q(desk__code="village")), 1)
