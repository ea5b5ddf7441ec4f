"""Text is stored as it looks: nothing invisible, nothing doubled, emoji whole."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.kernel.text import clean

pytestmark = pytest.mark.once

# Everything that the rules speak about, more often than chance would bring it.
TRICKY = st.sampled_from(
    "ae\u0301\u0338\u0327 \n\r\t\u3000\u00a0\u2028\0\x1b\u200b\u202e\ufeff\u00ad\ufe0f\ufe0e"
    "\u200d"
    "👩🏽👧❤←〈\u2329楼\u3164\u2800\U000e0100\U000e0067\ud800\u1100\u1161\u115f1"
)
TEXTS = st.one_of(
    st.text(TRICKY), st.text(), st.text(st.one_of(TRICKY, st.characters(categories=["Cf", "Mn"])))
)
FAMILY = "👨\u200d👩\u200d👧"
HEART_ON_FIRE = "❤\ufe0f\u200d🔥"
FARMER = "👩🏽\u200d🌾"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  楼道   灯\n坏了\t", "楼道 灯 坏了"),
        ("\u3000楼道\u3000\u3000灯坏了\u00a0", "楼道 灯坏了"),
        ("楼\0道\x1b灯\x7f坏了", "楼道灯坏了"),
        ("\ufeff楼道\u200b灯\u2060坏\u00ad了", "楼道灯坏了"),
        ("已退\u202e元001\u202c", "已退元001"),
        ("cafe\u0301", "café"),
        ("cafe\u200d\u0301", "café"),
        ("楼道\ud83d灯", "楼道灯"),
        (f"谢谢{FAMILY}{HEART_ON_FIRE}{FARMER}", f"谢谢{FAMILY}{HEART_ON_FIRE}{FARMER}"),
        ("好的👍🏽 1\ufe0f\u20e3 ☎\ufe0f", "好的👍🏽 1\ufe0f\u20e3 ☎\ufe0f"),
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("楼\u200d道 👩\u200d", "楼道 👩"),
        ("\ufe0f楼道 \ufe0f灯\ufe0f\ufe0f", "楼道 灯\ufe0f"),
        ("<b>楼道</b> &amp; 'x'; --", "<b>楼道</b> &amp; 'x'; --"),
    ],
)
def test_one_line_keeps_what_can_be_seen(sent: str, kept: str) -> None:
    assert clean(sent) == kept


def test_several_lines_keep_their_shape() -> None:
    sent = "\n  您好:  \r\n\u3000\u3000楼道灯坏了。\r\r\n\n\n谢谢\u2028李秀英 \n"

    assert clean(sent, multiline=True) == "您好:\n\u3000\u3000楼道灯坏了。\n\n谢谢\n李秀英"


@pytest.mark.parametrize(
    "sent", ["", " \n\t", "\u200b\u200d\ufeff", "\ufe0f", "\u3164\u115f", "\u2800", "\u0301", "\0"]
)
def test_text_without_anything_to_see_is_empty(sent: str) -> None:
    assert clean(sent) == clean(sent, multiline=True) == ""


def test_a_limit_cuts_without_leaving_a_dangling_joiner_or_space() -> None:
    assert clean(f"谢{FAMILY}", limit=3) == "谢👨"
    assert clean("楼道 灯", limit=3) == "楼道"
    assert clean("楼道灯", limit=3) == "楼道灯"


@given(TEXTS, st.booleans(), st.none() | st.integers(0, 20))
def test_cleaning_twice_changes_nothing(text: str, multiline: bool, limit: int | None) -> None:
    once = clean(text, multiline=multiline, limit=limit)

    assert clean(once, multiline=multiline, limit=limit) == once


@given(TEXTS, st.booleans(), st.integers(0, 20))
def test_it_never_exceeds_its_limit_nor_grows(text: str, multiline: bool, limit: int) -> None:
    assert len(clean(text, multiline=multiline, limit=limit)) <= limit
    assert len(clean(text, multiline=multiline)) <= len(unicodedata.normalize("NFC", text))


@given(TEXTS, st.booleans())
def test_no_control_or_format_character_is_left(text: str, multiline: bool) -> None:
    cleaned = clean(text, multiline=multiline)

    allowed = {"\u200d"} | ({"\n"} if multiline else set())
    left = {character for character in cleaned if unicodedata.category(character)[0] == "C"}
    assert {c for c in left if unicodedata.category(c) not in ("Cn", "Co")} <= allowed
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned or multiline
    cleaned.encode()


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1))
def test_plain_text_is_left_alone(text: str) -> None:
    plain = "楼" + text + "楼"

    assert clean(plain) == clean(plain, multiline=True) == unicodedata.normalize("NFC", plain)
