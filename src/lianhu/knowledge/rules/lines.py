"""An item as lines of text: what files of Markdown, workbooks and the form of a page share.

Of a row with several parts, `|` parts the columns and a colon the reason from the remedy; a
backslash before a mark takes its meaning away. Punctuation that separates may be full-width or not;
what is written is full-width.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from lianhu.knowledge.rules.entry import Audience, Entry, Form, Paper, Return, Window

Row = TypeVar("Row")

COLON, SEMICOLON = "\uff1a", "\uff1b"

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
UNTIL = "至"

# What each part is called in files, in their order: those of one line, then those of several.
TEXTS = {
    "code": "代码",
    "title_en": "英文",
    "sentence": "一句话",
    "sentence_en": "一句话英文",
    "gives": "给您",
    "suits": "适用",
    "excludes": "不适用",
    "fee": "收费",
    "takes": "多久",
    "owner": "承办",
    "region": "地区",
    "valid": "有效",
    "review_on": "复核",
}
WAYS = {"online": "网上", "counter": "窗口", "elsewhere": "异地", "by_family": "代办"}
LISTS = {"aliases": "俗称", "basis": "依据", "related": "相关"}
SECTIONS = {"papers": "带什么", "steps": "怎么办", "windows": "窗口", "returns": "常被退回"}
_MAY_BE_EMPTY = {"excludes", "valid", "review_on", "owner"}


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
    UNREADABLE = "unreadable"  # a formula, an error, or far too long
    MORE_THAN_TEXT = "more_than_text"  # a change that is not accepted, a picture, a note


@dataclass(frozen=True, slots=True)
class Mistake:
    """`field`: that of the entry or block it concerns, where one is known."""

    line: int
    wrong: Wrong
    about: str = ""
    field: str = ""


# Whoever has so much to correct begins with these: nothing is taken before all is right.
MOST_MISTAKES = 1000


@dataclass(slots=True)
class Raw:
    """An item's lines before they are understood, each with its number, by field."""

    area: str
    topic: str
    line: int
    texts: dict[str, tuple[int, str]] = field(default_factory=dict)
    rows: dict[str, list[tuple[int, str]]] = field(default_factory=dict)


_CODE_SHAPE = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")


class Reader:
    """Understands one item, and collects what it could not.

    `complete`: a part that is not there is a mistake; drafts may lack any.
    """

    def __init__(self, raw: Raw, *, complete: bool) -> None:
        self.raw = raw
        self.complete = complete
        self.mistakes: list[Mistake] = []

    def block(self) -> Block:
        raw = self.raw
        code = self._text("code")
        if code and not _CODE_SHAPE.fullmatch(code):
            self._wrong("code", raw.texts["code"][0], Wrong.BAD_CODE, code)
        for name in ("area", "topic"):
            if not getattr(raw, name):
                self._wrong(name, raw.line, Wrong.MISSING)
        review = self._text("review_on")
        line, _ = raw.texts.get("review_on", (raw.line, ""))
        return Block(
            raw.area,
            raw.topic,
            code,
            self._text("owner"),
            self._date("review_on", line, review) if review else None,
            self.entry(),
            raw.line,
        )

    def entry(self) -> Entry:
        begins, ends = self._dates()
        names = [name for name in TEXTS if name not in ("code", "owner", "valid", "review_on")]
        texts: dict[str, Any] = {name: self._text(name) for name in ("title", *names, *WAYS)}
        lists: dict[str, Any] = {name: self._several(name) for name in LISTS}
        return Entry(
            **texts,
            **lists,
            audiences=tuple(self._audiences()),
            papers=tuple(self._papers()),
            steps=tuple(text for _, text in self._rows("steps")),
            windows=tuple(self._table("windows", 3, lambda _, parts: Window(*parts))),
            returns=tuple(self._returns()),
            valid_from=begins,
            valid_until=ends,
        )

    def _wrong(self, name: str, line: int, wrong: Wrong, about: str = "") -> None:
        self.mistakes.append(Mistake(line, wrong, about, name))

    def _text(self, name: str) -> str:
        line, text = self.raw.texts.get(name, (self.raw.line, ""))
        if self.complete and not text and name not in _MAY_BE_EMPTY:
            self._wrong(name, line, Wrong.MISSING)
        return text

    def _rows(self, name: str, *, needed: bool = True) -> list[tuple[int, str]]:
        rows = self.raw.rows.get(name, [])
        if self.complete and needed and not rows:
            self._wrong(name, self.raw.line, Wrong.MISSING)
        return rows

    def _several(self, name: str) -> tuple[str, ...]:
        return tuple(text for _, text in self._rows(name, needed=False) if text)

    def _audiences(self) -> Iterator[Audience]:
        by_name = {name: audience for audience, name in AUDIENCES.items()}
        for line, name in self._rows("audiences"):
            if name in by_name:
                yield by_name[name]
            else:
                self._wrong("audiences", line, Wrong.UNKNOWN_VALUE, name)

    def _date(self, name: str, line: int, text: str) -> date | None:
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._wrong(name, line, Wrong.BAD_DATE, text)
            return None

    def _dates(self) -> tuple[date | None, date | None]:
        line, text = self.raw.texts.get("valid", (0, ""))
        if not text:
            return None, None
        begins, found, ends = (part.strip() for part in text.partition(UNTIL))
        if not found:
            self._wrong("valid", line, Wrong.BAD_DATE, text)
            return None, None
        return (
            self._date("valid", line, begins) if begins else None,
            self._date("valid", line, ends) if ends else None,
        )

    def _table(
        self, name: str, columns: int, make: Callable[[int, list[str]], Row | None]
    ) -> Iterator[Row]:
        for line, text in self._rows(name):
            parts = cut(text, "|")
            if len(parts) != columns:
                self._wrong(name, line, Wrong.COLUMNS, str(columns))
            elif (row := make(line, parts)) is not None:
                yield row

    def _papers(self) -> Iterator[Paper]:
        if [text for _, text in self._rows("papers", needed=False)] != [NO_PAPERS]:
            yield from self._table("papers", 4, self._paper)

    def _paper(self, line: int, parts: list[str]) -> Paper | None:
        name, form, copies, otherwise = parts
        forms = {shown: made for made, shown in FORMS.items()}
        if form not in forms:
            self._wrong("papers", line, Wrong.UNKNOWN_VALUE, form)
            return None
        if not re.fullmatch("[1-9][0-9]?", copies):
            self._wrong("papers", line, Wrong.BAD_NUMBER, copies)
            return None
        return Paper(name, forms[form], int(copies), otherwise)

    def _returns(self) -> Iterator[Return]:
        for line, text in self._rows("returns", needed=False):
            parts = cut(text, ":" + COLON, most=1)
            if len(parts) != 2:
                self._wrong("returns", line, Wrong.COLUMNS, "2")
            else:
                yield Return(*parts)


def cut(text: str, marks: str, *, most: int | None = None) -> list[str]:
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


def escaped(text: str, marks: str) -> str:
    return re.sub(rf"([\\{marks}])", r"\\\1", text)


def texts_of(block: Block) -> dict[str, str]:
    """The parts of one line, by field."""
    entry = block.entry
    apart = {
        "code": block.code,
        "owner": block.owner,
        "valid": valid(entry),
        "review_on": block.review_on.isoformat() if block.review_on else "",
    }
    return {
        name: apart[name] if name in apart else getattr(entry, name)
        for name in ("title", *TEXTS, *WAYS)
    }


def rows_of(entry: Entry) -> dict[str, list[str]]:
    """The parts of several lines, by field."""
    return {
        **{name: list(getattr(entry, name)) for name in LISTS},
        "audiences": [AUDIENCES[audience] for audience in entry.audiences],
        "papers": [
            _row(paper.name, FORMS[paper.form], str(paper.copies), paper.otherwise)
            for paper in entry.papers
        ],
        "steps": list(entry.steps),
        "windows": [_row(window.name, window.hours, window.phone) for window in entry.windows],
        "returns": [
            f"{escaped(row.reason, ':' + COLON)}{COLON}{escaped(row.remedy, '')}"
            for row in entry.returns
        ],
    }


def _row(*parts: str) -> str:
    return " | ".join(escaped(part, "|") for part in parts).strip()


def valid(entry: Entry) -> str:
    if entry.valid_from is None and entry.valid_until is None:
        return ""
    begins, ends = (day.isoformat() if day else "" for day in (entry.valid_from, entry.valid_until))
    return f"{begins} {UNTIL} {ends}".strip()
