"""Whether two notices say the same.

They are one card by themselves only if document number, body and files agree. Where the words are
nearly the same, the sender is asked, and only if files, numbers, dates and places agree: "2 pm" and
"3 pm" are two notices.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

# So much of the pairs of letters has to be in both.
NEAR = 0.6

_SPACES = re.compile(r"\s+")
# A space means something between letters or digits of the narrow kind only.
_BETWEEN_WIDE = re.compile(r"(?<![0-9a-z]) | (?![0-9a-z])")
_FIGURES = re.compile(
    r"[0-9]+(?:[.:/~-][0-9]+)*%?"
    r"|[零〇一二两三四五六七八九十百千万亿半]+"
    r"|上午|下午|中午|晚上|凌晨|早上|\b[ap]\.?m\b"
    r"|今天|明天|后天|大后天|昨天|\b(?:today|tomorrow|yesterday)\b"
    r"|(?<=周)[日末]|(?<=星期)[日天]|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
)


@dataclass(frozen=True, slots=True)
class Text:
    """What makes a notice the same as another. `number`: of the document, may be empty. `files`: a
    key of those that go along, empty without any.
    """

    number: str
    body: str
    files: str = ""


def plain(text: str) -> str:
    """However it was typed: wide and narrow, capitals, spaces and the ends of lines."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return _BETWEEN_WIDE.sub("", _SPACES.sub(" ", text).strip())


def wording_of(text: Text) -> str | None:
    """A key that is equal where number, body and files agree; None without a number, when
    nothing else is the same by itself.
    """
    number = plain(text.number)
    if not number:
        return None
    said = [number, plain(text.body), *([text.files] if text.files else [])]
    return sha256("\n".join(said).encode()).hexdigest()


def figures(body: str) -> tuple[str, ...]:
    """The numbers, times and days that a text names, in order."""
    return tuple(_FIGURES.findall(plain(body)))


def places(body: str, known: Iterable[str]) -> frozenset[str]:
    """Those of the `known` names of places that stand in a text."""
    text = plain(body)
    return frozenset(name for name in map(plain, known) if name and name in text)


def likeness(first: str, second: str) -> float:
    """1 for the same words, 0 where nothing is common."""
    one, other = _pairs(plain(first)), _pairs(plain(second))
    if not one or not other:
        return float(plain(first) == plain(second))
    return 2 * len(one & other) / (len(one) + len(other))


def _pairs(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)}


def is_like(mine: Text, theirs: Text) -> bool:
    """Whether it may be `is_near`: all but the places."""
    numbers = {number for number in (plain(mine.number), plain(theirs.number)) if number}
    return (
        len(numbers) < 2
        and mine.files == theirs.files
        and figures(mine.body) == figures(theirs.body)
        and likeness(mine.body, theirs.body) >= NEAR
    )


def is_near(mine: Text, theirs: Text, known_places: Iterable[str]) -> bool:
    """Whether the sender is asked if it is theirs. Never where two documents are named."""
    if not is_like(mine, theirs):
        return False
    # A city has thousands of names, and each is looked for in both texts.
    known = tuple(known_places)
    return places(mine.body, known) == places(theirs.body, known)
