"""An administrator sends a list, sees what would come of it, and says yes; the worker does it."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries, Settings

from lianhu.accounts.models import User
from lianhu.files import disk
from lianhu.grid.loading import services
from lianhu.grid.loading.models import Load, StagedHousehold
from lianhu.grid.loading.rules.columns import Kind
from lianhu.grid.models import Household
from lianhu.kernel import clock
from lianhu.kernel.lease import MAX_TRIES
from lianhu.kernel.sheets.limits import PAGE
from lianhu.steward.jobs import LoadLists
from lianhu.steward.models import Change
from tests.cast import City, at, make_city, sign_in
from tests.lists import listed, workbook

pytestmark = pytest.mark.django_db

NEW = {
    "code": "N-001",
    "address": "石桥村40号",
    "contact": "周明",
    "phone": "13800138000",
    "size": "4",
    "beat": "beat",
}


@pytest.fixture
def city(settings: Settings, tmp_path: Path) -> City:
    settings.MEDIA_ROOT = tmp_path / "files"
    city = make_city()
    city.people["cen"] = User.objects.create_user("cen", name="岑望舒", is_administrator=True)
    return city


@pytest.fixture
def cen(city: City) -> Client:
    return sign_in(city.people["cen"])


def send(client: Client, content: bytes, name: str = "户.xlsx", kind: str = "households") -> Load:
    response = client.post(
        "/steward/loads/", {"kind": kind, "file": SimpleUploadedFile(name, content)}
    )
    assert response.status_code == 302, response.content.decode()
    return Load.objects.latest("id")


def work() -> None:
    """What a worker does until nothing is left."""
    job = LoadLists()
    with clock.fixed(at(9)):
        while job():
            pass


def page(client: Client, load: Load) -> str:
    response = client.get(f"/steward/loads/{load.token}/")
    assert response.status_code == 200
    return response.content.decode()


def say_yes(client: Client, load: Load, seen: str = "") -> str:
    load.refresh_from_db()
    seen = seen or services.outcome(load)
    address = f"/steward/loads/{load.token}/apply/"
    return client.post(address, {"seen": seen}, follow=True).content.decode()


def test_from_sending_to_the_line_in_changes(city: City, cen: Client) -> None:
    load = send(cen, listed(Kind.HOUSEHOLDS, NEW))
    assert "正在检查" in page(cen, load)
    work()
    assert Household.objects.count() == 3
    assert "还没有改动任何内容" in page(cen, load)

    say_yes(cen, load)
    work()

    assert Household.objects.get(phone_bi__of="13800138000").code == "N-001"
    assert "已经导入" in page(cen, load)
    change = Change.objects.get()
    assert (change.verb, change.subject, change.by) == (
        "load.households",
        "户.xlsx",
        city.people["cen"],
    )
    assert change.after == {"new": 1, "changed": 0, "same": 0}
    changes = cen.get("/steward/changes/").content.decode()
    assert "导入了居民户的名单" in changes
    assert "新增" in changes


def test_the_file_is_gone_once_it_is_checked_and_the_rows_once_loaded(
    city: City, cen: Client
) -> None:
    load = send(cen, listed(Kind.HOUSEHOLDS, NEW))
    assert disk.load_path(load.token).exists()
    work()
    assert not disk.load_path(load.token).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM grid_stagedhousehold")
        [row] = cursor.fetchall()
    assert "N-001" in str(row)
    assert "石桥村40号" not in str(row)

    say_yes(cen, load)
    work()
    assert services.sweep(at(9)) == 1
    assert services.sweep(at(9)) == 0

    assert not StagedHousehold.objects.exists()


def test_wrong_rows_are_told_by_cell_and_nobody_is_named(city: City, cen: Client) -> None:
    load = send(cen, listed(Kind.HOUSEHOLDS, NEW | {"phone": "12"}, NEW | {"code": "N-2"}))
    work()

    shown = page(cen, load)

    assert "D2" in shown
    assert "打不通" in shown
    assert "周明" not in shown
    assert "1 行有错" in shown
    assert f"/steward/loads/{load.token}/apply/" not in shown
    say_yes(cen, load)
    work()
    assert Household.objects.count() == 3


def test_the_workbook_of_corrections_can_be_sent_again_once_corrected(
    city: City, cen: Client
) -> None:
    load = send(cen, listed(Kind.HOUSEHOLDS, NEW | {"contact": "=cmd()", "beat": "x"}))
    work()

    response = cen.get(f"/steward/loads/{load.token}/marked/")

    assert response["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    sheet = load_workbook(BytesIO(response.content)).worksheets[0]
    assert [cell.value for cell in sheet[2]][:6] == [
        "N-001",
        "石桥村40号",
        "=cmd()",
        "13800138000",
        "4",
        "x",
    ]
    assert sheet["C2"].data_type == "s"
    assert sheet["F2"].fill.fgColor.rgb != sheet["A2"].fill.fgColor.rgb
    assert sheet["G2"].value == "没有这个编码的地方。 There is no place of this code."

    rows = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    rows[1][5] = "beat"
    again = send(cen, workbook(rows[0], *rows[1:]))
    work()
    again.refresh_from_db()
    assert again.outcome == (1, 0, 0, 0)


def test_the_workbook_is_for_who_sent_the_list(city: City, cen: Client) -> None:
    load = send(cen, listed(Kind.HOUSEHOLDS, NEW | {"phone": "12"}))
    work()
    other = sign_in(User.objects.create_user("min", name="闵", is_administrator=True))

    assert other.get(f"/steward/loads/{load.token}/marked/").status_code == 404
    assert "D2" in page(other, load)
    assert "/marked/" not in page(other, load)


def test_titles_that_are_not_known_are_marked(city: City, cen: Client) -> None:
    load = send(cen, workbook(["户号", "血型"], ["1", "A"]))
    work()

    shown = page(cen, load)
    assert "B1" in shown
    assert "“联系人”" in shown
    sheet = load_workbook(
        BytesIO(cen.get(f"/steward/loads/{load.token}/marked/").content)
    ).worksheets[0]
    assert "No column is called like this" in sheet["C2"].value


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"PK\x03\x04" + bytes(99), "损坏"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9, "密码")],
)
def test_a_file_that_cannot_be_read_says_why(
    city: City, cen: Client, content: bytes, why: str
) -> None:
    load = send(cen, content)
    work()

    assert why in page(cen, load)
    assert not disk.load_path(load.token).exists()


def test_what_the_form_sends_back(city: City, cen: Client) -> None:
    large = SimpleUploadedFile("a.xlsx", bytes(PAGE.bytes + 1))
    for data, why in (
        ({"kind": "households", "file": large}, "5 MB"),
        ({"kind": "households"}, "请选择文件"),
        ({"kind": "cats", "file": SimpleUploadedFile("a.csv", b"a")}, "cats"),
        ({"kind": "grid", "file": SimpleUploadedFile("a.csv", b"")}, "空"),
    ):
        response = cen.post("/steward/loads/", data)
        assert response.status_code == 422
        assert why in response.content.decode()
    assert not Load.objects.exists()


def test_somebody_who_moved_a_household_meanwhile_is_not_overruled(city: City, cen: Client) -> None:
    row = {"code": "A", "address": "石桥村12号", "contact": "吴长青", "size": "3", "beat": "beat"}
    load = send(cen, listed(Kind.HOUSEHOLDS, NEW, row, without=["phone"]))
    work()
    Household.objects.filter(code="A").update(size=9)

    say_yes(cen, load)
    work()

    assert Household.objects.get(code="A").size == 9
    shown = page(cen, load)
    assert "这期间有内容变了" in shown
    load.refresh_from_db()
    assert load.outcome == (1, 1, 0, 0)

    say_yes(cen, load)
    work()
    assert Household.objects.get(code="A").size == 3


def test_a_yes_to_something_else_is_none(city: City, cen: Client) -> None:
    load = send(cen, listed(Kind.HOUSEHOLDS, NEW))
    work()

    assert "请重新查看" in say_yes(cen, load, seen="2-0-0-0")

    load.refresh_from_db()
    assert load.state == Load.State.CHECKED


def test_what_is_discarded_is_not_loaded(city: City, cen: Client) -> None:
    load = send(cen, listed(Kind.HOUSEHOLDS, NEW))
    work()

    cen.post(f"/steward/loads/{load.token}/discard/")
    say_yes(cen, load)
    work()

    assert Household.objects.count() == 3
    assert load.name not in cen.get("/steward/loads/").content.decode()


def test_a_list_that_waits_for_a_week_is_given_up(city: City, cen: Client) -> None:
    load = send(cen, listed(Kind.HOUSEHOLDS, NEW))
    work()
    Load.objects.update(at=at(9))

    services.sweep(at(9) + services.KEEP)
    load.refresh_from_db()
    assert load.state == Load.State.CHECKED

    services.sweep(at(9, 1) + services.KEEP)
    load.refresh_from_db()
    assert load.state == Load.State.DISCARDED
    assert not StagedHousehold.objects.exists()


def test_who_dies_on_the_way_leaves_it_to_the_next(
    city: City, cen: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lianhu.steward.jobs.SLICE_S", 0)
    monkeypatch.setattr("lianhu.grid.loading.checking.BATCH", 2)
    rows = [NEW | {"code": f"N-{n}"} for n in range(9)]
    load = send(cen, listed(Kind.HOUSEHOLDS, *rows))
    dead = LoadLists()
    for _ in range(2):
        assert dead()
    assert 0 < StagedHousehold.objects.count() < 9

    assert not LoadLists()(), "it is leased"
    Load.objects.update(next_at=clock.wall())
    work()
    dead()

    load.refresh_from_db()
    assert (load.state, load.outcome, load.tries) == (Load.State.CHECKED, (9, 0, 0, 0), 2)
    assert StagedHousehold.objects.count() == 9


def test_a_file_that_ends_its_workers_is_given_up(city: City, cen: Client) -> None:
    load = send(cen, listed(Kind.HOUSEHOLDS, NEW))
    Load.objects.update(tries=MAX_TRIES, next_at=clock.wall())

    work()

    load.refresh_from_db()
    assert (load.state, load.refused) == (Load.State.REFUSED, "tries")
    assert not disk.load_path(load.token).exists()


def test_templates_can_be_filled_in_and_their_example_is_passed_over(
    city: City, cen: Client
) -> None:
    for kind in Kind:
        content = cen.get(f"/steward/loads/template/{kind}/").content
        book = load_workbook(BytesIO(content))
        assert book.sheetnames[1] == "说明 Notes"
        load = send(cen, content, kind=kind)
        work()
        load.refresh_from_db()
        # No row was found, and no title was unknown.
        assert load.wrong == 1
        assert "下面没有内容" in page(cen, load)
    assert cen.get("/steward/loads/template/cats/").status_code == 404


def test_the_queries_of_the_pages(
    city: City, cen: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    load = send(cen, listed(Kind.HOUSEHOLDS, *({"code": f"{n}"} for n in range(60))))
    work()

    with django_assert_num_queries(4):
        cen.get("/steward/loads/")
    with django_assert_num_queries(5):
        page(cen, load)
