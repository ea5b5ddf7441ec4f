"""Taking out of a text whom it is about.

Names cannot be told from other words in Chinese: those that the records know are taken out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

# How a family name is made into a way to address somebody.
_TITLES = (
    "大爷|大妈|大娘|大叔|大婶|大哥|大姐|爷爷|奶奶|叔叔|阿姨|伯伯|叔|婶|伯|嫂|哥|姐|先生|女士|小姐|太太"
    "|老师|师傅|同志"
)
_FAMILIES_OF_TWO = re.compile(
    "欧阳|司马|上官|诸葛|司徒|东方|皇甫|尉迟|公孙|轩辕|令狐|宇文|长孙|慕容|夏侯|端木|呼延|南宫|独孤|西门"
)
# After a name, not within another word.
_ENDS = r"(?=[\s,，。:：、;；!！?？]|的|您|你|家|\Z)"
# The end of an address that says which door; a number alone may be a day or a counter.
_DOOR = re.compile(r"\d+\s*(?:号楼|号院|栋|幢|座|单元|层|楼).*")
_NUMBERED = re.compile(r"\d+\D*")


def without(
    text: str, *, names: Iterable[str], addresses: Iterable[str], person: str, place: str
) -> str:
    """`text` with `person` for these names, also as somebody is addressed by them, and `place` for
    these addresses and what in them says which door.
    """
    for part in _longest_first(part for address in addresses for part in _places(address)):
        text = re.sub(rf"(?<!\d){_spaced(part)}(?!\d)", place, text)
    known = _longest_first(names)
    for name in known:
        text = re.sub(_full(name), person, text, flags=re.IGNORECASE)
    for family, given in sorted({_parted(name) for name in known if not name.isascii()}):
        text = re.sub(rf"[老小]?{family}(?:{_TITLES})", person, text)
        text = re.sub(rf"(?<!\w)(?:[老小]{family}|{family}老){_ENDS}", person, text)
        if len(given) > 1:
            text = re.sub(rf"{given}(?:{_TITLES}|{_ENDS})", person, text)
    return _without_greeting(text, person)


def _longest_first(texts: Iterable[str]) -> Sequence[str]:
    return sorted({text for text in texts if len(text) > 1}, key=lambda text: (-len(text), text))


def _places(address: str) -> Iterator[str]:
    """An address, and the parts of it that still say which door to somebody of the place."""
    yield address
    if door := _DOOR.search(address):
        yield door[0]
    numbered = _NUMBERED.findall(address)
    for start, end in combinations(range(len(numbered) + 1), 2):
        if end - start > 1:
            yield "".join(numbered[start:end])


def _full(name: str) -> str:
    """In Latin letters a name ends where a word does; its parts stand in either order."""
    if not name.isascii():
        return _spaced(name)
    parts = [re.escape(part) for part in name.split()]
    either = "|".join(r"\s+".join(order) for order in (parts, parts[::-1]))
    return rf"(?<![a-z])(?:{either})(?![a-z])"


def _spaced(text: str) -> str:
    return r"\s*".join(map(re.escape, "".join(text.split())))


def _parted(name: str) -> tuple[str, str]:
    """The family name and the given one, as patterns."""
    of_two = _FAMILIES_OF_TWO.match(name) and len(name) > 2
    family = name[: 2 if of_two else 1]
    return re.escape(family), re.escape(name[len(family) :])


def _without_greeting(text: str, person: str) -> str:
    """Nobody is greeted by a name that is not there."""
    greeting = rf"\A\s*{re.escape(person)}\s*(?:[,，]?\s*(?:您好|你好))?\s*[,，:：。!！]\s*"
    return re.sub(greeting, "", text)
