"""The rows that something is evaluated on: JSON Lines, plain or gzipped."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_GZIP = b"\x1f\x8b"


class BadRows(Exception):
    """The file cannot be evaluated on; the message says which row and why."""


def read(path: Path, fields: Iterable[str]) -> list[dict[str, Any]]:
    """All rows; each of the fields is a text in every one of them, or a number, taken as text."""
    wanted = tuple(fields)
    found: list[dict[str, Any]] = []
    # Not splitlines(): it breaks at characters that stand in JSON as they are.
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            raise BadRows(f"{path.name}, line {number}: this is not JSON") from None
        if not isinstance(row, dict):
            raise BadRows(f"{path.name}, line {number}: this is not an object")
        for name in wanted:
            text = str(row[name]) if isinstance(row.get(name), str | int) else ""
            if not text.strip():
                raise BadRows(f"{path.name}, line {number}: it has no {name!r}")
            row[name] = text
        found.append(row)
    if not found:
        raise BadRows(f"{path.name}: there are no rows in it")
    return found


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if data[:2] == _GZIP else data).decode("utf-8")
    except OSError as error:
        raise BadRows(f"{path}: {error.strerror or error}") from None
    except (EOFError, UnicodeDecodeError):
        raise BadRows(f"{path.name}: this is neither UTF-8 text nor gzip") from None
    return text
