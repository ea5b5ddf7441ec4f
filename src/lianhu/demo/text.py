"""Texts of the demo city: each in Chinese and in English."""

import tomllib
from importlib.resources import files
from typing import Any, NamedTuple


class Bilingual(NamedTuple):
    zh: str
    en: str


def read_data(name: str) -> dict[str, Any]:
    """Read one of the tables beside this module, such as `topics.toml`."""
    return tomllib.loads(files(__package__).joinpath("data", name).read_text(encoding="utf-8"))


def parts(block: str) -> tuple[Bilingual, ...]:
    """Read a block of characters, each followed by its pinyin."""
    words = block.split()
    return tuple(Bilingual(*pair) for pair in zip(words[::2], words[1::2], strict=True))


def join_pinyin(*syllables: str) -> str:
    """Write syllables as one word; an apostrophe keeps a vowel from running on: Xi'an."""
    word = syllables[0]
    for syllable in syllables[1:]:
        lower = syllable.lower()
        word += f"'{lower}" if lower[0] in "aeo" else lower
    return word
