"""The tree of places: going through it, adding, renaming, moving below another."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianhu.cases import rules
from lianhu.cases.jobs import move_overdue
from lianhu.cases.models import Stage
from lianhu.cases.verify import verify
from lianhu.grid.models import Desk, Node
from lianhu.grid.queries import ladders
from lianhu.steward import browsing
from lianhu.steward.models import Change
from tests.cast import City, act, ask, at, make_city
from tests.pages import text_of
from tests.steward.administrators import Administrator, errors

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def cen(city: City) -> Administrator:
    return Administrator()


def test_from_the_top_down_and_by_name_or_code(city: City, cen: Administrator) -> None:
    assert cen.get("/steward/places/")["Location"] == "/steward/places/city/"
    page = text_of(cen.get("/steward/places/community/"))
    assert "石桥村" in page and "2 个网格" in page
    page = text_of(cen.get("/steward/places/village/"))
    assert "2 户" in page and "0 户" in page
    found = text_of(cen.get("/steward/places/?q=第1联户"))
    assert "云禾市 › 柳溪镇 › 东柳社区 › 石桥村" in found
    assert "河西村" in text_of(cen.get("/steward/places/?q=village2"))
    assert "没有叫这个名字的地方" in text_of(cen.get("/steward/places/?q=nowhere"))
    assert cen.get("/steward/places/nowhere/").status_code == 404


def test_long_lists_come_page_by_page(
    city: City, cen: Administrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browsing, "PAGE", 1)
    for path, first, second in [
        ("/steward/places/community/?", "village", "village2"),
        ("/steward/places/?q=第1&", "beat", "beat3"),
    ]:
        answer = cen.get(path)
        assert [row["node"].code for row in answer.context["rows"]] == [first]
        after = answer.context["next_at"]
        answer = cen.get(f"{path}after={after}")
        assert [row["node"].code for row in answer.context["rows"]] == [second]
        assert answer.context["next_at"] == ""


def test_as_many_queries_for_many_places_as_for_few(city: City, cen: Administrator) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert cen.get(path).status_code == 200
        return len(asked)

    few = [queries(f"/steward/places/{path}") for path in ("community/", "?q=村")]
    for n in range(20):
        facts = {
            "code": f"v{n}",
            "name": f"新{n}村",
            "name_en": "New",
            "level": city.levels["village"],
        }
        Node.objects.add_child(Node.objects.get(code="community"), facts)
    assert [queries(f"/steward/places/{path}") for path in ("community/", "?q=村")] == few
    assert few == [12, 8]


def test_a_place_is_added_once_with_a_desk(city: City, cen: Administrator) -> None:
    path = "/steward/places/community/add/"
    form = cen.form(path) | {"name": "南湾村", "name_en": "Nanwan Village"}
    for _ in range(2):
        cen.post(path, form)

    node = Node.objects.get(name="南湾村")
    assert (node.level.code, node.code) == ("village", "community.3")
    desk = Desk.objects.get(node=node)
    assert (desk.code, desk.name, desk.hours) == ("community.3", "南湾村", city.hours)
    assert Node.objects.find_problems() == ([], [], [], [], [])
    assert cen.get("/steward/places/beat/add/").status_code == 404
    assert errors(cen.send(path, name="", name_en="", phone="1")).keys() == {
        "name",
        "name_en",
        "phone",
    }


def test_a_new_name_reaches_the_desks_that_carry_it(city: City, cen: Administrator) -> None:
    Desk.objects.filter(code="beat").update(name_en="Beat 1, Shiqiao Village")
    effect = cen.change(
        "/steward/places/village/rename/", name="石桥新村", name_en="New Shiqiao Village"
    )

    assert effect[1] == "带这个名称的 3 个席位一起改名。"
    desk = Desk.objects.get(code="beat")
    assert (desk.name, desk.name_en) == ("石桥新村第1联户网格", "Beat 1, New Shiqiao Village")
    assert Desk.objects.get(code="beat3").name == "河西村第1联户网格"
    assert Node.objects.get(code="village").name == "石桥新村"
    cen.change("/steward/places/village/rename/", name="石桥村", name_en="Shiqiao Village")
    assert Desk.objects.get(code="beat").name == "石桥村第1联户网格"
    assert Change.objects.count() == 2


def test_a_beat_below_another_village_climbs_by_way_of_it(city: City, cen: Administrator) -> None:
    at_the_beat, passed_up = ask(city.wu, at(14, 30)), ask(city.zheng, at(14, 30), "几点开门?")
    act(passed_up, rules.PassUp(city.shen.pk, city.desks["beat"].pk), at(14, 39))

    effect = cen.change("/steward/places/beat/move/", to="河西村")

    assert effect[0] == "涉及2户、2 件未办结诉求。"
    node = Node.objects.get(code="beat")
    assert Node.objects.get_parent(node) == city.nodes["village2"]
    assert Node.objects.find_problems() == ([], [], [], [], [])
    assert [desk.code for desk in ladders([node])[node.pk]][:2] == ["beat", "village2"]
    # Who has a case keeps it, in the time that was given for it.
    assert set(Stage.objects.filter(closed_at=None).values_list("desk__code", "due_at")) == {
        ("beat", at(14, 45)),
        ("village", at(14, 44)),
    }
    move_overdue(at(14, 44))
    move_overdue(at(14, 45))
    now_at = dict(Stage.objects.filter(closed_at=None).values_list("case", "desk__code"))
    # From the old village to where both ways meet, from the beat to the new village.
    assert now_at == {at_the_beat.pk: "village2", passed_up.pk: "community"}
    assert verify().findings == []


@pytest.mark.parametrize("to", ["石桥村", "community", "beat2", "nowhere"])
def test_only_below_another_place_of_the_level_above(
    city: City, cen: Administrator, to: str
) -> None:
    answer = cen.send("/steward/places/beat/move/", to=to)
    assert answer.status_code == 422
    assert errors(answer).keys() == {"to"}
    assert cen.get("/steward/places/city/move/").status_code == 404


def test_places_of_one_name_are_told_apart(city: City, cen: Administrator) -> None:
    facts = {"code": "v9", "name": "河西村", "name_en": "Hexi Village"}
    Node.objects.add_child(
        Node.objects.get(code="community"), facts | {"level": city.levels["village"]}
    )
    said = str(errors(cen.send("/steward/places/beat/move/", to="河西村")))
    assert "village2" in said and "v9" in said
    cen.change("/steward/places/beat/move/", to="v9")
    assert Node.objects.get_parent(Node.objects.get(code="beat")).code == "v9"
