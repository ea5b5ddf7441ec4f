"""What of a desk's list somebody wants to see, and what each keeps of that under a name."""

from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianhu.accounts.models import User
from lianhu.cases import filters, worklist
from lianhu.cases.models import SavedFilter
from lianhu.cases.rules import CaseClass, Consult, PassUp, Take
from lianhu.kernel import clock
from tests.cases.desk_visits import NOW, DeskPageTests
from tests.cast import MONDAY, act, ask, at, sign_in

pytestmark = pytest.mark.page


class FilterTests(DeskPageTests):
    """At the city's desk: a repair, a question about water, and one of the next village."""

    def setUp(self) -> None:
        super().setUp()
        self.luo = self.city.luo
        self.repair = self.at_city("路灯坏了", minute=33, case_class=CaseClass.REPAIR)
        self.water = self.at_city("几点来水", minute=34, topic=self.city.topics["water"])
        ren = ask(self.city.residents["ren"], at(14, 33), "河西的事")
        order = ["beat3", "village2", "community", "town"]
        for desk, person in zip(order, ("yan", "bo", "ma", "fang"), strict=True):
            self.pass_up(ren, person, desk)

    def pass_up(self, case: Any, person: str, desk: str) -> None:
        act(case, PassUp(self.city.people[person].pk, self.desks[desk].pk), at(14, 36))

    def titles(self, query: str, person: User | None = None, **more: Any) -> list[str]:
        response = self.get(person or self.luo, f"/desk/?{query}", **more)
        return [row.title for row in response.context["rows"]]

    def choose(self, person: User | None = None, **data: Any) -> Any:
        with clock.fixed(NOW):
            return sign_in(person or self.luo).post("/desk/filters/", data)


class NarrowingTests(FilterTests):
    def test_by_topic_kind_and_place(self) -> None:
        self.assertEqual(self.titles("topic=water"), ["几点来水"])
        self.assertEqual(self.titles("case_class=repair"), ["路灯坏了"])
        self.assertEqual(self.titles("place=village2"), ["河西的事"])
        self.assertEqual(self.titles("place=village&case_class=question"), ["几点来水"])

    def test_by_whose_hands_it_is_in(self) -> None:
        act(self.water, Take(self.luo.pk, self.desks["city"].pk), at(14, 40))

        self.assertEqual(self.titles("hands=mine"), ["几点来水"])
        self.assertEqual(set(self.titles("hands=nobodys")), {"路灯坏了", "河西的事"})

    def test_by_what_falls_due_today_in_the_time_of_each_list(self) -> None:
        stage = self.repair.stages.get(closed_at=None)
        stage.due_at = at(9, day=MONDAY)
        stage.save()
        self.assertEqual(set(self.titles("due=today")), {"几点来水", "河西的事"})

        luo, city = self.luo.pk, self.desks["city"].pk
        act(self.water, Consult(luo, city, self.desks["water"].pk, "几点?"), at(14, 40))
        self.assertEqual(self.titles("due=today"), ["河西的事"])
        self.assertEqual(self.titles("tab=consulting&due=today"), ["几点来水"])

    def test_counts_and_the_way_on_keep_to_it(self) -> None:
        response = self.get(self.luo, "/desk/?case_class=question")

        self.assertEqual([tab["count"] for tab in response.context["tabs"]], ["2", "0"])
        self.assertContains(response, "case_class=question&amp;part=list")
        self.assertContains(response, f'href="/desk/{self.water.number}/?case_class=question"')
        page = self.page(self.luo, self.water, query="?case_class=question")
        self.assertContains(page, f"/desk/{self.water.number}/answer/?case_class=question")

    def test_nothing_like_that_leads_back_to_everything(self) -> None:
        response = self.get(self.luo, "/desk/?case_class=complaint&tab=consulting")

        self.assertContains(response, "没有符合条件的")
        self.assertContains(response, 'href="/desk/?tab=consulting"')

    def test_nonsense_shows_everything(self) -> None:
        for query in ("topic=<x>", "case_class=x", "place=%00", "hands=1", "due=x", "topic=none"):
            with self.subTest(query):
                self.assertEqual(len(self.titles(query)), 3)


class ChoosingTests(FilterTests):
    def test_what_is_chosen_is_shown(self) -> None:
        response = self.choose(topic="water", case_class="", hands="nobodys", due="today")

        self.assertEqual(response["Location"], "/desk/?topic=water&hands=nobodys&due=today")
        self.assertContains(self.get(self.luo, response["Location"]), "供水科 · 待签收 · 今天到期")

    def test_the_places_are_those_below_the_desk(self) -> None:
        form = self.get(self.city.he, "/desk/filters/").context["form"]
        self.assertEqual([code for code, _ in form.fields["place"].choices], ["", "beat", "beat2"])
        self.assertNotIn("place", self.get(self.city.shen, "/desk/filters/").context["form"].fields)

    def test_a_name_keeps_it_for_that_person_on_every_page_with_its_count(self) -> None:
        self.choose(topic="water", name="水", keep="1")

        [kept] = self.get(self.luo, "/desk/?tab=consulting").context["saved"]
        self.assertEqual((kept["label"], kept["count"]), ("水", "1"))
        self.assertEqual(kept["url"], "/desk/?topic=water")
        self.assertEqual(self.get(self.city.he, "/desk/").context["saved"], [])
        page = self.page(self.luo, self.repair)
        self.assertContains(page, f'href="/desk/{self.repair.number}/?topic=water"')

    def test_counts_stop_at_99(self) -> None:
        self.choose(place="town", name="镇", keep="1")

        with patch.object(worklist, "COUNT_STOPS_AT", 3):
            [kept] = self.get(self.luo, "/desk/").context["saved"]
        self.assertEqual(kept["count"], "99+")

    def test_the_same_name_is_kept_once(self) -> None:
        self.choose(topic="water", name="水", keep="1")
        self.choose(topic="insurance", name="水", keep="1")

        self.assertEqual(SavedFilter.objects.get().params["topic"], "insurance")

    def test_what_cannot_be_kept_is_said_and_loses_nothing(self) -> None:
        for data, said in (
            ({"topic": "water", "name": " "}, "请写一个名称"),
            ({"topic": "", "name": "水"}, "请先选条件"),
            ({"topic": "water", "name": "字" * 21}, "水"),
            ({"topic": "none", "name": "水"}, "none"),
        ):
            with self.subTest(data):
                sent: dict[str, Any] = {**data, "keep": "1"}
                response = self.choose(**sent)
                self.assertContains(response, said, status_code=422)
                self.assertFalse(SavedFilter.objects.exists())
        with patch("lianhu.cases.views.filters.MOST_SAVED", 1):
            self.choose(topic="water", name="水", keep="1")
            more = self.choose(topic="water", name="多", keep="1")
        self.assertContains(more, "请先删掉一个", status_code=422)

    def test_it_is_removed_by_its_owner_alone(self) -> None:
        self.choose(topic="water", name="水", keep="1")
        kept = SavedFilter.objects.get()
        with clock.fixed(NOW):
            other = sign_in(self.city.he).post(f"/desk/filters/{kept.pk}/remove/")
            own = sign_in(self.luo).post(f"/desk/filters/{kept.pk}/remove/")

        self.assertEqual((other.status_code, own.status_code), (404, 302))
        self.assertFalse(SavedFilter.objects.exists())

    def test_many_names_ask_no_more_of_the_database(self) -> None:
        client = sign_in(self.luo)
        asked = []
        for n in range(filters.MOST_SAVED):
            self.choose(topic="water", place="town", name=str(n), keep="1")
            with clock.fixed(NOW), CaptureQueriesContext(connection) as queries:
                client.get("/desk/")
            asked.append(len(queries))
        self.assertEqual(set(asked), {9})
