"""Identity, bank and phone numbers are seen before they are sent; other numbers are left alone."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.kernel.text import Kind, find_personal_numbers, mask

pytestmark = pytest.mark.once

# Made up, with right check digits; no such district, no such bank.
IDENTITY = "999999199001011000"
CARD = "9999990000000006"
LONG_CARD = "9999990000000000006"
PHONE = "13800138000"


def identity_check(digits: str) -> str:
    weights = [2 ** (17 - place) % 11 for place in range(17)]
    rest = sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11
    return "X" if (1 - rest) % 11 == 10 else str((1 - rest) % 11)


def luhn(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def with_check(digits: str, check: Callable[[str], str]) -> str:
    return digits + check(digits)


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" for c in text)


IDENTITIES = st.dates(min_value=date(1900, 1, 1)).flatmap(
    lambda born: st.from_regex(r"[1-9][0-9]{5}", fullmatch=True).flatmap(
        lambda place: st.from_regex(r"[0-9]{3}", fullmatch=True).map(
            lambda order: with_check(f"{place}{born:%Y%m%d}{order}", identity_check)
        )
    )
)
CARDS = st.from_regex(r"[1-9][0-9]{14,17}", fullmatch=True).map(lambda d: with_check(d, luhn))
PHONES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        (f"我的身份证{IDENTITY},退休了", Kind.IDENTITY, IDENTITY),
        ("身份证99999919900101106x", Kind.IDENTITY, "99999919900101106x"),
        ("号码 999999 19900101 1000。", Kind.IDENTITY, "999999 19900101 1000"),
        (f"卡号{CARD}", Kind.BANK_CARD, CARD),
        (f"打到{LONG_CARD}", Kind.BANK_CARD, LONG_CARD),
        ("9999 9900 0000 0006", Kind.BANK_CARD, "9999 9900 0000 0006"),
        ("9999-9900-0000-0000-006", Kind.BANK_CARD, "9999-9900-0000-0000-006"),
        (f"打我电话{PHONE}。", Kind.PHONE, PHONE),
        ("+86 138-0013-8000", Kind.PHONE, "+86 138-0013-8000"),
        ("8613800138000", Kind.PHONE, "8613800138000"),
        (f"楼道{wide(PHONE)}灯", Kind.PHONE, wide(PHONE)),
        (f"证{wide('99999919900101106X')}", Kind.IDENTITY, wide("99999919900101106X")),
    ],
)
def test_a_number_is_found_where_it_stands(text: str, kind: Kind, number: str) -> None:
    (found,) = find_personal_numbers(text)

    assert (found.kind, text[found.start : found.end]) == (kind, number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345 热线,2026年3月2日 9:30,1,690 件",
        "诉求 LH-7K3Q-92XV 还没办",
        "999999199001011001",  # wrong check digit
        "999999199013011000",  # no such month
        "999999189912311048",  # nobody is that old
        "9999990000000007",  # wrong check digit
        "12800138000",  # no such mobile prefix
        "138001380001",  # twelve digits
        "0536-3222222",  # a desk's phone is public
        "订单 20260302093012345678901234",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert find_personal_numbers(text) == []
    assert mask(text) == text


def test_all_are_found_in_order_and_once() -> None:
    text = f"{PHONE} 和 {CARD},证 {IDENTITY};{PHONE}"

    kinds = [found.kind for found in find_personal_numbers(text)]
    assert kinds == [Kind.PHONE, Kind.BANK_CARD, Kind.IDENTITY, Kind.PHONE]


def test_an_identity_number_that_would_do_as_a_card_is_one_number() -> None:
    assert [found.kind for found in find_personal_numbers("999999199001010251")] == [Kind.IDENTITY]


def test_a_mask_leaves_what_the_owner_recognises() -> None:
    assert mask(f"电话{PHONE}") == "电话*******8000"
    assert mask("+86 138 0013 8000") == "+** *** **** 8000"
    assert mask(f"卡{CARD}") == "卡************0006"
    assert mask(f"证{IDENTITY}") == "证*****************0"
    assert mask(wide(PHONE)) == "*******" + wide("8000")


@given(st.text(), IDENTITIES | CARDS | PHONES, st.text())
def test_every_real_number_is_found_in_any_text(before: str, number: str, after: str) -> None:
    text = f"{before}:{number}。{after}"
    spans = [text[found.start : found.end] for found in find_personal_numbers(text)]

    assert number in spans
    assert number not in mask(text)
    assert len(mask(text)) == len(text)
    assert find_personal_numbers(mask(text)) == []
