"""Lists as people send them, and as nobody should."""

import struct
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from django.db import transaction

from lianhu.accounts.models import User
from lianhu.grid.loading.models import Action, Load, StagedHousehold
from lianhu.grid.loading.rules.columns import COLUMNS, Kind
from lianhu.kernel.sheets import writing
from lianhu.kernel.sheets.limits import Reason
from lianhu.steward.services import note_load
from tests.cast import at

CONTENT_TYPES = "[Content_Types].xml"
SHEET = "xl/worksheets/sheet1.xml"
LIST = "各村名单.xlsx"
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
    for mark, flags_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (found := changed.find(mark, start)) >= 0:
            flags = struct.unpack_from("<H", changed, found + flags_at)[0]
            struct.pack_into("<H", changed, found + flags_at, flags | 1)
            start = found + 4
    return bytes(changed)


def written(folder: Path, content: bytes, name: str = "list.xlsx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def lists_in_every_state(by: User) -> dict[str, str | int]:
    facts = {"kind": Kind.HOUSEHOLDS, "name": LIST, "by": by, "at": at(9), "next_at": at(9)}
    facts["header"] = ["户号", "地址", "血型"]
    states: dict[str, dict[str, Any]] = {
        "load_wrong": {"state": Load.State.CHECKED, "new": 1200, "changed": 3, "wrong": 2},
        "load_right": {"state": Load.State.CHECKED, "new": 1200, "same": 30, "overtaken": True},
        "load_waiting": {"state": Load.State.WAITING},
        "load_refused": {"state": Load.State.REFUSED, "refused": Reason.UNSAFE},
        "load_applied": {"state": Load.State.APPLIED, "new": 1200, "applied_at": at(10)},
    }
    loads = {name: Load.objects.create(**facts | state) for name, state in states.items()}
    StagedHousehold.objects.bulk_create(
        StagedHousehold(load=loads["load_wrong"], row=row, action=Action.WRONG, problems=problems)
        for row, problems in (
            (2, [[0, "bad_code", ""], [1, "too_long", "200"]]),
            (7, [[-1, "no_rows", ""]]),
        )
    )
    with transaction.atomic():
        note_load(loads["load_applied"], at(10))
    return {name: load.token for name, load in loads.items()}
