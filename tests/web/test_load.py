"""`lianhu load`, as somebody types it."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from lianhu.accounts.models import User
from lianhu.grid.loading.models import Load, StagedHousehold
from lianhu.grid.loading.rules.columns import Kind
from lianhu.grid.models import Household
from lianhu.kernel import clock
from lianhu.steward.models import Change
from lianhu.web import cli, environment
from tests.cast import at, make_city
from tests.lists import listed, workbook, written

pytestmark = pytest.mark.django_db

NEW = {"code": "N-001", "address": "石桥村40号", "contact": "周明", "beat": "beat"}


@pytest.fixture(autouse=True)
def set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' settings stand; the city is that of the cast."""
    monkeypatch.setattr(environment, "set_up", lambda options: None)
    make_city()


def load(*arguments: object) -> int:
    with clock.fixed(at(9)):
        return cli.main(["load", *map(str, arguments)])


def test_it_loads_and_says_how_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, listed(Kind.HOUSEHOLDS, NEW))

    assert load("households", path) == 0

    assert capsys.readouterr().out.split() == (
        ["new", "1", "changed", "0", "same", "0", "wrong", "0", "Loaded."]
    )
    assert Household.objects.filter(code="N-001").exists()


def test_a_dry_run_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, listed(Kind.HOUSEHOLDS, NEW))

    assert load("households", path, "--dry-run") == 0

    assert "Nothing was written" in capsys.readouterr().out
    assert Household.objects.count() == 3
    assert not Load.objects.exists()
    assert not StagedHousehold.objects.exists()


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_wrong_rows_are_told_in_both_languages_and_marked(
    dry: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, listed(Kind.HOUSEHOLDS, NEW, NEW | {"code": "N-2", "beat": "x"}))
    marked = tmp_path / "marked.xlsx"

    assert load("households", path, "--marked", marked, *dry) == 1

    told = capsys.readouterr().err
    assert "F3: 没有这个编码的地方。 There is no place of this code." in told
    assert "Nothing was loaded." in told
    sheet = load_workbook(marked).worksheets[0]
    assert [sheet["A2"].value, sheet["A3"].value] == ["N-001", "N-2"]
    assert "There is no place of this code" in sheet["G3"].value
    assert Household.objects.count() == 3


def test_titles_that_are_wrong_are_marked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, workbook(["户号"], ["1"]))
    marked = tmp_path / "marked.xlsx"

    assert load("households", path, "--marked", marked) == 1

    assert "“联系人”" in capsys.readouterr().err
    assert "联系人" in load_workbook(marked).worksheets[0]["B2"].value


def test_many_wrong_rows_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [NEW | {"code": f"N-{n}", "beat": "x"} for n in range(130)]

    assert load("households", written(tmp_path, listed(Kind.HOUSEHOLDS, *rows))) == 1

    told = capsys.readouterr().err
    assert told.count("There is no place") == 100
    assert "and 30 more rows" in told


def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load("households", written(tmp_path, b"PK\x03\x04 no")) == 1
    assert "The file is damaged" in capsys.readouterr().err
    assert load("households", tmp_path / "none.xlsx") == 1
    assert "none.xlsx cannot be opened" in capsys.readouterr().err


def test_the_list_of_changes_names_who_answers_for_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    User.objects.create_user("cen", name="岑", is_administrator=True)
    path = written(tmp_path, listed(Kind.HOUSEHOLDS, NEW))

    assert load("households", path, "--by", "shen") == 1
    assert "no administrator shen" in capsys.readouterr().err
    assert load("households", path, "--by", "cen") == 0

    assert Change.objects.get().by.username == "cen"


@pytest.mark.parametrize("kind", Kind)
def test_it_writes_templates(
    kind: Kind, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "template.xlsx"

    assert load(kind, "--template", path) == 0

    sheet = load_workbook(path).worksheets[0]
    assert sheet["A1"].value
    assert sheet["A2"].value.startswith("例子 Example")


def test_it_wants_one_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert load("grid") == 1
    assert load("grid", "a.xlsx", "--template", "b.xlsx") == 1
    assert "Name the file" in capsys.readouterr().err
