"""Phones are kept in one spelling; unreal ones exist in the demo city only."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.kernel.phones import (
    DEMO_NUMBERS,
    canonical,
    demo_phone,
    is_demo_phone,
    shown,
    to_e164,
)

pytestmark = pytest.mark.once

DEMO_INDEXES = st.integers(0, DEMO_NUMBERS - 1)


@pytest.mark.parametrize(
    ("typed", "e164"),
    [
        ("13800138000", "+8613800138000"),
        ("138 0013 8000", "+8613800138000"),
        ("+86 138-0013-8000", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("0536-3222222", "+865363222222"),
        ("(0536) 322 2222", "+865363222222"),
        ("+44 20 7946 0958", "+442079460958"),
    ],
)
def test_every_spelling_becomes_one(typed: str, e164: str) -> None:
    assert to_e164(typed) == e164
    assert canonical(typed) == e164


@pytest.mark.parametrize(
    "typed", ["", "电话", "12345", "1380013800", "138001380000", "00000000000"]
)
def test_a_number_that_cannot_exist_is_none(typed: str) -> None:
    assert to_e164(typed) is None
    assert to_e164(typed, demo=True) is None


def test_a_number_is_read_as_the_region_dials_it() -> None:
    assert to_e164("020 7946 0958", region="GB") == "+442079460958"


@given(DEMO_INDEXES)
def test_a_demo_number_counts_in_the_demo_city_only(n: int) -> None:
    phone = demo_phone(n)

    assert is_demo_phone(phone)
    assert to_e164(phone) is None
    for spelling in (phone, shown(phone), phone.removeprefix("+86"), phone.replace("+", "00")):
        assert to_e164(spelling, demo=True) == phone
        assert canonical(spelling) == phone


@given(DEMO_INDEXES)
def test_nobody_can_have_a_demo_number(n: int) -> None:
    assert not phonenumbers.is_possible_number(
        phonenumbers.parse(demo_phone(n), "CN")
    ) or not phonenumbers.is_valid_number(phonenumbers.parse(demo_phone(n), "CN"))


@given(DEMO_INDEXES, DEMO_INDEXES)
def test_no_two_demo_numbers_are_alike(one: int, other: int) -> None:
    assert (demo_phone(one) == demo_phone(other)) == (one == other)


@pytest.mark.parametrize("n", [-1, DEMO_NUMBERS])
def test_demo_numbers_have_an_end(n: int) -> None:
    with pytest.raises(ValueError, match="demo numbers"):
        demo_phone(n)


def test_real_numbers_are_no_demo_numbers() -> None:
    assert not is_demo_phone("+8613800138000")
    assert to_e164("13800138000", demo=True) == "+8613800138000"


@pytest.mark.parametrize(
    ("e164", "text"),
    [
        ("+8613800138000", "138 0013 8000"),
        ("+865363222222", "0536 322 2222"),
        ("+442079460958", "+44 20 7946 0958"),
        ("+8600055501234", "000 5550 1234"),
        ("12345", "12345"),
    ],
)
def test_numbers_are_shown_as_people_write_them(e164: str, text: str) -> None:
    assert shown(e164) == text


def test_what_is_no_number_still_has_one_spelling() -> None:
    assert canonical("12 345") == canonical("１２345") == "12345"
    assert canonical("  ") == ""
