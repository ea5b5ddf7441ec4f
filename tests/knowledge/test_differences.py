"""What differs between two texts can be read, and both texts stand in it whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.knowledge.rules.diff import Kind, difference, fields_of, lines_between
from lianhu.knowledge.rules.entry import Entry
from tests.knowledge.entries import entries, entry, texts

pytestmark = pytest.mark.once

LINES = st.lists(texts(), max_size=5)


@given(LINES, LINES)
def test_both_texts_stand_in_it(old: list[str], new: list[str]) -> None:
    found = list(lines_between(old, new))

    def without(kind: Kind) -> list[str]:
        lines = ("".join(p.text for p in line if p.kind is not kind) for line in found)
        return [line for line in lines if line]

    assert without(Kind.NEW) == old
    assert without(Kind.GONE) == new


@given(entries, entries)
def test_only_fields_that_differ(before: Entry, after: Entry) -> None:
    old, new = fields_of(before), fields_of(after)

    assert {one.field for one in difference(before, after)} == {
        name for name in old if old[name] != new[name]
    }
    assert difference(before, before) == []


def test_a_change_within_a_sentence_is_shown_within_it() -> None:
    (found,) = difference(entry(fee="不收费，当场办"), entry(fee="收费，当场办"))

    assert [[(p.text, p.kind) for p in line] for line in found.lines] == [
        [("不", Kind.GONE), ("收费，当场办", Kind.SAME)]
    ]


def test_texts_with_nothing_in_common_are_shown_one_after_the_other() -> None:
    (found,) = difference(entry(fee="不收费"), entry(fee="每份十元"))

    assert [[(p.text, p.kind) for p in line] for line in found.lines] == [
        [("不收费", Kind.GONE)],
        [("每份十元", Kind.NEW)],
    ]
