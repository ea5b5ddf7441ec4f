"""Questions are told apart by what was learnt from examples, and it is said by which words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianhu.cases.routing.rules.features import PLAIN, Recipe, Text, read
from lianhu.cases.routing.rules.learning import (
    Example,
    NothingToTellApart,
    Trained,
    Tried,
    train,
)
from lianhu.cases.routing.rules.model import Model
from lianhu.cases.routing.rules.packing import pack, unpack

pytestmark = pytest.mark.once

WATER = ("家里停水了", "水管漏水没人修", "自来水发黄", "水费怎么交", "楼下水管爆了", "停水到几点")
SCHOOL = (
    "孩子上学怎么报名",
    "小学报名要什么",
    "学校几号开学",
    "幼儿园报名",
    "转学找谁",
    "上学年龄",
)
EXAMPLES = [
    *(Example(Text.of(words), "water") for words in WATER),
    *(Example(Text.of(words), "school") for words in SCHOOL),
]
SAID = st.text(alphabet="家里停水管漏学校报名孩子上，。 ?ab1", max_size=80)


@pytest.fixture(scope="module")
def model() -> Model:
    return train(EXAMPLES, Recipe()).model


@pytest.mark.parametrize(
    ("words", "label"), [("又停水了，水管坏了", "water"), ("学校怎么报名", "school")]
)
@pytest.mark.parametrize("recipe", [Recipe(), PLAIN])
def test_what_was_never_read_is_recognised(words: str, label: str, recipe: Recipe) -> None:
    first, *_others = train(EXAMPLES, recipe).model.guesses(Text.of(words))

    assert first.label == label
    assert first.sure > 0.5


def test_only_a_text_that_is_cut_into_words_has_words_of_its_own() -> None:
    whole, cut = Text.of("小区停水两天了，没人管，谁来修"), Text.of("小区 停水 两天 没人 管 谁 修")

    for text, kinds in ((whole, 2), (cut, 4)):
        assert len(Recipe().blocks(text)) == kinds


def test_known_words_are_looked_for_in_a_text_that_is_not_cut() -> None:
    known = {" 停水", " 停水通知", " 两天"}

    _all, words, _beginning, first = Recipe().blocks(Text.of("停水通知：停水两天，水还没来"), known)

    # The longest that is known; marks between words part them as little as where a text is cut.
    found = {" 停水通知": 1, " 停水": 1, " 停水通知 停水": 1, " 两天": 1, " 停水 两天": 1}
    assert words == (8 / 12, found)
    assert first[0] == pytest.approx(Recipe().lead * words[0])
    assert all(feature.startswith("^ ") for feature in first[1])


def test_words_of_cut_texts_are_learnt_from_others_too() -> None:
    cut = [Example(Text.of(words), "water") for words in ("停水 了 呢", "两天 没 水")]
    raw = [Example(Text.of("小区停水两天没有人来修理水管"), "water"), *EXAMPLES]
    pair = " 停水 两天"  # which stands in none of the cut ones

    assert pair not in train(raw, Recipe()).model.places
    assert pair not in train([*cut, *EXAMPLES], Recipe()).model.places
    assert pair in train([*cut, *raw], Recipe()).model.places


def test_the_words_that_tell_are_those_of_the_class(model: Model) -> None:
    [first, second] = model.guesses(Text.of("请问孩子要报名吗"))

    assert first.label == "school"
    assert "报名" in first.telling
    assert "报名" not in second.telling


def test_pieces_that_are_no_words_are_named_only_where_nothing_else_tells() -> None:
    taught = [Example(Text.of("我的了吗"), "water"), *EXAMPLES]

    [first, *_others] = train(taught, Recipe()).model.guesses(Text.of("家里停水了"))
    assert "停水" in first.telling
    assert not any("了" in word or "里" in word for word in first.telling)
    [first, *_others] = train(taught, Recipe()).model.guesses(Text.of("我的了吗"))
    assert first.label == "water"
    assert first.telling


def test_nothing_is_said_of_what_has_nothing_known(model: Model) -> None:
    assert model.guesses(Text.of("zzz ؟ 龘")) == []
    assert model.guesses(Text.of("")) == []


@given(SAID)
def test_shares_are_of_one_whole(model: Model, words: str) -> None:
    guesses = model.guesses(Text.of(words))

    assert sum(one.sure for one in guesses) == pytest.approx(1 if guesses else 0)
    assert [one.sure for one in guesses] == sorted((one.sure for one in guesses), reverse=True)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.sampled_from("abcd"), min_size=2, max_size=16).filter(lambda own: len(set(own)) > 1)
)
def test_what_can_be_told_apart_is(own: list[str]) -> None:
    """Each class has a word of its own, and every text one that is in no other."""
    said = {"a": "停水", "b": "上学", "c": "医保", "d": "路灯"}
    known = [
        Example(Text.of(f"请问{said[label]}的事{chr(0x4E00 + at)}"), label)
        for at, label in enumerate(own)
    ]

    model = train(known, Recipe()).model

    assert [model.guesses(one.text, 1)[0].label for one in known] == own


@given(SAID)
def test_telling_words_stand_in_the_text(model: Model, words: str) -> None:
    joined = "".join(words.split())

    for guess in model.guesses(Text.of(words)):
        assert all(word in joined for word in guess.telling)


@settings(max_examples=10, deadline=None)
@given(st.permutations(EXAMPLES))
def test_the_order_of_examples_changes_nothing(examples: list[Example]) -> None:
    assert pack(train(examples, Recipe()).model) == pack(train(EXAMPLES, Recipe()).model)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(SAID, st.sampled_from("abc")), min_size=2, max_size=12), SAID)
def test_packed_and_unpacked_it_says_the_same(examples: list[tuple[str, str]], words: str) -> None:
    known = [Example(Text.of(said), label) for said, label in examples]
    if len({label for _said, label in examples}) < 2:
        with pytest.raises(NothingToTellApart, match="nothing to tell apart"):
            train(known, Recipe())
        return
    model = train(known, Recipe()).model

    again = unpack(pack(model))

    assert again.guesses(Text.of(words)) == model.guesses(Text.of(words))
    assert pack(again) == pack(model)


@pytest.mark.parametrize("data", [b"", b"no model", pack(train(EXAMPLES, PLAIN).model)[:-9]])
def test_bytes_of_nothing_of_ours_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="no model"):
        unpack(data)


def test_a_small_model_keeps_what_tells_most() -> None:
    small = train(EXAMPLES, Recipe(), most=40).model

    assert len(small.places) == 20
    assert small.guesses(Text.of("停水了"))[0].label == "water"


def test_a_higher_demand_leaves_fewer_guesses_or_none(model: Model) -> None:
    tried = [Tried(3.0, 0), Tried(2.0, 0), Tried(1.0, 4), Tried(0.5, 0), Tried(0.2, 1)]

    assert Trained(model, tuple(tried)).gap_for(1.0) == 2.0
    assert Trained(model, tuple(tried)).gap_for(0.75) == 0.5
    assert Trained(model, tuple(tried)).gap_for(0.5) == 0.2
    # Equally sure of both: one cannot be had without the other.
    assert Trained(model, (Tried(3.0, 1), *tried)).gap_for(0.9) is None


def test_it_is_judged_by_what_people_ask_alone() -> None:
    pages = [Example(Text.of("报名须知"), "school", "报名", asked=False)]

    assert len(train([*EXAMPLES, *pages], Recipe()).tried) == len(EXAMPLES)


def test_a_text_cut_into_words_begins_with_more_of_them() -> None:
    cut = " ".join(["停水"] * 30)

    assert Text.of(cut).lead == " ".join(["停水"] * 14)
    assert Text.of("家里停水了，没有人管。什么时候来水").lead == "家里停水了，没有人管。"
    assert read("^ 停水") == "停水"
