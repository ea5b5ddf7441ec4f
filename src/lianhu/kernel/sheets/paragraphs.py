"""The paragraphs of a Word file (.docx), in the process that opens files from outside.

A row is a paragraph, or a line of a table: its text, the depth of its heading (empty for none), and
whether Word numbers it as a list. Numbers count all of them, the empty ones as well. Of what has
more in it than text it is told, so that nothing is lost unseen.
"""

import re
from collections.abc import Iterator, Mapping
from typing import IO
from xml.etree.ElementTree import Element, iterparse, parse
from zipfile import ZipFile

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|标题) *([1-9])", re.IGNORECASE)
# What passes without a word: letters, and how they look.
_LOOKS = {
    f"{_W}{name}"
    for name in (
        *("r", "t", "tab", "br", "cr", "noBreakHyphen", "softHyphen", "pPr", "rPr", "hyperlink"),
        *("smartTag", "proofErr", "bookmarkStart", "bookmarkEnd", "lastRenderedPageBreak"),
        *("permStart", "permEnd"),
    )
}
_BLANKS = {f"{_W}{name}": " " for name in ("tab", "br", "cr")} | {f"{_W}noBreakHyphen": "-"}
PARTED = " | "

Row = tuple[int, list[str], dict[int, str]]


def rows(file: IO[bytes]) -> Iterator[Row]:
    """A forged file may raise anything."""
    with ZipFile(file) as archive:
        depths = _depths(archive)
        with archive.open("word/document.xml") as document:
            yield from _rows(document, depths)


def _depths(archive: ZipFile) -> Mapping[str, int]:
    """How deep the headings of each style are, by the style's id."""
    if "word/styles.xml" not in archive.namelist():
        return {}
    with archive.open("word/styles.xml") as opened:
        styles = {
            style.get(f"{_W}styleId", ""): style
            for style in parse(opened).getroot().iter(f"{_W}style")
        }
    found: dict[str, int] = {}
    for key, style in styles.items():
        seen: set[str] = set()
        base, last = style, key
        # A style of one's own says what it is based on.
        while base is not None and last not in seen:
            seen.add(last)
            depth = _heading(base)
            if depth is not None:
                found[key] = depth
                break
            last = _value(base, "basedOn")
            base = styles.get(last)  # type: ignore[assignment]
    return found


def _heading(style: Element) -> int | None:
    named = _HEADING.fullmatch(_value(style, "name"))
    if named:
        return int(named[1])
    return _outline(style.find(f"{_W}pPr"))


def _outline(looks: Element | None) -> int | None:
    level = _value(looks, "outlineLvl") if looks is not None else ""
    return int(level) + 1 if level.isdigit() and int(level) < 9 else None


def _value(of: Element, name: str) -> str:
    found = of.find(f"{_W}{name}")
    return found.get(f"{_W}val", "") if found is not None else ""


def _rows(document: IO[bytes], depths: Mapping[str, int]) -> Iterator[Row]:
    number, tables = 0, 0
    for event, one in iterparse(document, ("start", "end")):
        if one.tag == f"{_W}tbl":
            tables += 1 if event == "start" else -1
        if event == "start":
            continue
        if one.tag == f"{_W}altChunk":
            number += 1
            yield number, [""], {0: "more"}
        elif one.tag == f"{_W}tr" and tables == 1:
            number += 1
            yield _of_table(number, one)
            one.clear()
        elif one.tag == f"{_W}p" and not tables:
            number += 1
            yield _of_paragraph(number, one, depths)
            one.clear()


def _of_paragraph(number: int, one: Element, depths: Mapping[str, int]) -> Row:
    looks = one.find(f"{_W}pPr")
    depth: int | None = None
    is_listed = False
    if looks is not None:
        depth = _outline(looks) or depths.get(_value(looks, "pStyle"))
        is_listed = looks.find(f"{_W}numPr") is not None
    text = _text(one)
    cells = [text, str(depth or ""), "list" if is_listed else ""]
    return number, cells if text else [], {} if _is_plain(one) else {0: "more"}


def _of_table(number: int, one: Element) -> Row:
    """The cells of a line, as the columns of a row."""
    texts = []
    for cell in one.iter(f"{_W}tc"):
        parts = [_text(each) for each in cell.iter(f"{_W}p")]
        texts.append(" ".join(filter(None, parts)).replace("|", r"\|"))
    is_plain = all(_is_plain(each) for each in one.iter(f"{_W}p"))
    nested = one.find(f".//{_W}tbl") is not None
    text = PARTED.join(texts)
    cells = [text, "", "list"] if any(texts) else []
    return number, cells, {} if is_plain and not nested else {0: "more"}


def _text(one: Element) -> str:
    found = []
    for part in one.iter():
        if part.tag == f"{_W}t":
            found.append(part.text or "")
        else:
            found.append(_BLANKS.get(str(part.tag), ""))
    return "".join(found).strip()


def _is_plain(one: Element) -> bool:
    """Neither tracked changes nor pictures, notes, comments, fields, formulas, boxes."""
    for child in one:
        if child.tag in (f"{_W}pPr", f"{_W}rPr"):
            if child.find(f".//{_W}ins") is not None or child.find(f".//{_W}del") is not None:
                return False
        elif child.tag not in _LOOKS or not _is_plain(child):
            return False
    return True
