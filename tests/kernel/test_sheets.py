"""Rows of ordinary files; what a cell says is text, and text it stays."""

import signal
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from lianhu.kernel.sheets import writing
from lianhu.kernel.sheets.limits import CELL_CHARACTERS, PAGE
from lianhu.kernel.sheets.reading import Row, open_rows
from tests.lists import workbook, written

pytestmark = pytest.mark.once


def read(folder: Path, content: bytes) -> list[Row]:
    with written(folder, content).open("rb") as file, open_rows(file, PAGE) as batches:
        return [row for batch in batches for row in batch]


def test_it_reads_what_it_wrote(tmp_path: Path) -> None:
    content = workbook(["户号", "地址"], ["001", "石桥村"], ["", ""], ["002", "河西村"])

    assert read(tmp_path, content) == [
        Row(1, ["户号", "地址"]),
        Row(2, ["001", "石桥村"]),
        Row(4, ["002", "河西村"]),
    ]


@pytest.mark.parametrize("text", ["=cmd()", "=1+1", "+1", "@SUM(A1)", "http://a.example/", "00123"])
def test_text_that_looks_like_more_stays_text(tmp_path: Path, text: str) -> None:
    content = workbook(["a"], [text])

    assert read(tmp_path, content)[1] == Row(2, [text])
    found = load_workbook(BytesIO(content)).worksheets[0]["A2"]
    assert (found.value, found.data_type, found.hyperlink) == (text, "s", None)
    with ZipFile(BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_numbers_and_dates_are_read_as_people_write_them(tmp_path: Path) -> None:
    book, file = Workbook(), BytesIO()
    book.active.append([13800138000, 3.0, 2.5, True, date(2026, 1, 31)])
    book.save(file)

    [row] = read(tmp_path, file.getvalue())

    assert row.cells == ["13800138000", "3", "2.5", "TRUE", "2026-01-31"]
    assert row.wrong == {}


def test_formulas_and_errors_are_told(tmp_path: Path) -> None:
    book, file = Workbook(), BytesIO()
    book.active.append(["a", "=1+1", "b"])
    book.active["C1"].value, book.active["C1"].data_type = "#REF!", "e"
    book.save(file)

    [row] = read(tmp_path, file.getvalue())

    assert row.wrong == {1: "formula", 2: "error"}


def test_an_endless_cell_is_cut_and_told(tmp_path: Path) -> None:
    [_, row] = read(tmp_path, workbook(["a"], ["x" * (CELL_CHARACTERS + 1)]))

    assert (len(row.cells[0]), row.wrong) == (CELL_CHARACTERS, {0: "long"})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_commas_are_read_in_the_encodings_of_excel(tmp_path: Path, encoding: str) -> None:
    content = '户号,地址\r\n001,"石桥村,12号"\r\n'.encode(encoding)

    assert read(tmp_path, content) == [Row(1, ["户号", "地址"]), Row(2, ["001", "石桥村,12号"])]


def test_whoever_leaves_early_leaves_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    def start(*given: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(popen(*given, **options))
        return started[-1]

    popen = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", start)
    path = written(tmp_path, workbook(["a"], *(["x" * 900] for _ in range(5000))))

    with path.open("rb") as file, open_rows(file, PAGE) as batches:
        assert next(batches)
        assert started[0].poll() is None

    assert started[0].poll() == -signal.SIGKILL


def test_wrong_cells_are_red() -> None:
    file = BytesIO()
    line = writing.Line(["a", "b"], frozenset({1}))
    writing.write(file, [writing.Sheet("表", ["1", "2"], [line])])

    found = load_workbook(file).worksheets[0]

    assert found["A2"].fill.fgColor.rgb != found["B2"].fill.fgColor.rgb
