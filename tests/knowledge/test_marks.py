"""What a text shares with a question is marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.kernel import tokens
from lianhu.knowledge.marks import Marks
from lianhu.knowledge.templatetags.book import marked

pytestmark = pytest.mark.once

SAID = st.text("住院報销报 ＡaＢb1２㎡，。电梯", max_size=12)


def test_pairs_are_marked_whichever_way_they_are_written() -> None:
    assert Marks("外地住院報銷").of("异地住院费用报销") == [
        ("异", False),
        ("地住院", True),
        ("费用", False),
        ("报销", True),
    ]
    assert Marks("停水").of("楼道") == [("楼道", False)]
    assert Marks("").of("楼道") == [("楼道", False)]
    assert Marks("楼道").of("") == []


def test_a_character_that_stands_alone_is_marked_only_if_nothing_longer_is_asked() -> None:
    assert Marks("水").of("停水") == [("停", False), ("水", True)]
    assert Marks("水费").of("停水") == [("停水", False)]


@given(SAID, SAID)
def test_each_place_is_marked_that_a_token_of_the_question_covers(question: str, text: str) -> None:
    sought = set(tokens.written(tokens.normal(question)))
    sought = {token for token in sought if len(token) > 1 or token.isascii()} or sought
    plain = [tokens.normal(character) for character in text]
    covered = {
        place
        for at in range(len(text))
        for token in sought
        if "".join(plain[at : at + len(token)]) == token
        for place in range(at, at + len(token))
    }

    pieces = Marks(question).of(text)

    assert "".join(piece for piece, _ in pieces) == text
    flags = [is_hit for piece, is_hit in pieces for _ in piece]
    assert {at for at, is_hit in enumerate(flags) if is_hit} == covered


def test_what_stands_in_a_text_is_no_markup() -> None:
    assert marked([("<b>&", False), ('"水"', True)]) == (
        "&lt;b&gt;&amp;<mark>&quot;水&quot;</mark>"
    )
