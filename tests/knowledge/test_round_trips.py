"""What goes out as a file comes in again without loss, whatever people have written."""

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lianhu.knowledge import book, sheets
from lianhu.knowledge.forms import EntryForm
from lianhu.knowledge.rules import markdown, tables
from lianhu.knowledge.rules.entry import Entry
from lianhu.knowledge.rules.lines import Block, Mistake, Wrong
from tests.knowledge.entries import block, blocks, entries

pytestmark = pytest.mark.once


def without_lines(found: list[Block]) -> list[Block]:
    return [replace(one, line=0) for one in found]


def in_order(found: list[Block]) -> list[Block]:
    """As books are: areas and what-to-do's together."""
    return sorted(found, key=lambda one: (one.area, one.topic))


@settings(max_examples=60)
@given(st.lists(blocks, max_size=3).map(in_order))
def test_markdown(found: list[Block]) -> None:
    text = markdown.render(found)
    read, mistakes = markdown.parse(text)

    assert mistakes == []
    assert without_lines(read) == found
    assert markdown.render(read) == text


@settings(max_examples=60)
@given(st.lists(blocks, max_size=3))
def test_a_table(found: list[Block]) -> None:
    rows = [tables.header(), *map(tables.to_cells, found)]
    read, mistakes = tables.from_cells((at, row, ()) for at, row in enumerate(rows, 1))

    assert mistakes == []
    assert without_lines(read) == found


@settings(max_examples=60)
@given(entries)
def test_the_form_of_a_page(entry: Entry) -> None:
    form = EntryForm(entry=entry)
    data = {name: form[name].value() for name in form.fields if name != "seen"}
    sent = EntryForm({**data, "reason": "改", "seen": 1})

    assert sent.is_valid(), sent.errors
    assert sent.entry == entry


def test_the_sample_through_a_real_workbook() -> None:
    found = book.sample_blocks()
    file = BytesIO()
    sheets.write_workbook(found, file)

    read = sheets.read("book.xlsx", [file.getvalue()])

    assert read.mistakes == []
    assert len(read.blocks) == 423
    assert without_lines(read.blocks) == without_lines(found)


def test_the_sample_through_a_real_word_file() -> None:
    found = book.sample_blocks()
    file = BytesIO()
    sheets.write_word(found, file)

    read = sheets.read("book.docx", [file.getvalue()])

    assert read.mistakes == []
    assert without_lines(read.blocks) == without_lines(found)


@settings(max_examples=15, deadline=None)
@given(st.lists(blocks, max_size=3).map(in_order))
def test_a_word_file(found: list[Block]) -> None:
    file = BytesIO()
    sheets.write_word(found, file)
    if not found:
        return

    read = sheets.read("book.docx", [file.getvalue()])

    assert read.mistakes == []
    assert without_lines(read.blocks) == found


@given(entries)
def test_stored_data(entry: Entry) -> None:
    assert Entry.from_data(entry.as_data()) == entry


def test_no_reason_for_papers_to_come_back_is_no_mistake() -> None:
    found = [block(returns=())]

    read, mistakes = markdown.parse(markdown.render(found))

    assert (mistakes, read[0].entry) == ([], found[0].entry)


def test_what_cannot_be_read_says_where_and_why() -> None:
    text = markdown.render([block()])
    text = text.replace("| 原件 |", "| 正本 |").replace("- 复核：2027-05-15", "- 复核：明年")
    lines = text.splitlines()

    read, mistakes = markdown.parse(text)

    assert read == []
    at = {
        needle: next(n for n, line in enumerate(lines, 1) if needle in line)
        for needle in ("正本", "明年")
    }
    assert mistakes == [
        Mistake(at["明年"], Wrong.BAD_DATE, "明年", "review_on"),
        Mistake(at["正本"], Wrong.UNKNOWN_VALUE, "正本", "papers"),
    ]


@example("no such key", "- 名字：x", Wrong.UNKNOWN_KEY)
@example("twice", "- 代码：x", Wrong.TWICE)
@example("no line of a list", "x", Wrong.NOT_A_LINE)
@example("no such section", "#### 别的", Wrong.UNKNOWN_SECTION)
@given(st.just(""), st.just("- 名字：x"), st.just(Wrong.UNKNOWN_KEY))
def test_an_item_with_a_wrong_line_is_not_taken(_: str, line: str, wrong: Wrong) -> None:
    text = markdown.render([block(), block("medical.away.other", title="别的事")])
    text = text.replace("- 复核：2027-05-15", f"- 复核：2027-05-15\n{line}", 1)

    read, mistakes = markdown.parse(text)

    assert [mistake.wrong for mistake in mistakes] == [wrong]
    assert [one.code for one in read] == ["medical.away.other"]


def test_a_table_without_its_titles() -> None:
    rows = [tables.header()[:-1], tables.to_cells(block())]

    read, mistakes = tables.from_cells((at, row, ()) for at, row in enumerate(rows, 1))

    assert (read, mistakes) == ([], [Mistake(1, Wrong.MISSING, "", "review_on")])


def test_a_cell_that_cannot_be_read() -> None:
    rows = [tables.header(), tables.to_cells(block())]
    at = list(tables.COLUMNS).index("fee")

    _, mistakes = tables.from_cells(
        (n, row, [at] if n > 1 else ()) for n, row in enumerate(rows, 1)
    )

    assert mistakes == [Mistake(2, Wrong.UNREADABLE, "", "fee")]
