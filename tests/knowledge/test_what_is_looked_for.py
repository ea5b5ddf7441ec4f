"""What of a question is looked for, and what is not."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.kernel import tokens
from lianhu.kernel.han import HAN
from lianhu.knowledge.asking import wanted
from lianhu.knowledge.rules.postings import (
    BUCKET,
    EVERY,
    Wanted,
    choose,
    pack,
    reckon,
    score,
    score_further,
    unpack,
)

pytestmark = pytest.mark.once


class Kept:
    """An index in memory: texts by key, each a set of tokens that weigh the same."""

    def __init__(self, *texts: set[str]) -> None:
        self._texts = [{EVERY, *text} for text in texts]

    def counts(self, looked_for: Sequence[str]) -> Mapping[str, int]:
        found = {token: sum(token in text for text in self._texts) for token in looked_for}
        return {token: count for token, count in found.items() if count}

    def rows(self, looked_for: Sequence[str]) -> Mapping[str, Sequence[tuple[int, bytes]]]:
        return {
            token: [(0, pack({key: 200 for key, text in enumerate(self._texts) if token in text}))]
            for token in looked_for
        }


def weights(question: str) -> dict[str, float]:
    return {want.token: want.weight for want in wanted(question)}


def test_words_that_only_ask_are_left_out() -> None:
    found = weights("请问电梯怎么办")

    assert {"电梯", "电", "梯"} <= found.keys()
    assert not {"请问", "怎么", "么办", "梯怎", "请", "办"} & found.keys()


def test_a_question_of_nothing_else_is_looked_for_as_it_is() -> None:
    assert "办理" in weights("办理")
    assert weights("么")["么"] > 0


def test_what_says_little_counts_less() -> None:
    found = weights("我的低保")

    assert found["低保"] > found["的低"] > found["我的"] > 0
    assert "的" not in found


def test_the_written_word_is_looked_for_with_the_spoken_one() -> None:
    found = weights("俺娘看病")

    assert found["父母"] > 0
    assert found["看病"] > found["就医"] > 0


def test_what_is_known_as_it_is_written_is_not_looked_for_by_sound() -> None:
    [sound] = [want for want in wanted("电梯") if want.token.startswith("~")]

    assert sound.unless == {"电梯"}
    assert choose([sound], {sound.token: 1}, most=9, budget=9) == [sound]
    assert choose([sound], {sound.token: 1, "电梯": 1}, most=9, budget=9) == []


def test_letters_are_always_looked_for_by_sound() -> None:
    [sound] = [want for want in wanted("dianti") if want.token.startswith("~")]

    assert choose([sound], {sound.token: 1, "dianti": 1}, most=9, budget=9) == [sound]


def test_the_share_of_what_could_be_is_what_counts() -> None:
    kept = Kept({"电梯", "电", "梯"}, {"电"}, {"水"})

    found = reckon([Wanted("电梯", 1.0), Wanted("电", 0.5), Wanted("火", 1.0)], kept).scores

    assert found.keys() == {0, 1}
    assert 0 < found[1] < found[0] <= 1
    assert reckon([Wanted("火", 1.0)], kept).scores == {}


def test_what_one_item_holds_by_chance_counts_less_where_rarity_does() -> None:
    kept = Kept({"煤球"}, {"楼道", "堆物"}, {"楼道"}, {"堆物"}, {"堆物"})
    story = [Wanted("煤球", 1.0), Wanted("楼道", 0.5), Wanted("堆物", 0.5)]

    plainly = reckon(story, kept).scores
    damped = reckon(story, kept, rarity_counts=0.5).scores

    assert plainly[1] < plainly[0]
    assert damped[1] / damped[0] > plainly[1] / plainly[0]


def test_who_says_more_that_is_rare_says_what_is_worth_more() -> None:
    kept = Kept({"煤球", "楼道"}, {"楼道"}, {"楼道"})
    common, rare, both = (
        reckon([Wanted(token, 1.0) for token in tokens], kept).most
        for tokens in (["楼道"], ["煤球"], ["楼道", "煤球"])
    )

    assert 0 < common < rare < both


@given(st.text(max_size=40))
def test_anything_may_be_asked(question: str) -> None:
    found = wanted(question)

    assert len({want.token for want in found}) == len(found)
    assert all(want.weight > 0 for want in found)


def _table_of_spoken_words() -> list[str]:
    text = (files("lianhu.knowledge") / "spoken.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_the_table_of_spoken_words_says_of_each_how_it_is_written() -> None:
    # Marks of Latin texts look the same and would be read as parts of words.
    line = re.compile(rf"[{HAN}a-z0-9]{{1,6}}：[{HAN}a-z0-9]+(?:、[{HAN}a-z0-9]+)*")

    rows = _table_of_spoken_words()

    assert len(rows) > 400
    assert [row for row in rows if not line.fullmatch(row)] == []


def test_the_table_of_spoken_words_names_each_once() -> None:
    rows = [row.split("：") for row in _table_of_spoken_words()]

    spoken = Counter(one for one, _ in rows)
    assert [one for one, times in spoken.items() if times > 1] == []
    for one, all_written in rows:
        written = all_written.split("、")
        assert one not in written, one
        assert len(set(written)) == len(written), one


def test_spoken_words_stand_in_the_table_as_questions_are_read() -> None:
    rows = [row.split("：") for row in _table_of_spoken_words()]

    assert [one for one, _ in rows if tokens.normal(one) != one] == []
    for one, written in (rows[0], rows[-1]):
        assert weights(one).keys() >= set(tokens.written(written.split("、")[0], alone=False))


@given(st.dictionaries(st.integers(0, BUCKET - 1), st.integers(1, 255)))
def test_postings_are_read_as_they_were_written(weights: dict[int, int]) -> None:
    assert unpack(pack(weights)) == weights
    assert list(unpack(pack(weights))) == sorted(weights)


HELD = st.dictionaries(st.integers(0, 3 * BUCKET), st.integers(1, 255), max_size=30)


@given(HELD, HELD)
def test_the_best_get_of_common_words_what_they_hold(rare: dict[int, int], common: dict[int, int]):
    rows = {"rare": _buckets(rare), "common": _buckets(common)}
    factors = {"rare": 0.01, "common": 0.002}
    both = score([Wanted("rare", 1.0), Wanted("common", 1.0)], rows, factors)

    found = score([Wanted("rare", 1.0)], rows, factors)
    score_further(found, list(found), [Wanted("common", 1.0)], rows, factors)

    assert found == {key: value for key, value in both.items() if key in rare}


@given(st.lists(st.tuples(st.floats(1e-6, 1), HELD), max_size=4))
def test_what_tokens_weigh_is_added_up(held: list[tuple[float, dict[int, int]]]) -> None:
    names = [f"{at}" for at in range(len(held))]
    factors = {name: factor for name, (factor, _) in zip(names, held, strict=True)}
    rows = {name: _buckets(weights) for name, (_, weights) in zip(names, held, strict=True)}
    one_by_one: dict[int, float] = {}
    for factor, weights in held:
        for key, weight in weights.items():
            one_by_one[key] = one_by_one.get(key, 0.0) + factor * weight

    assert score([Wanted(name, 1.0) for name in names], rows, factors) == one_by_one


def _buckets(held: dict[int, int]) -> list[tuple[int, bytes]]:
    found: dict[int, dict[int, int]] = {}
    for key, weight in held.items():
        found.setdefault(key // BUCKET, {})[key % BUCKET] = weight
    return [(bucket, pack(weights)) for bucket, weights in sorted(found.items())]
