"""A case number survives being read out, written down and typed in, or is refused."""

import itertools
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.kernel.ids import ALPHABET, is_valid, new_number, new_token, normalise

NUMBERS = st.integers().map(lambda seed: new_number(random.Random(seed)))
PLACES = [3, 4, 5, 6, 8, 9, 10, 11]  # of the symbols in LH-7K3Q-92XV


@given(NUMBERS)
def test_a_new_number_is_valid_and_means_itself(number: str) -> None:
    assert re.fullmatch(r"LH-[0-9A-Z]{4}-[0-9A-Z]{4}", number)
    assert not set("ILOSU") & set(number[3:])
    assert is_valid(number)


@given(NUMBERS)
def test_any_wrong_symbol_is_caught(number: str) -> None:
    for place in PLACES:
        for symbol in set(ALPHABET) - {number[place]}:
            assert normalise(number[:place] + symbol + number[place + 1 :]) is None


@given(NUMBERS)
def test_any_two_neighbours_that_changed_places_are_caught(number: str) -> None:
    for first, second in itertools.pairwise(PLACES):
        symbols = list(number)
        symbols[first], symbols[second] = symbols[second], symbols[first]
        if symbols[first] != symbols[second]:
            assert normalise("".join(symbols)) is None


@given(NUMBERS, st.data())
def test_other_ways_of_writing_mean_the_same(number: str, data: st.DataObject) -> None:
    looks_like = {"0": "0Oo", "1": "1IiLl", "5": "5Ss", "V": "VvUu"}

    def written(symbol: str) -> str:
        chosen = data.draw(st.sampled_from(looks_like.get(symbol, symbol + symbol.lower())))
        wide = data.draw(st.booleans())
        return chr(ord(chosen) + 0xFEE0) if wide else chosen

    dashes = st.sampled_from(["", "-", " ", "—", "－", " - ", "\u3000"])
    body = "".join(map(written, number[3:7])) + data.draw(dashes)
    body += "".join(map(written, number[8:]))
    prefix = data.draw(st.sampled_from(["", "LH", "lh-", "ＬＨ－", " LH "]))

    assert normalise(prefix + body) == number


@pytest.mark.parametrize(
    "text", ["", "LH", "LH-", "LH-0000-000", "LH-0000-0000-0", "诉求", "LH-000*-0000"]
)
def test_other_text_is_no_number(text: str) -> None:
    assert normalise(text) is None


def test_only_the_written_form_is_valid() -> None:
    number = new_number(random.Random(7))

    assert is_valid(number)
    assert not is_valid(number.lower())
    assert not is_valid(number.removeprefix("LH-"))


def test_a_seed_gives_the_same_numbers_and_chance_gives_others() -> None:
    assert new_number(random.Random(7)) == new_number(random.Random(7))
    assert len({new_number() for _ in range(1000)}) == 1000


def test_there_are_more_than_a_thousand_million() -> None:
    assert len(ALPHABET) ** 7 > 1e9


def test_a_token_is_128_bits_for_a_url() -> None:
    tokens = {new_token() for _ in range(1000)}

    assert len(tokens) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", token) for token in tokens)
