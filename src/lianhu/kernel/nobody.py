"""Taking out of a text whom it is about.

Names cannot be told from other words in Chinese: those that the records know are taken out.
"""

import re
from collections.abc import Iterable, Sequence

# How a family name is made into a way to address somebody.
_TITLES = (
    "大爷|大妈|大娘|大叔|大婶|大哥|大姐|爷爷|奶奶|叔叔|阿姨|伯伯|叔|婶|伯|嫂|哥|姐|先生|女士|小姐|太太"
    "|老师|师傅|同志|老"
)
# The end of an address that says which door; a number alone may be a day or a counter.
_DOOR = re.compile(r"\d+\s*(?:号楼|号院|栋|幢|座|单元|层|楼).*")


def without(
    text: str, *, names: Iterable[str], addresses: Iterable[str], person: str, place: str
) -> str:
    """`text` with `person` for these names, also as somebody is addressed by them, and `place` for
    these addresses and what in them says which door.
    """
    for address in _longest_first(addresses):
        door = _DOOR.search(address)
        for part in (address, *([door[0]] if door else [])):
            text = re.sub(rf"(?<!\d){re.escape(part)}", place, text)
    known = _longest_first(names)
    for name in known:
        text = text.replace(name, person)
    for family in {name[0] for name in known if not name[0].isascii()}:
        text = re.sub(rf"[老小]?{re.escape(family)}(?:{_TITLES})", person, text)
        text = re.sub(rf"(?<![\w])[老小]{re.escape(family)}(?=[,，。:：!！]|您|你)", person, text)
    return _without_greeting(text, person)


def _longest_first(texts: Iterable[str]) -> Sequence[str]:
    return sorted({text for text in texts if len(text) > 1}, key=lambda text: -len(text))


def _without_greeting(text: str, person: str) -> str:
    """In a group nobody is greeted by a name that is not there."""
    greeting = rf"\A\s*{re.escape(person)}\s*(?:[,，]?\s*(?:您好|你好))?\s*[,，:：。!！]\s*"
    return re.sub(greeting, "", text)
