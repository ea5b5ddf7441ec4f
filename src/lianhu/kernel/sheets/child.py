"""The process that opens a file from outside: `python -m lianhu.kernel.sheets.child LIMITS [word]`.

The file is its standard input. It prints lines of JSON: batches of rows, each `[number, texts,
{position: what is wrong with that cell}]`, and at the end either `{"rows": count}` or
`{"refused": reason}`. Whoever reads these lines trusts nothing in them but their shape.
"""

import csv
import io
import json
import os
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import IO, Any

from lianhu.kernel.sheets import paragraphs, precheck
from lianhu.kernel.sheets.limits import WORD, Caps, Reason, Refused

# Excel has no row beyond.
_LAST_ROW = 1_048_576
_BATCH_CHARACTERS = 60_000

Row = tuple[int, list[str], dict[int, str]]


def main(arguments: list[str]) -> None:
    is_word = arguments[-1:] == [WORD]
    caps = Caps(*map(int, arguments[: -1 if is_word else None]))
    _limit(caps)
    out, read = sys.stdout, _of_word if is_word else _rows
    try:
        count = _print_rows(read(sys.stdin.buffer, caps), caps, out)
        print(json.dumps({"rows": count}), file=out)
    except Refused as refused:
        print(json.dumps({"refused": refused.reason}), file=out)
    except MemoryError:
        print(json.dumps({"refused": Reason.TOO_MUCH_WORK}), file=out)
    except BrokenPipeError:
        os._exit(1)  # nobody listens any more
    except Exception:  # readers of workbooks raise whatever a forged one makes them trip over
        print(json.dumps({"refused": Reason.BROKEN}), file=out)
    out.flush()
    os._exit(0)  # taking a large workbook apart again is no use to anybody


def _limit(caps: Caps) -> None:
    for what, most in (
        (resource.RLIMIT_AS, caps.memory),
        (resource.RLIMIT_CPU, caps.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _head(file: IO[bytes], caps: Caps) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size > caps.bytes:
        raise Refused(Reason.TOO_LARGE)
    head = file.read(8)
    file.seek(0)
    if head.startswith(precheck.OLE_MAGIC):
        raise Refused(Reason.OLD_OR_LOCKED)
    return head


def _rows(file: IO[bytes], caps: Caps) -> Iterator[Row]:
    if _head(file, caps).startswith(b"PK"):
        precheck.check(file, caps)
        file.seek(0)
        return _of_workbook(file)
    return _of_text(file.read())


def _of_word(file: IO[bytes], caps: Caps) -> Iterator[Row]:
    """A text: see `paragraphs`."""
    head = _head(file, caps)
    if not head.startswith(b"PK"):
        raise Refused(Reason.NOT_A_TABLE)
    precheck.check(file, caps, word=True)
    file.seek(0)
    return paragraphs.rows(file)


def _of_workbook(file: IO[bytes]) -> Iterator[Row]:
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what a file says of its own size is not to be believed
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if number > _LAST_ROW:
            return
        texts: list[str] = []
        wrong: dict[int, str] = {}
        for at, cell in enumerate(cells):
            value = cell.value
            if value is None:
                texts.append("")
            elif type(value) is str and cell.data_type == "s":
                texts.append(value)
            else:
                if cell.data_type in ("f", "e"):
                    wrong[at] = "formula" if cell.data_type == "f" else "error"
                texts.append(_text(value))
        yield number, texts, wrong


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _of_text(content: bytes) -> Iterator[Row]:
    if b"\0" in content:
        raise Refused(Reason.NOT_A_TABLE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            raise Refused(Reason.NOT_A_TABLE) from None
    if text.lstrip()[:1] == "<":
        raise Refused(Reason.NOT_A_TABLE)
    csv.field_size_limit(1 << 16)
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for number, texts in enumerate(lines, 1):
            yield number, texts, {}
    except csv.Error:
        raise Refused(Reason.BROKEN) from None


def _print_rows(rows: Iterator[Row], caps: Caps, out: IO[str]) -> int:
    """Rows with something in them, in batches. The header counts as none."""
    batch: list[Row] = []
    count = characters = 0
    for number, texts, wrong in rows:
        while texts and not texts[-1]:
            texts.pop()
        if not wrong and not any(map(str.strip, texts)):
            continue
        if len(texts) > caps.columns:
            raise Refused(Reason.TOO_MANY_COLUMNS)
        count += 1
        if count > caps.rows + 1:
            raise Refused(Reason.TOO_MANY_ROWS)
        for at, text in enumerate(texts):
            if len(text) > caps.cell:
                texts[at], wrong[at] = text[: caps.cell], "long"
            characters += len(texts[at])
        batch.append((number, texts, wrong))
        if characters > _BATCH_CHARACTERS:
            print(json.dumps(batch), file=out, flush=True)
            batch, characters = [], 0
    if batch:
        print(json.dumps(batch), file=out, flush=True)
    if not count:
        raise Refused(Reason.EMPTY)
    return count


if __name__ == "__main__":
    main(sys.argv[1:])
