"""Reading a file of real messages for `lianhu replay`: JSON Lines, plain or gzipped."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from lianhu.kernel.text import clean

TIME_FORMATS = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")
SHOWN_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Message:
    """`sent_at` is the local time that the file states; `reply` is empty where it gives none."""

    title: str
    body: str
    sent_at: datetime
    reply: str = ""

    @property
    def words(self) -> str:
        """What the resident asks: title and body, once where the body repeats the title."""
        if not self.body or self.body.startswith(self.title):
            return self.body or self.title
        return f"{self.title}\n\n{self.body}" if self.title else self.body


class BadFile(Exception):
    """The file has lines that cannot be asked: (line number, reason), first ones only."""

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        super().__init__(
            "\n".join(f"line {number}: {reason}" for number, reason in faults[:SHOWN_FAULTS])
        )
        self.faults = faults


def read(path: Path) -> list[Message]:
    """Every message of the file, oldest first. Raises BadFile before any is given out."""
    found: list[Message] = []
    faults: list[tuple[int, str]] = []
    with _open(path) as lines:
        for number, line in _numbered(lines, faults):
            try:
                found.append(_message(line))
            except ValueError as fault:
                faults.append((number, str(fault)))
    if not found and not faults:
        faults.append((1, "the file is empty"))
    if faults:
        raise BadFile(faults)
    return sorted(found, key=lambda message: message.sent_at)


def _open(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig")
    return path.open(encoding="utf-8-sig")


def _numbered(lines: TextIO, faults: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    number = 0
    try:
        for line in lines:
            number += 1
            if line.strip():
                yield number, line
    except (UnicodeDecodeError, EOFError, gzip.BadGzipFile) as error:
        faults.append((number + 1, f"cannot be read: {error}"))


def _message(line: str) -> Message:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error}") from error
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    title = clean(_text(row, "title", required=True))
    body = clean(_text(row, "body", required=True), multiline=True)
    if not title and not body:
        raise ValueError("title and body are both empty")
    return Message(
        title=title,
        body=body,
        sent_at=_time(_text(row, "time", required=True)),
        reply=clean(_text(row, "reply"), multiline=True),
    )


def _text(row: dict[str, Any], field: str, *, required: bool = False) -> str:
    if field not in row and required:
        raise ValueError(f"no field {field!r}")
    value = row.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"field {field!r} is not text")
    return value


def _time(text: str) -> datetime:
    for form in TIME_FORMATS:
        try:
            return datetime.strptime(text.strip(), form)  # noqa: DTZ007  local by definition
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError as error:
        raise ValueError(f"field 'time' is not a time: {text[:40]!r}") from error
