"""A piece of chat as it comes out of a WeChat group by copying: who said what, and when.

It comes in several forms, and nothing in it marks them:

    张三:               张三 11月27日 14:03      张三:楼道灯坏了
    楼道灯坏了           楼道灯坏了               李四:[图片]

A text in which nobody is named is one message of nobody. Whoever reads the outcome chooses, so a
wrong guess costs a look; words are never made up, and none are lost but those of the chat itself.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

_DAY = (
    r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}月\d{1,2}日|\d{1,2}[-/]\d{1,2}"
    r"|今天|昨天|前天|(?:星期|周)[一二三四五六日天])"
)
_CLOCK = (
    r"(?:凌晨|早上|上午|中午|下午|晚上|[AaPp][Mm])?\s?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp][Mm])?"
)
_TIME = rf"(?:{_DAY}\s*)?{_CLOCK}"
_NAME = r"(?P<who>\S(?:[^\n]{0,38}?\S)?)"

_NAME_AND_TIME = re.compile(rf"{_NAME}\s+(?P<when>{_TIME})\s*[:：]?")
_NAME_ALONE = re.compile(rf"{_NAME}\s?[:：]")
_NAME_FIRST = re.compile(r"(?P<who>[^\s:：](?:[^:：\n]{0,22}[^\s:：])?)\s?[:：](?P<words>.*)")
# Between messages: when, who came and went, and what the programme says itself.
_BETWEEN = re.compile(
    rf"(?:{_DAY}|{_TIME}|[—–\-_=─\s]*{_DAY}[—–\-_=─\s]*|以下为新消息|.{{0,40}}的聊天记录(?:如下)?[:：]?"
    r"|.{1,40}(?:撤回了一条消息|加入了?群聊|邀请.{1,40}加入了?群聊|修改群名为.{0,60}|拍了拍.{1,40}))"
)
_QUOTED = re.compile(r"[「『][^「」『』]*[」』]\s*(?:[-—–─]\s*){4,}")
# A picture, a sticker, a file: the copy says only that there was one.
_MEDIA = re.compile(
    r"\[(?:图片|照片|视频|语音|表情|动画表情|文件|位置|链接|聊天记录|名片|红包|转账|小程序|视频号|接龙"
    r"|Photo|Image|Video|Audio|Voice|Sticker|File|Location|Link)\](?:\s*\d+[\"”″'′]+)?",
    re.IGNORECASE,
)
# WeChat ends the name behind an @ with a space of its own kind, which is lost at the end of a line.
_MENTION = re.compile(
    r"(?<![A-Za-z0-9._])@(?:[^\n@\u2005]{1,30}\u2005|[^\s@]{1,30}$)|\A@\S{1,30}\s+", re.MULTILINE
)

# What people write before a colon without being somebody.
# fmt: off
_NO_NAMES = frozenset(
    {
        "时间", "日期", "地点", "地址", "位置", "电话", "手机", "联系电话", "联系人", "姓名",
        "名字", "问题", "内容", "原因", "备注", "注意", "主题", "标题", "价格", "数量", "要求",
        "说明", "提醒", "通知", "结果", "情况", "例如", "比如", "答", "问", "另", "附", "http",
        "https", "ps",
    }
)
# fmt: on
_NO_ENDINGS = ("如下", "以下", "下列", "通知", "注意", "提示", "包括")
_IN_NO_NAME = re.compile(r"[。!?！？;；,，、\"“”<>《》]|//")


@dataclass(frozen=True, slots=True)
class Message:
    """`words` without pictures, mentions and what was quoted of others; empty if that was all."""

    who: str
    when: str
    words: str
    has_media: bool = False


def split(chat: str) -> tuple[Message, ...]:
    """The messages of a pasted chat in their order. Those in which nothing stands are left out."""
    lines = [line.strip() for line in chat.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    found = (_of(message) for message in _parted(lines))
    return tuple(one for one in found if one.words or one.has_media)


def of_one(messages: Sequence[Message]) -> bool:
    """Whether the same person said all of these."""
    return len({message.who for message in messages}) == 1


def together(messages: Sequence[Message]) -> str:
    """What is asked, of one or more messages of a person."""
    return "\n".join(message.words for message in messages if message.words)


def _parted(lines: Sequence[str]) -> Iterator[Message]:
    if any(_dated(line) for line in lines):
        return _blocks(lines, [_dated(line) for line in lines])
    alone = _alone(lines)
    if any(alone):
        return _blocks(lines, alone)
    return _blocks(lines, _inline(lines), first_only=True)


def _blocks(
    lines: Sequence[str], heads: Sequence[Message | None], *, first_only: bool = False
) -> Iterator[Message]:
    """Each head begins a message, to which the lines below it belong. `first_only`: heads count
    if what stands first is one, for else a colon is only a colon.
    """
    if first_only and not _begins_with_head(lines, heads):
        heads = [None] * len(lines)
    current, when, body = Message("", "", ""), "", list[str]()
    for line, head in zip(lines, heads, strict=True):
        if head is not None:
            yield replace(current, words="\n".join(body))
            current, body = replace(head, when=head.when or when), [head.words] * bool(head.words)
        elif _BETWEEN.fullmatch(line):
            when = line if re.search(r"\d:\d", line) and re.fullmatch(_TIME, line) else when
            body.append("")
        else:
            body.append(line)
    yield replace(current, words="\n".join(body))


def _begins_with_head(lines: Sequence[str], heads: Sequence[Message | None]) -> bool:
    for line, head in zip(lines, heads, strict=True):
        if line and not _BETWEEN.fullmatch(line):
            return head is not None
    return False


def _dated(line: str) -> Message | None:
    found = _NAME_AND_TIME.fullmatch(line)
    if found is None or not _is_name(found["who"]) or _BETWEEN.fullmatch(line):
        return None
    return Message(found["who"], found["when"].strip(), "")


def _alone(lines: Sequence[str]) -> list[Message | None]:
    """Names that stand alone before a colon. Where copies part messages by blank lines, a colon
    at the end of another line is no name's.
    """
    found: list[Message | None] = []
    for line in lines:
        match = _NAME_ALONE.fullmatch(line)
        is_head = match is not None and _is_name(match["who"]) and not _BETWEEN.fullmatch(line)
        found.append(Message(match["who"], "", "") if match and is_head else None)
    first = next((at for at, line in enumerate(lines) if line), 0)
    parted = [not lines[at - 1] for at, head in enumerate(found) if head and at > first]
    if any(parted):
        return [
            head if head and (at <= first or not lines[at - 1]) else None
            for at, head in enumerate(found)
        ]
    return found


def _inline(lines: Sequence[str]) -> list[Message | None]:
    found: list[Message | None] = []
    for line in lines:
        match = _NAME_FIRST.fullmatch(line)
        who, words = (match["who"], match["words"].strip()) if match else ("", "")
        is_time = who[-1:].isdigit() and words[:2].isdigit()
        is_head = bool(words) and not is_time and _is_name(who)
        found.append(Message(who, "", words) if is_head else None)
    return found


def _is_name(text: str) -> bool:
    plain = text.strip().casefold()
    return (
        plain not in _NO_NAMES
        and not plain.endswith(_NO_ENDINGS)
        and not _IN_NO_NAME.search(text)
        and not text.startswith(("@", "「", "[", "-"))
        and any(character.isalpha() or ord(character) > 0x2600 for character in text)
    )


def _of(message: Message) -> Message:
    words, has_media = message.words, False
    words = _QUOTED.sub("", words)
    if _MEDIA.search(words):
        words, has_media = _MEDIA.sub("", words), True
    words = _MENTION.sub("", words.strip("\n "))
    lines = [line.strip() for line in words.split("\n")]
    words = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return replace(message, words=words, has_media=has_media)
