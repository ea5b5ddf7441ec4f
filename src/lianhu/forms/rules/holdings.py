"""Ask once: whether a field asks for what the platform holds already."""

import re
from collections.abc import Iterable, Iterator, Mapping

from lianhu.forms.rules.text import plain

# Said before or behind the thing itself: whose it is, and that it is to be filled in.
_BEFORE = re.compile(
    r"^(?:(?:请|需)?(?:填写|填报|上报|统计|报送)|(?:本|该|各|贵|您的?|你的?)(?:市|镇|街道|社区|村|居|户|家|单位|部门)?的?"
    r"|居民的?|群众的?|住户的?|辖区内?的?|现有的?"
    r"|(?:the |your |our |each |current )+)+"
)
_BEHIND = re.compile(
    r"(?:的?(?:基本)?(?:情况|信息|清单|名单|统计表?)|\s*\([^()]*\)|[\s:、,?]+"
    r"|(?: (?:list|details|information))?)$"
)


def held(label: str, known: Mapping[str, Iterable[str]]) -> str | None:
    """The key of what the platform holds and `label` asks for. `known`: its names, by key.

    The whole label has to be one of the names: who else's telephone it is, only people know.
    """
    spellings = list(_spellings(label))
    return next(
        (key for key, names in known.items() if any(plain(name) in spellings for name in names)),
        None,
    )


def _spellings(label: str) -> Iterator[str]:
    """The label, and what is left of it once more and more is left out around the thing itself."""
    said, before = plain(label), ""
    while said and said != before:
        yield said
        before, said = said, _BEFORE.sub("", _BEHIND.sub("", said))
