"""One spelling of what somebody typed, so that spaces and dots between characters hide nothing."""

import re
import unicodedata

from lianhu.kernel.han import HAN

# Marks that are typed between characters and say nothing: not those that part clauses.
_BETWEEN = re.compile(
    f"(?<=[{HAN}])[\\s·・•._*~^'\"“”‘’\\-\u200b-\u200f\u2060\ufeff]+(?=[{HAN}0-9a-z])"
    f"|(?<=[0-9a-z])[\\s·・•._*~^'\"“”‘’\\-\u200b-\u200f\u2060\ufeff]+(?=[{HAN}])"
)
_SPACE = re.compile(r"\s+")
_HIDDEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")


def plain(text: str) -> str:
    narrow = unicodedata.normalize("NFKC", text).casefold()
    narrow = _SPACE.sub(" ", _HIDDEN.sub("", narrow)).strip()
    return _BETWEEN.sub("", narrow)
