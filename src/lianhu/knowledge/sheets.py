"""Files of the book: what editors send is read here, what they take away is written here."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from tempfile import TemporaryFile
from typing import IO

from lianhu.kernel.sheets.limits import PAGE, Reason, Refused
from lianhu.kernel.sheets.reading import open_rows
from lianhu.kernel.sheets.writing import Line, Sheet, write
from lianhu.kernel.text import clean
from lianhu.knowledge.rules import markdown, tables
from lianhu.knowledge.rules.lines import Block, Mistake

# A cell holds all the papers of an item. A book has some hundred items; it is read while its
# editor waits.
CAPS = replace(PAGE, rows=5000, columns=len(tables.COLUMNS), cpu_seconds=15, cell=8000)


def read(name: str, chunks: Iterable[bytes]) -> tuple[list[Block], list[Mistake]]:
    """The items of a file, and what could not be read. Raises Refused."""
    with TemporaryFile() as file:
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if size > CAPS.bytes:
                raise Refused(Reason.TOO_LARGE)
            file.write(chunk)
        file.flush()
        file.seek(0)
        if is_markdown(name):
            return markdown.parse(_text(file))
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        return tables.from_cells(_cells(file))


def is_markdown(name: str) -> bool:
    return name.lower().endswith((".md", ".txt"))


def _text(file: IO[bytes]) -> str:
    content = file.read()
    if not content.strip():
        raise Refused(Reason.EMPTY)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(Reason.NOT_A_TABLE) from None
    # Line by line, so that lines keep their numbers.
    return "\n".join(map(clean, text.splitlines()))


def _cells(file: IO[bytes]) -> Iterator[tables.Cells]:
    with open_rows(file, CAPS) as batches:
        for batch in batches:
            for row in batch:
                cells = [clean(cell, multiline=True) for cell in row.cells]
                yield row.number, cells, row.wrong.keys()


def write_workbook(blocks: Iterable[Block], file: IO[bytes]) -> None:
    lines = (Line(tables.to_cells(block)) for block in blocks)
    widths = [width for *_, width in tables.COLUMNS.values()]
    write(file, [Sheet("怎么办", tables.header(), lines, widths)])
