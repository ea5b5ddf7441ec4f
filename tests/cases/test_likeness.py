"""The same question is known again, another one is not taken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.cases.rules.likeness import alike, plain

pytestmark = pytest.mark.once

WORDS = st.text(alphabet="家里停水了什么时候来谁修abcXYZ019", min_size=1, max_size=60)
GAPS = st.sampled_from(["", " ", "，", "。", "？", "\n", "!", "\u200b", "…"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("家里停水了", "家里停水了"),
        ("家里停水了。", " 家里,停水了!"),
        ("ＷｉＦｉ坏了", "wifi 坏了"),
        ("停水", "停水?"),
        ("家里停水了什么时候来水", "家里停水了,什么时候能来水"),
        ("我退休了,在外地女儿家住院,回去怎么报销?", "我退休了,在外地女儿家住院,怎么报销"),
    ],
)
def test_they_ask_the_same(one: str, other: str) -> None:
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("停水了", "停电了"),
        ("停水", "停水了"),  # too short to say
        ("家里停水了", "家里停电了"),
        ("家里停水了", "隔壁家里停水了好几天,物业不管,请来看看"),
        ("路灯不亮", "路面不平"),
        ("水费怎么交", "电费怎么交"),
        ("?!", "?!"),
        ("", ""),
        ("", "停水了"),
    ],
)
def test_they_ask_something_else(one: str, other: str) -> None:
    assert not alike(one, other)


@given(WORDS)
def test_a_text_is_like_itself(words: str) -> None:
    assert alike(words, words)


@given(WORDS, WORDS)
def test_it_does_not_matter_which_came_first(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one)


@given(st.data(), WORDS)
def test_punctuation_spaces_and_case_do_not_count(data: st.DataObject, words: str) -> None:
    spread = "".join(character + data.draw(GAPS) for character in words)

    assert alike(words, spread)
    assert alike(words, spread.upper())


@given(st.text(alphabet="家里停水", min_size=1), st.text(alphabet="修路灯亮", min_size=1))
def test_texts_with_nothing_in_common_are_not_alike(one: str, other: str) -> None:
    assert not alike(one, other)


@given(WORDS.map(lambda words: words * 4), WORDS)
def test_much_more_is_not_the_same(words: str, more: str) -> None:
    """What says twice as much again asks for something else besides."""
    foreign = "".join("甲乙丙丁戊己庚辛壬癸"[ord(character) % 10] for character in words + more)

    assert not alike(words, words + foreign)


@given(st.text())
def test_any_text_can_be_compared(words: str) -> None:
    assert alike(words, words) == bool(plain(words))
