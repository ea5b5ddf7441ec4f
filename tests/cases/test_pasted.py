"""A piece of chat, as WeChat copies it, is split into who said what."""

from string import ascii_letters

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lianhu.cases.rules.pasted import Message, of_one, split, together

LAMP, OURS = "楼道灯坏了", "我家也是"

NAMES = st.sampled_from(["张三", "李四(3单元)", "A王姐-石桥", "Anna Li", "🌻向阳花", "沈小满"])
# Lines that say something and look like nothing else.
LINES = st.text(alphabet="楼道灯坏了什么时候修水电路天谢" + ascii_letters, min_size=1, max_size=12)
WORDS = st.lists(LINES, min_size=1, max_size=3).map("\n".join)
SAID = st.lists(st.tuples(NAMES, WORDS), min_size=1, max_size=5)
TIMES = st.sampled_from(
    ["14:03", "昨天 14:03", "11月27日 14:03", "2026-11-27 14:03:05", "下午2:03"]
)
FEW = settings(max_examples=60)


def told(chat: str) -> list[tuple[str, str]]:
    return [(message.who, message.words) for message in split(chat)]


@FEW
@given(SAID)
def test_names_on_lines_of_their_own(said: list[tuple[str, str]]) -> None:
    for colon in (":", "："):
        assert told("\n\n".join(f"{who}{colon}\n{words}" for who, words in said)) == said


@FEW
@given(SAID, TIMES)
def test_names_with_times(said: list[tuple[str, str]], when: str) -> None:
    for gap in (" ", "  "):
        chat = "\n".join(f"{who}{gap}{when}\n{words}" for who, words in said)
        assert told(chat) == said
        assert {message.when for message in split(chat)} == {when}


@FEW
@given(st.lists(st.tuples(NAMES, LINES), min_size=1, max_size=5))
def test_names_before_the_words(said: list[tuple[str, str]]) -> None:
    assert told("\n".join(f"{who}：{words}" for who, words in said)) == said


@FEW
@given(WORDS)
def test_words_of_nobody(words: str) -> None:
    assert told(words) == [("", words)]


@FEW
@given(st.text(max_size=200))
@example("::\n:")
@example("「」\n----\n:")
@example("张三 14:03\r\n\r昨天 1:2")
def test_whatever_is_pasted_nothing_is_made_up(chat: str) -> None:
    for message in split(chat):
        assert message.words or message.has_media
        for line in message.words.split("\n"):
            assert line in chat
        assert message.who in chat


@FEW
@given(SAID)
def test_the_same_once_more(said: list[tuple[str, str]]) -> None:
    """What was split may be put together in the same way and split again."""
    chat = "\n\n".join(f"{who}:\n{words}" for who, words in said)
    again = "\n\n".join(f"{who}:\n{words}" for who, words in told(chat))

    assert told(again) == told(chat)


@pytest.mark.parametrize(
    ("chat", "expected"),
    [
        # A reply stands below what it quotes: that was said by somebody else.
        (f"李四:\n「张三:{LAMP}」\n- - - - - - - - - - - - - - -\n{OURS}", [("李四", OURS)]),
        # Whom it is said to is not what is asked.
        (f"张三:\n@沈小满\u2005{LAMP}", [("张三", LAMP)]),
        (f"张三:\n@沈小满 {LAMP}", [("张三", LAMP)]),
        (f"张三:\n{LAMP}@物业 王\u2005@沈小满\u2005", [("张三", LAMP)]),
        # Several lines, and an empty one between them.
        (f"张三 14:03\n{LAMP}\n\n三单元", [("张三", f"{LAMP}\n\n三单元")]),
        # Copied as a whole: a title, days, who came in.
        (
            f"群聊的聊天记录如下:\n\n—————  2026-11-27  —————\n\n张三  14:03\n\n{LAMP}\n\n"
            f"王五加入了群聊\n李四  14:05\n\n{OURS}",
            [("张三", LAMP), ("李四", OURS)],
        ),
        (f"昨天 14:03\n张三:\n{LAMP}\n李四撤回了一条消息", [("张三", LAMP)]),
        # A colon is not always behind a name.
        (
            f"张三:\n{LAMP}\n\n李四:\n请注意:\n明天停水",
            [("张三", LAMP), ("李四", "请注意:\n明天停水")],
        ),
        ("时间:明天\n地点:村委会", [("", "时间:明天\n地点:村委会")]),
        ("明天下午3:30来修吗", [("", "明天下午3:30来修吗")]),
        ("张三：时间:昨晚", [("张三", "时间:昨晚")]),
        ("", []),
    ],
)
def test_what_wechat_makes_of_it(chat: str, expected: list[tuple[str, str]]) -> None:
    assert told(chat) == expected


def test_pictures_and_stickers_are_told_of_and_say_nothing() -> None:
    found = split(f'张三:\n[图片]\n\n李四:\n[动画表情]\n{OURS}\n\n王五:\n[语音] 12"')

    assert found == (
        Message("张三", "", "", has_media=True),
        Message("李四", "", OURS, has_media=True),
        Message("王五", "", "", has_media=True),
    )


def test_the_time_that_stands_between_belongs_to_what_follows() -> None:
    assert [message.when for message in split(f"昨天 14:03\n张三:\n{LAMP}")] == ["昨天 14:03"]


def test_messages_of_one_person_are_put_together() -> None:
    lamp, ours, floor = split(f"张三:\n{LAMP}\n\n李四:\n{OURS}\n\n张三:\n三单元")

    assert of_one([lamp, floor]) and not of_one([lamp, ours])
    assert together([lamp, floor]) == f"{LAMP}\n三单元"
