"""What of an answer may be said in a group."""

import pytest

from lianhu.cases.rules.for_group import steps


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("先打电话备案。再带齐材料到窗口。", ("先打电话备案。", "再带齐材料到窗口。")),
        ("1. 先备案\n2、再报销\n(3)领钱", ("先备案", "再报销", "领钱")),
        ("可以报销", ("可以报销",)),
        ("先看这里;\n\n  再看那里 ", ("先看这里;", "再看那里")),
        (" \n ", ()),
    ],
)
def test_it_is_told_in_steps(words: str, expected: tuple[str, ...]) -> None:
    assert steps(words) == expected
