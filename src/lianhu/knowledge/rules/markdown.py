"""The book as Markdown: a heading for each area, what-to-do and item, and lists below.

`render(parse(text))` gives the same text for whatever `render` has written.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lianhu.knowledge.rules.lines import (
    COLON,
    LISTS,
    MOST_MISTAKES,
    NO_PAPERS,
    SECTIONS,
    SEMICOLON,
    TEXTS,
    WAYS,
    Block,
    Mistake,
    Raw,
    Reader,
    Wrong,
    cut,
    escaped,
    rows_of,
    texts_of,
)

# Of the item's first list, in order.
_LINES = (
    "code",
    "title_en",
    "sentence",
    "sentence_en",
    "aliases",
    "gives",
    "suits",
    "excludes",
    "audiences",
    "fee",
    "takes",
    "owner",
    "basis",
    "region",
    "related",
    "valid",
    "review_on",
)
_NAMES = {**TEXTS, **LISTS, "audiences": "给谁"}
_KEYS = {_NAMES[name]: name for name in _LINES}
_WAY_KEYS = {name: key for key, name in WAYS.items()}
_WAYS = "ways"
_TITLES = {title: name for name, title in SECTIONS.items()} | {"去哪儿办": _WAYS}
# Whoever answers for it stands there, even if nobody does.
_ALWAYS = {"owner"}

# Any of them stands in what is meant to be read here.
KNOWN = frozenset({*_KEYS, *_WAY_KEYS, *_TITLES})

_HEADING = re.compile(r"(#{1,4}) +(.+)")
_BULLET = re.compile(r"(?:[-*]|[0-9]{1,2}[.\u3001]) *(.+)")
_KEY = re.compile(rf"([^:{COLON}|]{{1,10}})[:{COLON}] *(.*)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that says something, with its number in the file. `depth`: that of a heading, 0 for
    none; else `is_listed` says whether it is one of a list.
    """

    number: int
    text: str
    depth: int = 0
    is_listed: bool = False


def parse(text: str) -> tuple[list[Block], list[Mistake]]:
    """The items that could be read, in order, and what could not. An item with a mistake in it
    is not among the first.
    """
    return understood(lines_of(text))


def lines_of(text: str) -> Iterator[Line]:
    """What begins with `>` is a remark."""
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        line = line.strip()
        if not line or line.startswith(">"):
            continue
        heading = _HEADING.fullmatch(line)
        bullet = _BULLET.fullmatch(line)
        if heading:
            yield Line(number, heading[2].strip(), len(heading[1]))
        else:
            yield Line(number, bullet[1] if bullet else line, is_listed=bullet is not None)


def without_mark(text: str) -> str:
    """What somebody typed as a line of a list, without its dash or number."""
    bullet = _BULLET.fullmatch(text)
    return bullet[1] if bullet else text


def understood(
    lines: Iterable[Line], unread: Iterable[Mistake] = ()
) -> tuple[list[Block], list[Mistake]]:
    """As `parse`; `unread`: what was wrong before."""
    raws, mistakes = _split(lines)
    mistakes += unread
    spoilt = sorted(mistake.line for mistake in mistakes)
    blocks = []
    for at, raw in enumerate(raws):
        if len(mistakes) >= MOST_MISTAKES:
            break
        reader = Reader(raw, complete=True)
        block = reader.block()
        mistakes += reader.mistakes
        ends = raws[at + 1].line if at + 1 < len(raws) else float("inf")
        is_spoilt = bisect_left(spoilt, raw.line) < bisect_left(spoilt, ends)
        if not reader.mistakes and not is_spoilt:
            blocks.append(block)
    return blocks, sorted(mistakes, key=lambda mistake: mistake.line)[:MOST_MISTAKES]


def _split(lines: Iterable[Line]) -> tuple[list[Raw], list[Mistake]]:
    raws: list[Raw] = []
    mistakes: list[Mistake] = []
    area = topic = section = ""
    for line in lines:
        if len(mistakes) >= MOST_MISTAKES:
            break
        number, text, depth = line.number, line.text, line.depth
        if depth:
            if depth == 1:
                area, topic = text, ""
            elif depth == 2:
                topic = text
            elif depth == 3:
                raws.append(Raw(area, topic, number, {"title": (number, text)}))
            if depth < 4:
                section = ""
            elif not raws:
                mistakes.append(Mistake(number, Wrong.BEFORE_FIRST))
            elif text not in _TITLES:
                mistakes.append(Mistake(number, Wrong.UNKNOWN_SECTION, text))
                section = text
            elif _TITLES[text] in raws[-1].rows:
                mistakes.append(Mistake(number, Wrong.TWICE, text, _TITLES[text]))
            else:
                section = _TITLES[text]
                raws[-1].rows[section] = []
        elif not raws:
            mistakes.append(Mistake(number, Wrong.BEFORE_FIRST))
        elif not line.is_listed:
            mistakes.append(Mistake(number, Wrong.NOT_A_LINE))
        elif section == _WAYS:
            mistakes += _take_key(raws[-1], number, text, _WAY_KEYS)
        elif section:
            raws[-1].rows.setdefault(section, []).append((number, text))
        else:
            mistakes += _take_key(raws[-1], number, text, _KEYS)
    return raws, mistakes


def _take_key(raw: Raw, number: int, text: str, keys: Mapping[str, str]) -> list[Mistake]:
    found = _KEY.fullmatch(text)
    if not found:
        return [Mistake(number, Wrong.NOT_A_LINE)]
    name = keys.get(found[1].strip())
    said = found[2].strip()
    if name is None:
        return [Mistake(number, Wrong.UNKNOWN_KEY, found[1].strip())]
    if name in raw.texts or name in raw.rows:
        return [Mistake(number, Wrong.TWICE, found[1].strip(), name)]
    if name in LISTS:
        raw.rows[name] = [(number, part) for part in cut(said, ";" + SEMICOLON)]
    elif name == "audiences":
        raw.rows[name] = [(number, part.strip()) for part in said.split("、") if part.strip()]
    else:
        raw.texts[name] = (number, said)
    return []


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
    texts, rows = texts_of(block), rows_of(block.entry)
    yield from ("", f"### {block.entry.title}")
    for name in _LINES:
        if name in LISTS:
            text = SEMICOLON.join(escaped(part, ";" + SEMICOLON) for part in rows[name])
        elif name == "audiences":
            text = "、".join(rows[name])
        else:
            text = texts[name]
        if text or name in _ALWAYS:
            yield f"- {_NAMES[name]}{COLON}{text}"
    yield from _section("带什么", rows["papers"] or [NO_PAPERS])
    yield from ("", "#### 怎么办")
    yield from (f"{n}. {step}" for n, step in enumerate(rows["steps"], 1))
    yield from _section("去哪儿办", [f"{WAYS[way]}{COLON}{texts[way]}" for way in WAYS])
    yield from _section("窗口", rows["windows"])
    if rows["returns"]:
        yield from _section("常被退回", rows["returns"])


def _section(title: str, rows: Iterable[str]) -> Iterator[str]:
    yield from ("", f"#### {title}")
    yield from (f"- {row}" for row in rows)
