"""What of an answer may be said in a group."""

import pytest

from lianhu.cases.rules.for_group import steps
from lianhu.kernel.nobody import without

KNOWN = {
    "names": ["吴长青", "吴小雨", "Wu Changqing", "郑"],
    "addresses": ["石桥村12号3单元201室"],
    "person": "某某",
    "place": "某处",
}


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


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("吴长青您好，可以报销。", "可以报销。"),
        ("吴大爷，您好！可以报销。", "可以报销。"),
        ("请吴长青带上吴小雨的身份证", "请某某带上某某的身份证"),
        ("Wu Changqing: yes", "yes"),
        ("老吴，可以报销", "可以报销"),
        ("我们到石桥村12号3单元201室来取", "我们到某处来取"),
        ("我们到12号3单元201室来取", "我们到12号某处来取"),
        # Days, counters and other people's words stay what they are.
        ("12号之前到3号窗口,找吴家桥站", "12号之前到3号窗口,找吴家桥站"),
        ("郑重承诺:不收费", "郑重承诺:不收费"),
    ],
)
def test_nobody_is_named(words: str, expected: str) -> None:
    assert without(words, **KNOWN) == expected  # type: ignore[arg-type]
