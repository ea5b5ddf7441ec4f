"""Lists as people send them, and as nobody should."""

import struct
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

from lianhu.grid.loading.rules.columns import COLUMNS, Kind
from lianhu.kernel.sheets import writing

CONTENT_TYPES = "[Content_Types].xml"
SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(header: Sequence[str], *rows: Sequence[str]) -> bytes:
    file = BytesIO()
    writing.write(file, [writing.Sheet("表", header, [writing.Line(row) for row in rows])])
    return file.getvalue()


def listed(kind: Kind, *rows: Mapping[str, str], without: Sequence[str] = ()) -> bytes:
    """A workbook of that kind; the rows by the keys of its columns."""
    columns = [column for column in COLUMNS[kind] if column.key not in without]
    return workbook(
        [column.zh for column in columns],
        *[[row.get(column.key, "") for column in columns] for row in rows],
    )


def repacked(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    file = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return file.getvalue()


def sheet(rows: str, dimension: str = "A1:B2") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{NAMESPACE}">'
        f'<dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'
    ).encode()


def cell(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def encrypted_flags(content: bytes) -> bytes:
    """The same archive, saying that its parts are encrypted."""
    changed = bytearray(content)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (found := changed.find(mark, start)) >= 0:
            flags = struct.unpack_from("<H", changed, found + at)[0]
            struct.pack_into("<H", changed, found + at, flags | 1)
            start = found + 4
    return bytes(changed)


def written(folder: Path, content: bytes, name: str = "list.xlsx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
