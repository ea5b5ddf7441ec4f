"""Which of many texts are about the same matter."""

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.cases.rules.sameness import Matters, joined, pieces
from lianhu.kernel import tokens

TEXTS = [
    ("南桥路灯不亮", "南桥到菜场的路灯三天没亮了，晚上看不见路。"),
    ("路灯坏了", "菜场门口南桥那段路灯不亮，老人摔了一跤。"),
    ("夜里一片黑", "南桥这边的路灯又坏了，请来修。"),
    ("小区停水", "三号楼从早上停水到现在，没有通知。"),
    ("停水没有通知", "我们小区三号楼停水，什么时候来水？"),
    ("低保申请", "父亲病了没有收入，想申请低保。"),
]
LAMPS, WATER = {0, 1, 2}, {3, 4}

pytestmark = pytest.mark.once


def matters_of(found: Sequence[tuple[str, str]]) -> Matters:
    def cut(text: str) -> list[str]:
        return tokens.written(text, alone=False)

    return Matters([pieces(cut(brief), cut(text)) for brief, text in found])


texts = st.lists(
    st.tuples(
        st.text("路灯停水坏了南桥", max_size=6), st.text("路灯停水坏了南桥小区", max_size=20)
    ),
    max_size=12,
)


@pytest.mark.parametrize("place", sorted(LAMPS))
def test_others_about_the_same_come_first(place: int) -> None:
    ranked = matters_of(TEXTS).ranked(place)

    assert set(ranked[:2]) == LAMPS - {place}


def test_the_same_matter_is_one_group_and_another_one_stays_alone() -> None:
    groups = joined(len(TEXTS), matters_of(TEXTS).links(0.05), 0.3)

    assert [set(group) for group in groups] == [LAMPS, WATER, {5}]


def test_what_its_neighbours_are_near_to_comes_nearer() -> None:
    matters = matters_of(TEXTS)

    assert matters.like(0)[2] > matters.near(0)[2]


@given(texts)
def test_likeness_goes_both_ways_and_is_a_share(given_texts: list[tuple[str, str]]) -> None:
    matters = matters_of(given_texts)

    for one in range(len(given_texts)):
        for other, score in matters.near(one).items():
            assert one != other
            assert 0 <= score <= 1.000001
            assert matters.near(other)[one] == pytest.approx(score)


@given(texts, st.floats(0.05, 0.9))
def test_groups_hold_each_once_and_are_alike(
    given_texts: list[tuple[str, str]], least: float
) -> None:
    count = len(given_texts)
    links = matters_of(given_texts).links(0)

    groups = joined(count, links, least)

    assert sorted(place for group in groups for place in group) == list(range(count))
    assert [len(group) for group in groups] == sorted(map(len, groups), reverse=True)
    for one, other in combinations(groups, 2):
        between = [links.get((min(a, b), max(a, b)), 0.0) for a in one for b in other]
        assert sum(between) / len(between) < least + 1e-9
