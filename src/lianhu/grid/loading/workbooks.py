"""The templates of the lists, and a list handed back with what is wrong in it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from lianhu.grid.loading import reasons, staging
from lianhu.grid.loading.checking import unpacked
from lianhu.grid.loading.models import Load
from lianhu.grid.loading.rules.columns import COLUMNS, EXAMPLE, REMARK, Kind, title
from lianhu.kernel.sheets import writing
from lianhu.kernel.sheets.reading import Row
from lianhu.kernel.sheets.writing import Line, Sheet

# As `Staged.problems` has them.
Problems = Sequence[Sequence[str | int]]

NAMES = {
    Kind.GRID: ("网格", "grid"),
    Kind.PEOPLE: ("人员", "people"),
    Kind.HOUSEHOLDS: ("户", "households"),
}
_RULES = (
    (
        "第一行是列名，请勿改动；带 * 的列必填。",
        "Keep the titles in row 1; columns with * are needed.",
    ),
    (
        "灰色的一行是例子，导入时自动跳过。",
        "The grey row is an example and is passed over.",
    ),
    (
        "同一编码再次导入即为更新；表中没有的，保持原样，不会删除。",
        "The same code again means an update; what is not in the list stays as it is.",
    ),
    (
        "不要的列可以删去，系统里原有的内容不变；留着列而不填，就清空该项。",
        "A column you leave out changes nothing; a cell you leave empty empties what is stored.",
    ),
    (
        "先试算，看过结果再确认；只要有一行有错，就一行也不导入。",
        "It is tried first and shown to you; with one wrong row, nothing is loaded at all.",
    ),
    (
        "请不要填写身份证号、银行卡号，也不要使用公式。",
        "No identity or bank card numbers, and no formulas, please.",
    ),
)


def write_template(kind: Kind, file: IO[bytes]) -> None:
    columns = COLUMNS[kind]
    example = [column.example for column in columns]
    example[0] = f"{EXAMPLE[0]} {EXAMPLE[1]} {example[0]}"
    notes = [Line(rule) for rule in _RULES]
    notes += [
        Line((f"{column.zh}:{column.note_zh}", f"{column.en}: {column.note_en}"))
        for column in columns
        if column.note_zh
    ]
    writing.write(
        file,
        [
            Sheet(
                f"{NAMES[kind][0]} {NAMES[kind][1]}",
                [title(column) for column in columns],
                [Line(example, quiet=True)],
                [18] * len(columns),
            ),
            Sheet("说明 Notes", ("填表说明", "Notes"), notes, (60, 80)),
        ],
    )


@dataclass(frozen=True, slots=True)
class Marked:
    """A row of a list and what is wrong with it: position, fault and about what, each."""

    row: Row
    problems: Problems


def write_marked(
    kind: Kind, header: Sequence[str], rows: Iterable[Marked], file: IO[bytes]
) -> None:
    """A list as it was sent, wrong cells in red, and beside them why, in both languages.

    Corrected, it can be sent as it is.
    """
    width = len(header)
    name = " ".join(NAMES[kind])
    titles = [*header, "\n".join(REMARK)]
    writing.write(
        file,
        [Sheet(name, titles, (_line(marked, width) for marked in rows), [18] * width + [70])],
    )


def kept_rows(load: Load) -> Iterator[Marked]:
    """The rows of a load as they were kept."""
    for batch in staging.batches(load):
        for row in batch:
            kept = unpacked(row.row, row.cells) if row.cells else Row(row.row, [])
            yield Marked(kept, row.problems)


def _line(marked: Marked, width: int) -> Line:
    cells = marked.row.cells[:width]
    cells = cells + [""] * (width - len(cells))
    red = frozenset(int(at) for at, _, _ in marked.problems if 0 <= int(at) < width)
    return Line([*cells, _told(marked.problems)], red)


def _told(problems: Problems) -> str:
    return " ".join(reasons.both(str(fault), str(about)) for _, fault, about in problems)


def cell(row: int, at: int) -> str:
    """As Excel names it: C5; only the row where the whole of it is meant."""
    letters = ""
    left = at + 1
    while left > 0:
        left, letter = divmod(left - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"
