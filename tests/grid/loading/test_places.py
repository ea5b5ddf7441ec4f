"""The list of places: a tree that fits, each place with its desk."""

from pathlib import Path

from lianhu.grid.loading.rules.columns import Kind
from lianhu.grid.models import Desk, Duty, Node, OpeningHours, SettingChange, Stay
from tests.cast import City
from tests.grid.loading.loads import counts, load, told

VILLAGE = {"code": "v9", "name": "柳湾村", "level": "村", "parent": "community"}
BEAT = {"code": "v9-1", "name": "第1联户网格", "level": "联户网格", "parent": "v9"}
NODES = ("path", "depth", "numchild", "code", "name", "name_en", "level_id", "closed_at")


def places() -> tuple[list[object], list[object]]:
    return [*Node.objects.values_list(*NODES)], [*Desk.objects.order_by("id").values()]


def test_new_places_hang_where_they_belong_in_any_order(city: City, tmp_path: Path) -> None:
    second = BEAT | {"code": "v9-2", "name": "第2联户网格", "desk": "柳湾村第2联户网格"}

    outcome = load(tmp_path, Kind.GRID, second, BEAT, VILLAGE | {"phone": "0536 3222222"})

    assert counts(outcome) == (3, 0, 0, 0)
    assert Node.objects.find_problems() == ([], [], [], [], [])
    village = Node.objects.get(code="v9")
    assert Node.objects.get_parent(village).code == "community"
    assert [node.code for node in Node.objects.get_children(village)] == ["v9-2", "v9-1"]
    desk = Desk.objects.get(code="v9")
    assert (desk.name, desk.phone, desk.hours_id) == ("柳湾村", "+865363222222", city.hours.pk)
    assert Desk.objects.get(code="v9-2").name == "柳湾村第2联户网格"


def test_treebeard_goes_on_from_there(city: City, tmp_path: Path) -> None:
    load(tmp_path, Kind.GRID, VILLAGE)

    Node.objects.add_child(
        Node.objects.get(code="v9"), {"code": "x", "name": "x", "level": city.levels["beat"]}
    )
    load(tmp_path, Kind.GRID, BEAT)

    assert Node.objects.find_problems() == ([], [], [], [], [])
    assert Node.objects.get(code="v9").numchild == 2


def test_the_same_list_again_changes_nothing(city: City, tmp_path: Path) -> None:
    load(tmp_path, Kind.GRID, VILLAGE, BEAT)
    before = places()

    assert counts(load(tmp_path, Kind.GRID, VILLAGE, BEAT)) == (0, 0, 2, 0)
    assert places() == before


def test_names_and_hours_change_in_place(city: City, tmp_path: Path) -> None:
    OpeningHours.objects.create(name="周末", name_en="Weekends", week=city.hours.week)
    before = Desk.objects.get(code="village")
    row = {
        "code": "village",
        "name": "石桥新村",
        "level": "village",
        "parent": "community",
        "hours": "weekends",
    }

    outcome = load(tmp_path, Kind.GRID, row, without=["name_en", "desk", "desk_en", "phone"])

    assert counts(outcome) == (0, 1, 0, 0)
    node, desk = Node.objects.get(code="village"), Desk.objects.get(code="village")
    assert (node.name, node.name_en) == ("石桥新村", "Shiqiao Village")
    assert (desk.pk, desk.hours.name_en, desk.phone) == (before.pk, "Weekends", before.phone)
    assert [change.desk_id for change in SettingChange.objects.all()] == [desk.pk]


def test_a_first_grid_needs_its_levels_only(city: City, tmp_path: Path) -> None:
    for model in (Duty, Stay, Desk):
        model.objects.all().delete()
    Node.objects.all().delete()
    top = {"code": "c", "name": "云禾市", "level": "市"}

    outcome = load(
        tmp_path, Kind.GRID, top, {"code": "t", "name": "柳溪镇", "level": "Town", "parent": "c"}
    )

    assert counts(outcome) == (2, 0, 0, 0)
    assert Node.objects.find_problems() == ([], [], [], [], [])


def test_what_does_not_fit_is_told(city: City, tmp_path: Path) -> None:
    outcome = load(
        tmp_path,
        Kind.GRID,
        VILLAGE | {"hours": "夜里"},
        BEAT | {"parent": "community"},
        VILLAGE | {"code": "insurance"},
        {"code": "village", "name": "石桥村", "level": "村", "parent": "town"},
        {"code": "d", "name": "另一市", "level": "市"},
        VILLAGE,
    )

    assert sorted(told(outcome)) == [
        (2, "no_such_hours"),
        (3, "wrong_level"),
        (4, "desk_taken"),
        (5, "moved"),
        (6, "second_top"),
        (7, "twice"),
    ]
    assert not Node.objects.filter(code="v9").exists()
