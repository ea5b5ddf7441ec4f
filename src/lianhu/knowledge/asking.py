"""What to look for when somebody asks, in the words that people ask in.

A question is longer than what it is about: some words only ask (能不能, 怎么办), a spoken word may
stand in no item (娘) but its written one does (父母), and one typed by sound is found by its sound.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from lianhu.kernel import tokens
from lianhu.kernel.han import SAYING_LITTLE, runs
from lianhu.knowledge.fields import exactly
from lianhu.knowledge.rules.postings import Wanted

_EXACT, _WORD, _PAIR, _CHARACTER, _HEARD, _WRITTEN_FOR_SPOKEN = 3.0, 1.2, 1.0, 1.0, 0.8, 0.7
# Of a pair for each of its characters that says little.
_LITTLE = 0.5

_ONLY_ASK = """
请问 我想 想问 问一下 麻烦 您好 你好 谢谢 听说 告诉 知道 一下 应该 需要
怎么办 怎么弄 怎么样 怎么回事 咋回事 咋办 咋弄 咋整 咋个 咋申 咋走 怎么 怎样 如何
什么 为什么 哪里 哪儿 哪个 去哪 上哪 打哪个 找谁 多少 啥时候 时候 要啥 带啥 啥手续
能不能 可不可以 行不行 好不好 要不要 是不是 有没有 是否 能否 可以
现在 这个 那个 那种 这种 这边 那边 我家 俺家 人家 办理
"""
# The longest first: 怎么办 is one of them, 怎么 leaves 办.
_ASKING = re.compile("|".join(sorted(_ONLY_ASK.split(), key=len, reverse=True)))


def wanted(question: str) -> list[Wanted]:
    """What to look for, each token once."""
    plain = tokens.normal(question)
    asked = _ASKING.sub("|", plain)
    if not runs(asked):
        asked = plain
    found = {exactly(question): _EXACT}
    is_one_character = len("".join(runs(plain))) == 1
    for token in tokens.written(asked):
        found[token] = _PAIR if is_one_character else _says(token)
    for token, weight in _written_for_spoken(plain):
        found[token] = max(weight, found.get(token, 0.0))
    written = [Wanted(token, weight) for token, weight in found.items() if weight]
    return [*written, *_heard(asked)]


def _says(token: str) -> float:
    if token.isascii():
        return _WORD
    little = sum(character in SAYING_LITTLE for character in token)
    if len(token) == 1:
        return 0.0 if little else _CHARACTER
    return _PAIR * _LITTLE**little


def _written_for_spoken(plain: str) -> Iterator[tuple[str, float]]:
    for spoken, written in _spoken().items():
        if spoken in plain:
            for word in written:
                pairs = tokens.written(word, alone=False)
                for pair in pairs:
                    yield pair, _WRITTEN_FOR_SPOKEN / len(pairs) ** 0.5


@cache
def _spoken() -> Mapping[str, tuple[str, ...]]:
    """How it is written what people say, from the table beside this file."""
    text = (files("lianhu.knowledge") / "spoken.txt").read_text(encoding="utf-8")
    rows = [line.split("：") for line in text.splitlines() if line and not line.startswith("#")]
    return {spoken: tuple(written.split("、")) for spoken, written in rows}


def _heard(asked: str) -> Iterator[Wanted]:
    """By sound, unless the pair that sounds so is known as it is written."""
    weights: dict[str, float] = {}
    spelled: dict[str, frozenset[str]] = {}
    for run in runs(asked):
        # What spells syllables is written in letters, not in characters that the book may know.
        pieces = [run] if run.isascii() else [run[at : at + 2] for at in range(len(run) - 1)]
        for piece in pieces:
            for sound in tokens.heard(piece):
                weight = _HEARD if piece.isascii() else _HEARD * _says(piece)
                weights[sound] = max(weight, weights.get(sound, 0.0))
                known = frozenset() if piece.isascii() else frozenset([piece])
                spelled[sound] = spelled.get(sound, frozenset()) | known
    for sound, weight in weights.items():
        yield Wanted(sound, weight, unless=spelled[sound])
