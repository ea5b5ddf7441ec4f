"""Invented names: many, in two languages, and places that cannot be mixed up."""

from itertools import islice

import pytest

from lianhu.demo import names, places
from lianhu.demo.dice import Dice, apportion
from lianhu.demo.text import join_pinyin

NAME_PARTS = {
    "surnames": names.SURNAMES,
    "first": names.FIRST,
    "second": names.SECOND,
    "pairs": names.PAIRS,
}


def test_there_are_three_hundred_name_parts():
    distinct = {(kind, part.zh) for kind, parts in NAME_PARTS.items() for part in parts}
    assert len(distinct) >= 300


@pytest.mark.parametrize("kind", NAME_PARTS)
def test_each_part_is_listed_once_and_reads_as_pinyin(kind):
    parts = NAME_PARTS[kind]
    assert len({part.zh for part in parts}) == len(parts)
    for part in parts:
        assert part.en.isascii() and part.en.istitle()
        assert 1 <= len(part.zh) <= 2 and not part.zh.isascii()


@pytest.mark.parametrize("parts", [places.HEADS, places.TAILS, places.PREFIXES])
def test_parts_of_places_differ_in_both_languages(parts):
    assert len({part.zh for part in parts}) == len(parts)
    assert len({part.en for part in parts}) == len(parts)


def test_people_are_called_in_both_languages():
    dice = Dice(1, "some people")
    people = [names.person_name(dice) for _ in range(500)]
    assert all(len(person.zh) in (3, 4) for person in people)
    assert all(len(person.en.split()) == 2 and person.en.isascii() for person in people)
    assert len(set(people)) > 450


def test_no_place_name_comes_twice_in_either_language():
    found = list(islice(places.place_names(1, "village"), 5_000))
    assert found[0].zh == "石桥"
    assert len({name.zh for name in found}) == 5_000
    assert len({name.en for name in found}) == 5_000


@pytest.mark.parametrize(
    ("syllables", "word"),
    [
        (("Shi", "Qiao"), "Shiqiao"),
        (("Xiao", "An"), "Xiao'an"),
        (("Dong", "Ou", "Ting"), "Dong'outing"),
        (("Qiu", "Yu"), "Qiuyu"),
    ],
)
def test_a_vowel_does_not_run_on(syllables, word):
    assert join_pinyin(*syllables) == word


@pytest.mark.parametrize(
    ("total", "weights", "least", "shares"),
    [
        (10, [1, 1, 2], [0, 0, 0], [3, 2, 5]),
        (10, [1, 1, 2], [1, 1, 1], [3, 3, 4]),
        (3, [1, 1, 2], [1, 1, 1], [1, 1, 1]),
        (7, [1], [0], [7]),
    ],
)
def test_shares_add_up_and_keep_their_least(total, weights, least, shares):
    assert apportion(total, weights, least) == shares


def test_too_little_to_share_is_refused():
    with pytest.raises(ValueError, match="2 cannot be split into at least 3"):
        apportion(2, [1, 1, 1], [1, 1, 1])


def test_dice_fall_the_same_way_for_the_same_seed_and_stream_only():
    def thrown(*of: int | str) -> list[int]:
        dice = Dice(*of)  # type: ignore[arg-type]
        return [dice.below(1_000) for _ in range(20)]

    assert thrown(1, "a") == thrown(1, "a")
    assert thrown(1, "a") != thrown(1, "b")
    assert thrown(1, "a") != thrown(2, "a")
    assert sorted(Dice(1).shuffled(range(9))) == list(range(9))
