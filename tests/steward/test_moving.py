"""Households that move to another beat, and places that close: what is said is what happens."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lianhu.cases import rules
from lianhu.cases.jobs import move_overdue
from lianhu.cases.models import Case, Stage
from lianhu.cases.verify import verify
from lianhu.grid.models import Duty, Household, Node, Resident, Stay
from lianhu.grid.queries import beat_of, households_of
from lianhu.steward.models import Change
from tests.cast import FRIDAY, City, act, ask, at, climb, make_city
from tests.pages import text_of
from tests.steward.administrators import NOW, Administrator, errors

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def cen(city: City) -> Administrator:
    return Administrator()


def desk_of(case: Case) -> str:
    return Stage.objects.get(case=case, closed_at=None).desk.code


def beat_at(case: Case) -> str:
    case.refresh_from_db()
    return case.beat.code


def test_a_household_moves_with_what_has_gone_on(city: City, cen: Administrator) -> None:
    here = ask(city.wu, at(14, 30))
    gone_on = climb(city, ask(city.wu, at(14, 31), "几点开门?"), "village", at(14, 38))

    effect = cen.change("/steward/places/beat/households/", to="beat3", households=["A"])

    assert effect[0] == "1户、1 件未办结诉求转到第1联户网格。"
    assert effect[2].startswith("还有 1 件")
    assert beat_of(city.wu.household) == city.nodes["beat3"]  # type: ignore[arg-type]
    old, new = Stay.objects.filter(household__code="A").order_by("id")
    assert (old.ends_on, new.starts_on, new.ends_on) == (FRIDAY, FRIDAY, None)
    assert [h.code for h in households_of([city.nodes["beat"]])] == ["B"]
    assert (desk_of(here), beat_at(here)) == ("beat", "beat")
    assert (desk_of(gone_on), beat_at(gone_on)) == ("village", "beat3")
    # Whoever has it hands it on as before; what has gone on climbs to where the ways meet.
    move_overdue(at(14, 45))
    assert (desk_of(here), desk_of(gone_on)) == ("village", "community")
    assert verify().findings == []
    assert Change.objects.get().after == {"beat": "第1联户网格", "households": 1, "cases": 1}


def test_the_roster_above_still_takes_what_stayed_behind(city: City, cen: Administrator) -> None:
    here = ask(city.wu, at(14, 30))
    cen.change("/steward/places/beat/households/", to="beat3", households=["A"])

    act(here, rules.Take(city.he.pk, city.desks["village"].pk), at(14, 41))

    assert desk_of(here) == "village"


def test_no_address_and_no_name_is_shown(city: City, cen: Administrator) -> None:
    page = text_of(cen.get("/steward/places/beat/households/"))
    assert "石桥村12号" not in page
    assert "吴长青" not in page
    assert cen.get("/steward/places/village/households/").status_code == 404


def test_what_cannot_be_is_said_and_nothing_moves(city: City, cen: Administrator) -> None:
    path = "/steward/places/beat/households/"
    for typed, wrong in [
        ({"to": "beat", "households": ["A"]}, "to"),
        ({"to": "village2", "households": ["A"]}, "to"),
        ({"to": "beat3", "households": []}, "households"),
        ({"to": "beat3", "households": ["C"]}, "households"),
    ]:
        answer = cen.send(path, **typed)
        assert (answer.status_code, list(errors(answer))) == (422, [wrong])
    assert not Stay.objects.exclude(ends_on=None).exists()


def test_an_effect_that_is_another_by_now_is_shown_again(city: City, cen: Administrator) -> None:
    path = "/steward/places/beat/households/"
    form = cen.form(path) | {"to": "beat3", "households": ["A", "B"]}
    confirmed = cen.post(path, form).context["confirmed"]
    climb(city, ask(city.wu, at(14, 41)), "village", at(14, 42))

    answer = cen.post(path, form | {"confirmed": confirmed})

    assert answer.status_code == 200
    assert answer.context["effect"][0].startswith("2户、1 件")
    assert not Stay.objects.exclude(ends_on=None).exists()


def test_a_beat_closes_and_another_takes_over(city: City, cen: Administrator) -> None:
    case = climb(city, ask(city.wu, at(14, 30)), "village", at(14, 38))
    effect = cen.change("/steward/places/beat/close/", successor="beat2")

    assert effect[0] == "2户、1 件未办结诉求转到第2联户网格。"
    assert "2 个岗位结束" in effect[2]
    node = Node.objects.get(code="beat")
    assert (node.closed_at, node.successor) == (NOW, city.nodes["beat2"])
    assert beat_at(case) == "beat2"
    assert Stay.objects.open().filter(beat=city.nodes["beat2"]).count() == 2
    assert not Duty.objects.at(NOW).filter(desk=city.desks["beat"]).exists()
    assert verify().findings == []
    page = text_of(cen.get("/steward/places/beat/"))
    assert "由第2联户网格接管" in page
    assert cen.get("/steward/places/beat/close/").status_code == 404


def test_what_a_closed_beat_has_answered_is_reopened_above(city: City, cen: Administrator) -> None:
    case = ask(city.wu, at(14, 30))
    act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "可以"), at(14, 31))
    cen.change("/steward/places/beat/close/", successor="beat2")
    assert beat_at(case) == "beat2"

    act(case, rules.Reopen(city.people["wu"].pk), at(14, 41))

    assert desk_of(case) == "village"
    assert verify().findings == []


def test_what_keeps_a_place_open(city: City, cen: Administrator) -> None:
    ask(city.wu, at(14, 30))
    said = str(errors(cen.send("/steward/places/beat/close/")))
    assert "还有 1 件诉求在那里办理" in said
    assert "这里住着 2 户" in said
    assert "下面还有 2 个网格" in str(errors(cen.send("/steward/places/village/close/")))
    assert "最上级不能停用" in str(errors(cen.send("/steward/places/city/close/")))
    answer = cen.send("/steward/places/beat/close/", successor="village")
    assert errors(answer).keys() == {"successor"}
    assert not Node.objects.exclude(closed_at=None).exists()


def test_an_empty_beat_closes_without_anybody_to_take_over(city: City, cen: Administrator) -> None:
    effect = cen.change("/steward/places/beat2/close/")
    assert effect[0] == "今后不再有事情转给第2联户网格。"
    assert Node.objects.get(code="beat2").successor is None


WHERE = st.sampled_from(["beat", "village", "city", "done"])


class TheEffectIsWhatHappens(TestCase):
    """Each example in a transaction of its own, undone afterwards."""

    @settings(max_examples=10, deadline=None)
    @given(
        asked=st.lists(st.tuples(st.integers(0, 3), WHERE), max_size=5),
        moving=st.sets(st.integers(0, 3), min_size=1),
    )
    def test_in_numbers(self, asked: list[tuple[int, str]], moving: set[int]) -> None:
        city, cen = make_city(), Administrator()
        homes = [_home(city, n) for n in range(4)]
        made = [_case(city, homes[home], where, n) for n, (home, where) in enumerate(asked)]
        codes = [f"N{n}" for n in sorted(moving)]

        effect = cen.change("/steward/places/beat/households/", to="beat3", households=codes)

        moved = Stay.objects.open().filter(beat=city.nodes["beat3"], household__code__in=codes)
        followed = [case for case in made if beat_at(case) == "beat3"]
        stayed = [
            case
            for (home, where), case in zip(asked, made, strict=True)
            if where == "beat" and home in moving
        ]
        self.assertEqual(moved.count(), len(codes))
        said = f"{len(codes)}户、{len(followed)} 件未办结诉求转到第1联户网格。"
        self.assertEqual(effect[0], said)
        self.assertTrue(effect[2].startswith(f"还有 {len(stayed)} 件"), effect)
        self.assertEqual(verify().findings, [])


def _home(city: City, n: int) -> Resident:
    household = Household.objects.create(code=f"N{n}", address="村", contact="某", size=1)
    Stay.objects.create(household=household, beat=city.nodes["beat"], starts_on=date(2026, 1, 1))
    return Resident.objects.create(household=household, name="某")


def _case(city: City, asker: Resident, where: str, n: int) -> Case:
    case = ask(asker, at(14, 30), f"问题{n}")
    if where == "done":
        act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "可以"), at(14, 31))
        act(case, rules.Confirm(None), at(14, 32))
        return case
    return climb(city, case, where, at(14, 39)) if where != "beat" else case
