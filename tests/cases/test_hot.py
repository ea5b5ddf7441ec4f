"""What many ask about: told only where enough do, in words that enough say."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.cases.rules.hot import FEWEST, Asked, matters, told
from lianhu.kernel import tokens
from lianhu.kernel.han import runs

pytestmark = pytest.mark.once

PARTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 12))
OUTAGE = [
    "三号楼停水了",
    "我家三号楼停水到现在",
    "停水没有通知，三号楼",
    "三号楼又停水",
    "请问三号楼停水什么时候来",
]
OTHERS = [
    "低保怎么申请",
    "路灯坏了",
    "孩子上学报名",
    "医保卡丢了",
    "养老金到账没有",
    "公交车改线",
    "噪音太大",
    "垃圾没人收",
]


def asked(texts: list[str], askers: list[int] | None = None) -> list[Asked]:
    askers = askers or list(range(len(texts)))
    return [
        Asked(who, Counter(tokens.written(text, alone=False)), runs(text))
        for who, text in zip(askers, texts, strict=True)
    ]


def test_what_enough_people_ask_is_one_matter_in_their_words() -> None:
    [found] = matters(asked([*OUTAGE, *OTHERS]))

    assert found.people == 5
    assert "停水" in "".join(found.words)
    assert "三号楼" in "".join(found.words)


def test_one_person_less_is_none() -> None:
    assert matters(asked([*OUTAGE[:4], *OTHERS])) == []
    # However often somebody asks.
    assert matters(asked([*OUTAGE, *OTHERS], [0, 1, 2, 3, 3, *range(5, 13)])) == []


def test_a_few_texts_that_are_all_about_one_matter_are_found_by_what_is_known() -> None:
    known = {"停水": 0.01, "号楼": 0.02, "三号": 0.01, "请问": 0.4, "什么": 0.3}

    assert [one.people for one in matters(asked(OUTAGE), known)] == [5]
    assert matters(asked(OTHERS), known) == []


@given(st.lists(st.tuples(st.integers(0, 7), st.text("停水三号楼路灯坏", max_size=8)), max_size=20))
def test_no_word_is_told_that_few_say(texts: list[tuple[int, str]]) -> None:
    rows = asked([text for _who, text in texts], [who for who, _text in texts])

    for matter in matters(rows):
        assert matter.people >= FEWEST
        for word in matter.words:
            assert len({who for who, text in texts if word in text}) >= FEWEST


@given(PARTS)
def test_no_small_part_is_told_or_follows(parts: dict[str, int]) -> None:
    line = told(parts)

    assert line.total is None or line.total == sum(parts.values()) >= FEWEST
    hidden = [parts[part] for part, count in line.parts.items() if count is None]
    for part, count in line.parts.items():
        assert count is None or count == parts[part] >= FEWEST
    if line.total is not None and hidden:
        # What is left of the sum is of several, and of enough people.
        assert len(hidden) > 1
        assert sum(hidden) >= FEWEST


@given(PARTS)
def test_without_small_parts_all_is_told(parts: dict[str, int]) -> None:
    large = {part: count for part, count in parts.items() if count >= FEWEST}

    assert told(large).parts == large
