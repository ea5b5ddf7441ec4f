"""A title stands for what somebody wrote; what is below it repeats nothing and loses nothing."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lianhu.cases.titles import LENGTH, split, title_of

LONG = "很长的一句话没有标点" * 6


@pytest.mark.parametrize(
    ("words", "title", "rest"),
    [
        ("停水了,几点来?", "停水了,几点来?", ""),
        ("停水了。几点来?", "停水了", "几点来?"),
        ("停水了\n\n几点来?", "停水了", "几点来?"),
        ("  停水了！急  ", "停水了！", "急"),
        ("No water. When?", "No water", "When?"),
        ("Version 3.11 broke", "Version 3.11 broke", ""),
        ("。。。", "。", "。。"),
        (LONG, LONG[: LENGTH - 1] + "…", LONG),
    ],
)
def test_it_is_the_first_sentence(words: str, title: str, rest: str) -> None:
    assert split(words) == (title, rest)


@pytest.mark.parametrize(
    ("language", "title"), [("zh-hans", "（原文已删除）"), ("en", "(words taken away)")]
)
def test_erased_words_have_a_title_too(language: str, title: str) -> None:
    with translation.override(language):
        assert title_of("  \n") == title


@given(st.text(min_size=1).filter(str.strip))
def test_nothing_is_lost(words: str) -> None:
    title, rest = split(words)

    assert title
    assert "\n" not in title
    assert len(title) <= LENGTH
    if rest != words.strip():
        letters = [c for c in words if c.isalnum()]
        assert [c for c in title + rest if c.isalnum()] == letters
