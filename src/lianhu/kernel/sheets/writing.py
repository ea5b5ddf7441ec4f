"""Workbooks for people to fill in or to correct. Every cell is text: nothing is ever reckoned."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO

_AS_TEXT = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "constant_memory": True,
}
_MOST_CHARACTERS = 32_767  # Excel's


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `marked`: positions of cells in red; `quiet`: the whole row in grey."""

    cells: Sequence[str]
    marked: frozenset[int] = frozenset()
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A header that stays in sight, and rows below. `widths` in characters, one a column."""

    name: str
    header: Sequence[str]
    lines: Iterable[Line]
    widths: Sequence[int] = ()


def write(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write a workbook of these sheets, row by row: any number fits into memory."""
    # A twentieth of what a process needs to start, which few of them ever use.
    import xlsxwriter

    with xlsxwriter.Workbook(file, dict(_AS_TEXT)) as book:
        text = book.add_format({"num_format": "@", "valign": "top"})
        head = book.add_format(
            {"num_format": "@", "bold": True, "text_wrap": True, "bg_color": "#e8f1ec", "border": 1}
        )
        red = book.add_format({"num_format": "@", "bg_color": "#fde4e1", "font_color": "#9c1c12"})
        grey = book.add_format({"num_format": "@", "italic": True, "font_color": "#6b6b6b"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            for at, width in enumerate(sheet.widths):
                page.set_column(at, at, width, text)
            page.set_row(0, 34)
            for at, title in enumerate(sheet.header):
                page.write_string(0, at, title, head)
            for number, line in enumerate(sheet.lines, 1):
                usual = grey if line.quiet else text
                for at, cell in enumerate(line.cells):
                    if cell or at in line.marked:
                        style = red if at in line.marked else usual
                        page.write_string(number, at, cell[:_MOST_CHARACTERS], style)
