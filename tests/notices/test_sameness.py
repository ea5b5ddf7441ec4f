"""Which notices say the same, and where the sender is asked."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lianhu.notices.rules.sameness import NEAR, Text, figures, is_near, likeness, plain, wording_of

pytestmark = pytest.mark.once

BODY = "请各村五月二十日下午2点前报缺的沙袋数，送到柳溪镇政府一楼。"
PLACES = ["柳溪镇", "河湾镇", "石桥村"]
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1)


def text(body: str = BODY, number: str = "云禾应急〔2018〕17号") -> Text:
    return Text(number, body)


def test_number_and_body_have_to_agree() -> None:
    assert wording_of(text()) == wording_of(text())
    assert wording_of(text()) != wording_of(text(number="云禾应急〔2018〕18号"))
    assert wording_of(text()) != wording_of(text(body=BODY + "另请自带推车。"))
    assert wording_of(text(number="")) is None


def test_it_does_not_matter_how_it_was_typed() -> None:
    typed = BODY.replace("2", "２").replace("，", " ，\n")
    assert wording_of(text(typed)) == wording_of(text())


@given(words, words)
def test_what_is_the_same_has_the_same_words(first: str, second: str) -> None:
    same = wording_of(text(first)) == wording_of(text(second))
    assert same == (plain(first) == plain(second))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2点", "3点"),
        ("下午", "上午"),
        ("二十日", "二十一日"),
        ("柳溪镇", "河湾镇"),
        ("一楼", "二楼"),
    ],
)
def test_another_number_time_or_place_is_another_notice(before: str, after: str) -> None:
    theirs = text(BODY.replace(before, after), number="")
    assert likeness(BODY, theirs.body) > NEAR
    assert not is_near(text(), theirs, PLACES)


def test_nearly_the_same_words_are_offered() -> None:
    theirs = text(BODY.replace("请各村", "请各村各户") + "谢谢。", number="")
    assert is_near(text(), theirs, PLACES)
    assert not is_near(text(), text(theirs.body, number="另一个文号"), PLACES)
    assert not is_near(text(), text("五月二十日下午2点前在柳溪镇开会，一楼。", ""), PLACES)


@given(st.integers(0, 9), st.integers(0, 9))
def test_no_two_numbers_are_ever_joined(one: int, other: int) -> None:
    assume(one != other)
    here, there = (f"请于下午{n}点到村委会领取沙袋，每户一份" for n in (one, other))
    assert not is_near(text(here, ""), text(there, ""), PLACES)
    assert wording_of(text(here)) != wording_of(text(there))


def test_places_are_looked_for_in_what_is_like_it_alone() -> None:
    """They are the dear part of it: a city has thousands of names."""

    known = (pytest.fail("looked for a place") for _ in range(1))

    assert not is_near(text(), text("五月二十一日停水。", ""), known)
    assert not is_near(text("甲乙丙", ""), text("丁戊己", ""), known)
    assert not is_near(text(), text(BODY, "另一个文号"), known)


@given(words)
def test_every_digit_is_a_figure(body: str) -> None:
    digits = re.sub("[^0-9]", "", plain(body))
    assert re.sub("[^0-9]", "", "".join(figures(body))) == digits
