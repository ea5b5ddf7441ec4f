"""Files that mean harm, or are nothing that can be read: refused, in little memory and time."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianhu.kernel.sheets.limits import MB, PAGE, Caps, Reason, Refused
from lianhu.kernel.sheets.reading import open_rows
from tests.lists import (
    CONTENT_TYPES,
    NAMESPACE,
    SHEET,
    cell,
    encrypted_flags,
    repacked,
    sheet,
    workbook,
)

pytestmark = pytest.mark.once

GOOD = workbook(["a", "b"], ["1", "2"])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaa">]><worksheet/>'
SHARED_STRINGS = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.'
    b'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
ROWS = f'<row r="1">{cell("A1", "a")}</row><row r="2">{cell("A2", "1")}</row>'


def refused(path: Path, content: bytes, caps: Caps = PAGE) -> Reason | None:
    """Why a file is refused; None if all of it was read."""
    file = path / "list"
    file.write_bytes(content)
    try:
        with file.open("rb") as opened, open_rows(opened, caps) as batches:
            for _ in batches:
                pass
    except Refused as error:
        return error.reason
    return None


def with_part(name: str, content: bytes = b"x") -> bytes:
    return repacked(GOOD, {name: content})


def utf16(text: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")


def bomb() -> bytes:
    """60 MB of nothing in 60 KB."""
    return with_part("xl/media/image1.png", bytes(60 * MB))


def lying_bomb() -> bytes:
    """The same, saying that it holds ten bytes."""
    content = bytearray(bomb())
    honest = (60 * MB).to_bytes(4, "little")
    while (at := content.find(honest)) >= 0:
        content[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(content)


def doubled_name() -> bytes:
    file = BytesIO(GOOD)
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, sheet(""))
    return file.getvalue()


def wide() -> bytes:
    """A million cells in one row."""
    return with_part(SHEET, sheet(f'<row r="1">{"<c><v>1</v></c>" * 1_000_000}</row>'))


def shared_strings() -> bytes:
    """400,000 texts that every reader of workbooks keeps in memory."""
    texts = b"".join(b"<si><t>%07d</t></si>" % n for n in range(400_000))
    root = f'<sst xmlns="{NAMESPACE}">'.encode()
    with zipfile.ZipFile(BytesIO(GOOD)) as archive:
        types = archive.read(CONTENT_TYPES)
    assert b"sharedStrings" not in types
    types = types.replace(b"</Types>", SHARED_STRINGS + b"</Types>")
    parts = {CONTENT_TYPES: types, "xl/sharedStrings.xml": root + texts + b"</sst>"}
    return repacked(GOOD, parts)


# What is made, and as what it may be refused; None: read after all, in no more memory.
HOSTILE: dict[str, tuple[Callable[[], bytes], set[Reason | None]]] = {
    "zip bomb": (bomb, {Reason.UNPACKS_TOO_LARGE}),
    "lying zip bomb": (lying_bomb, {Reason.BROKEN}),
    "entities": (lambda: with_part(SHEET, DOCTYPE), {Reason.UNSAFE}),
    "entities in styles": (lambda: with_part("xl/styles.xml", DOCTYPE), {Reason.UNSAFE}),
    "entities in UTF-16": (
        lambda: with_part(SHEET, utf16(DOCTYPE.decode())),
        {Reason.UNSAFE},
    ),
    "another encoding": (
        lambda: with_part(SHEET, b'<?xml version="1.0" encoding="utf-7"?><worksheet/>'),
        {Reason.UNSAFE},
    ),
    "nested archive": (lambda: with_part("xl/media/image1.png", GOOD), {Reason.UNSAFE}),
    "nested archive by name": (lambda: with_part("xl/more.zip", GOOD), {Reason.UNSAFE}),
    "macros": (lambda: with_part("xl/vbaProject.bin"), {Reason.MACROS}),
    "macros by type": (
        lambda: with_part(CONTENT_TYPES, b"<Types>sheet.macroEnabled.main+xml</Types>"),
        {Reason.MACROS},
    ),
    "links": (lambda: with_part("xl/externalLinks/externalLink1.xml"), {Reason.LINKS}),
    "embedded": (lambda: with_part("xl/embeddings/oleObject1.bin"), {Reason.LINKS}),
    "climbing name": (lambda: with_part("../../etc/cron.d/x.xml"), {Reason.UNSAFE}),
    "absolute name": (lambda: with_part("/etc/x.xml"), {Reason.UNSAFE}),
    "backslashes": (lambda: with_part("xl\\..\\x.xml"), {Reason.UNSAFE}),
    "a program": (lambda: with_part("xl/run.exe"), {Reason.UNSAFE}),
    "one name twice": (doubled_name, {Reason.UNSAFE}),
    "many parts": (
        lambda: repacked(GOOD, {f"xl/p{n}.xml": b"<a/>" for n in range(600)}),
        {Reason.UNSAFE},
    ),
    "encrypted parts": (lambda: encrypted_flags(GOOD), {Reason.OLD_OR_LOCKED}),
    "password or .xls": (lambda: OLE, {Reason.OLD_OR_LOCKED}),
    "cut short": (lambda: GOOD[: len(GOOD) // 2], {Reason.BROKEN}),
    "another archive": (
        lambda: repacked(GOOD, {}).replace(b"xl/workbook.xml", b"xl/warkbook.xml"),
        {Reason.NOT_A_TABLE, Reason.BROKEN},
    ),
    "a million columns": (wide, {Reason.TOO_MANY_COLUMNS, Reason.TOO_MUCH_WORK}),
    "no such column": (
        lambda: with_part(SHEET, sheet(f'<row r="1">{cell("ZZZZZZ1", "a")}</row>')),
        {Reason.BROKEN},
    ),
    "huge shared strings": (shared_strings, {Reason.TOO_MUCH_WORK, None}),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(500), {Reason.NOT_A_TABLE}),
    "a page": (lambda: b"<html><table><tr><td>a</td></tr></table></html>", {Reason.NOT_A_TABLE}),
    "noise": (lambda: bytes(range(128, 256)) * 20, {Reason.NOT_A_TABLE}),
    "open quote": (lambda: b'a,b\n"1,2\n', {Reason.BROKEN}),
    "nothing": (lambda: b"", {Reason.EMPTY}),
    "only commas": (lambda: b",,,\n , ,\n", {Reason.EMPTY}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused(name: str, tmp_path: Path) -> None:
    make, reasons = HOSTILE[name]
    content = make()

    began = monotonic()
    assert refused(tmp_path, content) in reasons

    assert monotonic() - began < PAGE.cpu_seconds


@pytest.mark.parametrize("dimension", ["A1:ZZZZZZ9999999999", "nonsense"])
def test_a_size_that_is_none_is_refused(dimension: str, tmp_path: Path) -> None:
    assert refused(tmp_path, with_part(SHEET, sheet(ROWS, dimension))) == Reason.BROKEN


@pytest.mark.parametrize("dimension", ["A1:XFD1048576", "A1:A1"])
def test_what_a_sheet_says_of_its_size_is_not_believed(dimension: str, tmp_path: Path) -> None:
    content = with_part(SHEET, sheet(ROWS, dimension))
    (tmp_path / "list").write_bytes(content)

    with (tmp_path / "list").open("rb") as file, open_rows(file, PAGE) as batches:
        rows = [row.cells for batch in batches for row in batch]

    assert rows == [["a"], ["1"]]


def test_a_row_that_lies_about_its_number_ends_the_sheet(tmp_path: Path) -> None:
    far = f'<row r="1">{cell("A1", "a")}</row><row r="4000000000">{cell("A4000000000", "1")}</row>'

    assert refused(tmp_path, with_part(SHEET, sheet(far))) is None


def test_too_many_bytes_rows_and_columns(tmp_path: Path) -> None:
    small = Caps(100_000, 10 * MB, 3, 2, PAGE.memory, PAGE.cpu_seconds)

    assert refused(tmp_path, b"a,b\n" + b"1,2\n" * 3, small) is None
    assert refused(tmp_path, b"a,b\n" + b"1,2\n" * 4, small) == Reason.TOO_MANY_ROWS
    assert refused(tmp_path, b"a,b,c\n", small) == Reason.TOO_MANY_COLUMNS
    assert refused(tmp_path, b"a,b\n" * 30_000, small) == Reason.TOO_LARGE


def test_a_reader_without_time_or_memory_is_ended(tmp_path: Path) -> None:
    rows = workbook(["a", "b"], *([str(n), "x" * 40] for n in range(60_000)))

    no_time = Caps(PAGE.bytes, PAGE.unpacked, PAGE.rows, PAGE.columns, PAGE.memory, 1)
    no_memory = Caps(PAGE.bytes, PAGE.unpacked, PAGE.rows, PAGE.columns, 60 * MB, 30)

    assert refused(tmp_path, rows, no_time) == Reason.TOO_MUCH_WORK
    assert refused(tmp_path, shared_strings(), no_memory) == Reason.TOO_MUCH_WORK


def test_the_reader_gets_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from lianhu.kernel.sheets.reading import _environment

    monkeypatch.setenv("LIANHU_FIELD_KEYS", "a:secret")
    monkeypatch.setenv("DATABASE_URL", "postgres://user:secret@localhost/x")

    assert "secret" not in str(_environment())


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

    assert refused(tmp_path, bytes(content)) in {None, *Reason}
