"""Files of the book: what editors send is read here, what they take away is written here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import IO

from django.utils.functional import Promise

from lianhu.kernel.sheets import documents
from lianhu.kernel.sheets.limits import PAGE, Reason, Refused
from lianhu.kernel.sheets.reading import open_rows, put_down
from lianhu.kernel.sheets.writing import Line, Sheet, write
from lianhu.kernel.text import clean
from lianhu.knowledge.rules import markdown, tables
from lianhu.knowledge.rules.lines import Block, Mistake, Wrong
from lianhu.knowledge.rules.markdown import Line as MarkedLine

# A cell holds all the papers of an item. A book has some hundred items; it is read while its
# editor waits.
CAPS = replace(PAGE, rows=5000, columns=len(tables.COLUMNS), cpu_seconds=15, cell=8000)
# Some forty paragraphs an item; of each its text, its depth and whether it is listed.
WORD_CAPS = replace(CAPS, rows=200_000, columns=3)
_BEGINS = 40


@dataclass(frozen=True, slots=True)
class Read:
    """The items of a file, what could not be read, and how the paragraphs of a Word file begin, by
    number, for who has to find them.
    """

    blocks: list[Block]
    mistakes: list[Mistake]
    begins: Mapping[int, str] = field(default_factory=dict)


def read(name: str, chunks: Iterable[bytes]) -> Read:
    """Raises Refused."""
    with put_down(chunks, CAPS) as file:
        if is_markdown(name):
            return Read(*markdown.parse(_text(file)))
        if is_word(name):
            return _paragraphs(file)
        return Read(*tables.from_cells(_cells(file)))


def is_markdown(name: str) -> bool:
    return name.lower().endswith((".md", ".txt"))


def is_word(name: str) -> bool:
    return name.lower().endswith((".docx", ".docm", ".doc"))


def _text(file: IO[bytes]) -> str:
    content = file.read()
    if not content.strip():
        raise Refused(Reason.EMPTY)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Nearly anything can be read as the second: other Chinese than what stands there.
        if encoding == "gb18030" and not any(name in text for name in markdown.KNOWN):
            raise Refused(Reason.NOT_A_TABLE)
        break
    else:
        raise Refused(Reason.NOT_A_TABLE)
    lines = text.splitlines()
    if len(lines) > WORD_CAPS.rows:
        raise Refused(Reason.TOO_MANY_ROWS)
    # Line by line, so that lines keep their numbers.
    return "\n".join(map(clean, lines))


def _cells(file: IO[bytes]) -> Iterator[tables.Cells]:
    with open_rows(file, CAPS) as batches:
        for batch in batches:
            for row in batch:
                cells = [clean(cell, multiline=True) for cell in row.cells]
                yield row.number, cells, row.wrong.keys()


def _paragraphs(file: IO[bytes]) -> Read:
    """Headings are those of the styles, every other paragraph is a line: in a list, in a table or
    for itself. As in Markdown, what begins with `>` is a remark.
    """
    lines, unread, begins = [], [], {}
    with open_rows(file, WORD_CAPS, word=True) as batches:
        for row in (row for batch in batches for row in batch):
            text, depth, listed, *_rest = [*map(clean, row.cells), "", "", ""]
            begins[row.number] = text[:_BEGINS]
            if row.wrong:
                wrong = Wrong.UNREADABLE if "long" in row.wrong.values() else Wrong.MORE_THAN_TEXT
                unread.append(Mistake(row.number, wrong))
            elif depth:
                # Deeper ones than sections are none.
                lines.append(MarkedLine(row.number, text, min(int(depth), 4)))
            elif listed or not text.startswith(">"):
                line = text if listed else markdown.without_mark(text)
                lines.append(MarkedLine(row.number, line, is_listed=True))
    blocks, mistakes = markdown.understood(lines, unread)
    return Read(blocks, mistakes, begins)


def write_word(
    blocks: Iterable[Block], file: IO[bytes], remarks: Iterable[str | Promise] = ()
) -> None:
    """As `read` takes it in again. `remarks` stand before."""
    found = [documents.Paragraph(f"> {remark}") for remark in remarks]
    lines = markdown.lines_of(markdown.render(blocks))
    found += [documents.Paragraph(one.text, one.depth, one.is_listed) for one in lines]
    documents.write(found, file)


def write_workbook(blocks: Iterable[Block], file: IO[bytes]) -> None:
    lines = (Line(tables.to_cells(block)) for block in blocks)
    widths = [width for *_, width in tables.COLUMNS.values()]
    write(file, [Sheet("怎么办", tables.header(), lines, widths)])
