"""The book as a table: one row an item, in a cell one line for each of several.

What it holds is cut and joined as in files of Markdown.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from lianhu.knowledge.rules.lines import (
    LISTS,
    MOST_MISTAKES,
    NO_PAPERS,
    SECTIONS,
    Block,
    Mistake,
    Raw,
    Reader,
    Wrong,
    rows_of,
    texts_of,
)

# In their order, with their Chinese and English titles, and how wide they are.
COLUMNS: Mapping[str, tuple[str, str, int]] = {
    "area": ("领域", "Area", 14),
    "topic": ("事项", "What to do", 20),
    "title": ("标题", "Title", 26),
    "title_en": ("英文标题", "Title in English", 26),
    "code": ("代码", "Code", 24),
    "sentence": ("一句话", "In one sentence", 30),
    "sentence_en": ("一句话英文", "In one sentence, in English", 30),
    "aliases": ("俗称", "How people say it", 30),
    "gives": ("给您", "What one gets", 30),
    "suits": ("适用", "For whom", 30),
    "excludes": ("不适用", "Not for", 30),
    "audiences": ("给谁", "Audiences", 16),
    "papers": ("带什么", "What to bring", 40),
    "steps": ("怎么办", "How it goes", 40),
    "online": ("网上办", "Online", 24),
    "counter": ("窗口办", "At a counter", 24),
    "elsewhere": ("异地办", "From elsewhere", 24),
    "by_family": ("代办", "By family", 24),
    "windows": ("窗口电话", "Where, when, telephone", 40),
    "fee": ("收费", "Cost", 20),
    "takes": ("多久", "Time", 20),
    "returns": ("常被退回", "Why papers come back", 40),
    "owner": ("承办", "Desk that answers for it", 24),
    "basis": ("依据", "What it rests on", 30),
    "region": ("地区", "Where it holds", 20),
    "related": ("相关", "Near to this", 24),
    "valid": ("有效", "When it holds", 24),
    "review_on": ("复核", "To be checked again", 14),
}
_ROWS = {*LISTS, *SECTIONS, "audiences"}
_BY_TITLE = {title: name for name, (title, *_) in COLUMNS.items()}

# The number of a row in its file, its cells, and the positions of those that cannot be read.
Cells = tuple[int, Sequence[str], Iterable[int]]


def header() -> list[str]:
    return [f"{title} {english}" for title, english, _ in COLUMNS.values()]


def to_cells(block: Block) -> list[str]:
    texts, rows = texts_of(block), rows_of(block.entry)
    if not rows["papers"]:
        rows["papers"] = [NO_PAPERS]
    apart = {"area": block.area, "topic": block.topic, **texts}
    return ["\n".join(rows[name]) if name in _ROWS else apart[name] for name in COLUMNS]


def from_cells(rows: Iterable[Cells]) -> tuple[list[Block], list[Mistake]]:
    """As `markdown.parse`; the first row has the titles, in any order. Lines are rows."""
    blocks: list[Block] = []
    mistakes: list[Mistake] = []
    names: list[str] = []
    for number, cells, unread in rows:
        if len(mistakes) >= MOST_MISTAKES:
            break
        if not names:
            names, mistakes = _names(number, cells)
            if mistakes:
                break
            continue
        raw = _raw(number, names, cells)
        reader = Reader(raw, complete=True)
        block = reader.block()
        found = [
            Mistake(number, Wrong.UNREADABLE, "", names[at]) for at in unread if at < len(names)
        ]
        if any(text.strip() for text in cells[len(names) :]):
            found.append(Mistake(number, Wrong.COLUMNS, str(len(names))))
        found = found or reader.mistakes
        mistakes += found
        if not found:
            blocks.append(block)
    return blocks, mistakes


def _names(number: int, cells: Sequence[str]) -> tuple[list[str], list[Mistake]]:
    names: list[str] = []
    mistakes: list[Mistake] = []
    for cell in cells:
        title = cell.split()[0] if cell.split() else ""
        name = _BY_TITLE.get(title, "")
        if not name:
            mistakes.append(Mistake(number, Wrong.UNKNOWN_KEY, cell[:40]))
        elif name in names:
            mistakes.append(Mistake(number, Wrong.TWICE, title, name))
        names.append(name)
    missing = [name for name in COLUMNS if name not in names]
    return names, mistakes + [Mistake(number, Wrong.MISSING, "", name) for name in missing]


def _raw(number: int, names: Sequence[str], cells: Sequence[str]) -> Raw:
    raw = Raw("", "", number)
    for name, cell in zip(names, cells, strict=False):
        text = cell.strip()
        if name in _ROWS:
            marks = r"[\n、]" if name == "audiences" else r"\n"
            parts = [part.strip() for part in re.split(marks, text)]
            raw.rows[name] = [(number, part) for part in parts if part]
        elif name in ("area", "topic"):
            setattr(raw, name, " ".join(text.split()))
        else:
            raw.texts[name] = (number, " ".join(text.split()))
    return raw
