"""The book as Markdown: a heading for each area, what-to-do and item, and lists below.

`render(parse(text))` gives the same text for whatever `render` has written. Punctuation that
separates may be full-width or not; what is written is full-width.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from lianhu.knowledge.rules.entry import Audience, Entry, Form, Paper, Return, Window

Row = TypeVar("Row")

_COLON, _SEMICOLON = "\uff1a", "\uff1b"

FORMS = {
    Form.ORIGINAL: "原件",
    Form.COPY: "复印件",
    Form.BOTH: "原件和复印件",
    Form.ELECTRONIC: "电子件",
    Form.FILLED: "填写",
}
AUDIENCES = {
    Audience.EVERYBODY: "所有人",
    Audience.ELDERLY: "老年人",
    Audience.CHILDREN: "儿童学生",
    Audience.WOMEN: "妇女",
    Audience.DISABLED: "残疾人",
    Audience.VETERANS: "退役军人",
    Audience.HARDSHIP: "困难群众",
    Audience.RURAL: "农村居民",
    Audience.EMPLOYEES: "在职职工",
    Audience.UNEMPLOYED: "失业和灵活就业人员",
    Audience.BUSINESSES: "经营者",
    Audience.MIGRANTS: "外来人员",
}
NO_PAPERS = "不用带材料"

# Of the item's first list, in order: its name in the file, the entry's field.
_LINES = {
    "英文": "title_en",
    "一句话": "sentence",
    "一句话英文": "sentence_en",
    "俗称": "aliases",
    "给您": "gives",
    "适用": "suits",
    "不适用": "excludes",
    "给谁": "audiences",
    "收费": "fee",
    "多久": "takes",
    "依据": "basis",
    "地区": "region",
    "相关": "related",
    "有效": "valid",
}
_WAYS = {"网上": "online", "窗口": "counter", "异地": "elsewhere", "代办": "by_family"}
_LISTS = {"aliases", "basis", "related"}
_CODE, _OWNER, _REVIEW = "代码", "承办", "复核"


@dataclass(frozen=True, slots=True)
class Block:
    """An item as it stands in a file. `line` is where it begins, from 1."""

    area: str
    topic: str
    code: str
    owner: str  # a desk's code; "" if nobody answers for it yet
    review_on: date | None
    entry: Entry
    line: int


class Wrong(Enum):
    """Why a line cannot be read; `about` of a Mistake is what is meant."""

    BEFORE_FIRST = "before_first"
    NOT_A_LINE = "not_a_line"
    UNKNOWN_KEY = "unknown_key"
    UNKNOWN_SECTION = "unknown_section"
    TWICE = "twice"
    MISSING = "missing"
    COLUMNS = "columns"
    UNKNOWN_VALUE = "unknown_value"
    BAD_DATE = "bad_date"
    BAD_NUMBER = "bad_number"
    BAD_CODE = "bad_code"


@dataclass(frozen=True, slots=True)
class Mistake:
    line: int
    wrong: Wrong
    about: str = ""


@dataclass(slots=True)
class _Raw:
    """An item's lines before they are understood, each with its number."""

    area: str
    topic: str
    title: str
    line: int
    keys: dict[str, tuple[int, str]] = field(default_factory=dict)
    sections: dict[str, list[tuple[int, str]]] = field(default_factory=dict)


_HEADING = re.compile(r"(#{1,4}) +(.+)")
_BULLET = re.compile(r"(?:[-*]|[0-9]{1,2}[.\u3001]) *(.+)")
_KEY = re.compile(rf"([^:{_COLON}|]{{1,10}})[:{_COLON}] *(.*)")
_CODE_SHAPE = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_SECTIONS = ("带什么", "怎么办", "去哪儿办", "窗口", "常被退回")


def parse(text: str) -> tuple[list[Block], list[Mistake]]:
    """The items that could be read, in order, and what could not. An item with a mistake in it
    is not among the first.
    """
    raws, mistakes = _split(text)
    blocks = []
    for raw in raws:
        reader = _Reader(raw)
        block = reader.block()
        mistakes += reader.mistakes
        if block is not None and not reader.mistakes:
            blocks.append(block)
    return blocks, sorted(mistakes, key=lambda mistake: mistake.line)


def _split(text: str) -> tuple[list[_Raw], list[Mistake]]:
    raws: list[_Raw] = []
    mistakes: list[Mistake] = []
    area = topic = ""
    rows: list[tuple[int, str]] | None = None
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        line = line.strip()
        if not line or line.startswith(">"):
            continue
        heading = _HEADING.fullmatch(line)
        if heading:
            depth, title = len(heading[1]), heading[2].strip()
            if depth == 1:
                area, topic, rows = title, "", None
            elif depth == 2:
                topic, rows = title, None
            elif depth == 3:
                raws.append(_Raw(area, topic, title, number))
                rows = None
            elif not raws or not topic:
                mistakes.append(Mistake(number, Wrong.BEFORE_FIRST))
            elif title not in _SECTIONS:
                mistakes.append(Mistake(number, Wrong.UNKNOWN_SECTION, title))
                rows = []
            elif title in raws[-1].sections:
                mistakes.append(Mistake(number, Wrong.TWICE, title))
            else:
                rows = raws[-1].sections.setdefault(title, [])
            continue
        bullet = _BULLET.fullmatch(line)
        if not raws:
            mistakes.append(Mistake(number, Wrong.BEFORE_FIRST))
        elif not bullet:
            mistakes.append(Mistake(number, Wrong.NOT_A_LINE))
        elif rows is not None:
            rows.append((number, bullet[1]))
        else:
            mistakes += _take_key(raws[-1], number, bullet[1])
    return raws, mistakes


def _take_key(raw: _Raw, number: int, text: str) -> list[Mistake]:
    found = _KEY.fullmatch(text)
    if not found:
        return [Mistake(number, Wrong.NOT_A_LINE)]
    key = found[1].strip()
    if key not in _LINES and key not in (_CODE, _OWNER, _REVIEW):
        return [Mistake(number, Wrong.UNKNOWN_KEY, key)]
    if key in raw.keys:
        return [Mistake(number, Wrong.TWICE, key)]
    raw.keys[key] = (number, found[2].strip())
    return []


class _Reader:
    """Understands one item, and collects what it could not."""

    def __init__(self, raw: _Raw) -> None:
        self.raw = raw
        self.mistakes: list[Mistake] = []

    def block(self) -> Block | None:
        raw = self.raw
        code = self._text(_CODE)
        if code and not _CODE_SHAPE.fullmatch(code):
            self._wrong(raw.keys[_CODE][0], Wrong.BAD_CODE, code)
        if not raw.topic:
            self._wrong(raw.line, Wrong.MISSING, "##")
        valid = self._dates("有效")
        lines: dict[str, Any] = {}
        for key, name in _LINES.items():
            if name in _LISTS:
                lines[name] = self._several(key)
            elif name not in ("audiences", "valid"):
                lines[name] = self._text(key, needed=name != "excludes")
        entry = Entry(
            title=raw.title,
            **lines,
            audiences=self._audiences(),
            papers=self._papers(),
            steps=tuple(text for _, text in self._rows("怎么办")),
            **self._ways(),
            windows=tuple(self._table("窗口", 3, lambda _, parts: Window(*parts))),
            returns=tuple(self._returns()),
            valid_from=valid[0],
            valid_until=valid[1],
        )
        review = self._text(_REVIEW, needed=False)
        review_on = self._date(raw.keys[_REVIEW][0], review) if review else None
        owner = self._text(_OWNER, needed=False)
        return Block(raw.area, raw.topic, code, owner, review_on, entry, raw.line)

    def _wrong(self, line: int, wrong: Wrong, about: str = "") -> None:
        self.mistakes.append(Mistake(line, wrong, about))

    def _text(self, key: str, *, needed: bool = True) -> str:
        line, text = self.raw.keys.get(key, (self.raw.line, ""))
        if needed and not text:
            self._wrong(line, Wrong.MISSING, key)
        return text

    def _several(self, key: str) -> tuple[str, ...]:
        _, text = self.raw.keys.get(key, (0, ""))
        return tuple(part for part in _cut(text, ";" + _SEMICOLON) if part)

    def _audiences(self) -> tuple[Audience, ...]:
        line, text = self.raw.keys.get("给谁", (self.raw.line, ""))
        if not text:
            self._wrong(line, Wrong.MISSING, "给谁")
            return ()
        by_name = {name: audience for audience, name in AUDIENCES.items()}
        found = []
        for name in map(str.strip, text.split("、")):
            if name in by_name:
                found.append(by_name[name])
            else:
                self._wrong(line, Wrong.UNKNOWN_VALUE, name)
        return tuple(found)

    def _date(self, line: int, text: str) -> date | None:
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._wrong(line, Wrong.BAD_DATE, text)
            return None

    def _dates(self, key: str) -> tuple[date | None, date | None]:
        line, text = self.raw.keys.get(key, (0, ""))
        if not text:
            return None, None
        begins, found, ends = (part.strip() for part in text.partition("至"))
        if not found:
            self._wrong(line, Wrong.BAD_DATE, text)
            return None, None
        return (
            self._date(line, begins) if begins else None,
            self._date(line, ends) if ends else None,
        )

    def _rows(self, section: str) -> list[tuple[int, str]]:
        rows = self.raw.sections.get(section, [])
        if not rows:
            self._wrong(self.raw.line, Wrong.MISSING, section)
        return rows

    def _table(
        self, section: str, columns: int, make: Callable[[int, list[str]], Row | None]
    ) -> Iterator[Row]:
        for line, text in self._rows(section):
            parts = _cut(text, "|")
            if len(parts) != columns:
                self._wrong(line, Wrong.COLUMNS, str(columns))
            elif (row := make(line, parts)) is not None:
                yield row

    def _papers(self) -> tuple[Paper, ...]:
        rows = self._rows("带什么")
        if [text for _, text in rows] == [NO_PAPERS]:
            return ()
        return tuple(self._table("带什么", 4, self._paper))

    def _paper(self, line: int, parts: list[str]) -> Paper | None:
        name, form, copies, otherwise = parts
        forms = {shown: made for made, shown in FORMS.items()}
        if form not in forms:
            self._wrong(line, Wrong.UNKNOWN_VALUE, form)
            return None
        if not re.fullmatch("[1-9][0-9]?", copies):
            self._wrong(line, Wrong.BAD_NUMBER, copies)
            return None
        return Paper(name, forms[form], int(copies), otherwise)

    def _ways(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for line, text in self._rows("去哪儿办"):
            way = _KEY.fullmatch(text)
            if not way or way[1].strip() not in _WAYS:
                self._wrong(line, Wrong.UNKNOWN_KEY, text[:20])
            elif _WAYS[way[1].strip()] in found:
                self._wrong(line, Wrong.TWICE, way[1].strip())
            else:
                found[_WAYS[way[1].strip()]] = way[2].strip()
        for key, name in _WAYS.items():
            if not found.get(name):
                self._wrong(self.raw.line, Wrong.MISSING, key)
                found[name] = ""
        return found

    def _returns(self) -> Iterator[Return]:
        for line, text in self._rows("常被退回"):
            parts = _cut(text, ":" + _COLON, most=1)
            if len(parts) != 2:
                self._wrong(line, Wrong.COLUMNS, "2")
            else:
                yield Return(*parts)


def _cut(text: str, marks: str, *, most: int | None = None) -> list[str]:
    """The parts between marks, at `most` so many of which count; none that follows a backslash."""
    parts: list[str] = []
    part, escaped = "", False
    for character in text:
        if escaped or character != "\\":
            if not escaped and character in marks and len(parts) != most:
                parts.append(part.strip())
                part = ""
            else:
                part += character
            escaped = False
        else:
            escaped = True
    return [*parts, part.strip()]


def _escaped(text: str, marks: str) -> str:
    return re.sub(rf"([\\{marks}])", r"\\\1", text)


def render(blocks: Iterable[Block], *, note: Mapping[str, str] | None = None) -> str:
    """The items as a file. They come in order of area and topic; `note` says a line below the
    title of an area.
    """
    lines: list[str] = []
    area = topic = None
    for block in blocks:
        if block.area != area:
            area, topic = block.area, None
            lines += ["", f"# {area}"]
            if note and area in note:
                lines += ["", f"> {note[area]}"]
        if block.topic != topic:
            topic = block.topic
            lines += ["", f"## {topic}"]
        lines += _item_lines(block)
    return "\n".join(lines[1:]) + "\n" if lines else ""


def _item_lines(block: Block) -> Iterator[str]:
    entry = block.entry
    yield from ("", f"### {entry.title}", f"- {_CODE}{_COLON}{block.code}")
    for key, name in _LINES.items():
        if name == "basis":  # beside who answers for it
            yield f"- {_OWNER}{_COLON}{block.owner}"
        if name == "valid":
            text = _valid(entry)
        elif name == "audiences":
            text = "、".join(AUDIENCES[audience] for audience in entry.audiences)
        elif name in _LISTS:
            text = _SEMICOLON.join(
                _escaped(part, ";" + _SEMICOLON) for part in getattr(entry, name)
            )
        else:
            text = getattr(entry, name)
        if text:
            yield f"- {key}{_COLON}{text}"
    if block.review_on:
        yield f"- {_REVIEW}{_COLON}{block.review_on.isoformat()}"
    papers = [
        _row(paper.name, FORMS[paper.form], str(paper.copies), paper.otherwise)
        for paper in entry.papers
    ]
    yield from _section("带什么", papers or [NO_PAPERS])
    yield from ("", "#### 怎么办")
    yield from (f"{n}. {step}" for n, step in enumerate(entry.steps, 1))
    ways = [f"{key}{_COLON}{getattr(entry, name)}" for key, name in _WAYS.items()]
    yield from _section("去哪儿办", ways)
    yield from _section("窗口", [_row(w.name, w.hours, w.phone) for w in entry.windows])
    returns = [
        f"{_escaped(r.reason, ':' + _COLON)}{_COLON}{_escaped(r.remedy, '')}" for r in entry.returns
    ]
    yield from _section("常被退回", returns)


def _row(*parts: str) -> str:
    return " | ".join(_escaped(part, "|") for part in parts)


def _section(title: str, rows: Iterable[str]) -> Iterator[str]:
    yield from ("", f"#### {title}")
    yield from (f"- {row}" for row in rows)


def _valid(entry: Entry) -> str:
    if entry.valid_from is None and entry.valid_until is None:
        return ""
    begins, ends = (day.isoformat() if day else "" for day in (entry.valid_from, entry.valid_until))
    return f"{begins} 至 {ends}".strip()
