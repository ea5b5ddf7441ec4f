"""What may be said in a group, and which of it waits for an answer."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from lianhu.groups.rules import errors

MOST_WORDS = 500
MOST_PHOTOS = 3
# A question by its mark, by the word that ends it, or by a word that asks.
_ASKS = re.compile(
    r"[?？]|(?:吗|呢|么)[。.!！~～…\s]*$|请问|谁知道|怎么|如何|哪里|哪儿|哪天|几点|几号|什么时候|多少钱"
    r"|能不能|可不可以|有没有|在哪",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody is about to say. `numbers`: the kinds of personal numbers found in it."""

    words: str
    photos: int = 0
    numbers: Collection[str] = ()
    announces: bool = False


def check(draft: Draft, *, is_open: bool, looks_after: bool) -> None:
    """Whether it may be said. Raises a Refused.

    Nothing with the number of a person is let through, on nobody's word that it is all right: in a
    group it is read by all, and for good.
    """
    if not is_open:
        raise errors.IsClosed
    if draft.announces and not looks_after:
        raise errors.NotTheirs
    if not draft.words and not draft.photos:
        raise errors.NothingSaid
    if len(draft.words) > MOST_WORDS:
        raise errors.TooLong
    if draft.photos > MOST_PHOTOS:
        raise errors.TooManyPhotos
    if draft.numbers:
        raise errors.PersonalNumbers(draft.numbers)


def asks(words: str) -> bool:
    """Whether it reads as a question. A wrong guess costs whoever looks after the group a tap."""
    return _ASKS.search(words) is not None


@dataclass(frozen=True, slots=True)
class Said:
    """A message as acts on it see it."""

    author: int
    by_resident: bool
    has_words: bool
    has_photos: bool = False
    is_removed: bool = False
    is_asked: bool = False  # officially: it is a matter
    is_offered: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.has_words or self.has_photos)


def check_removing(said: Said, by: int, reason: str, *, looks_after: bool) -> None:
    """Who wrote it takes it back without a word, also when others have removed it: then its words
    and photos go too. Who looks after the group says why.
    """
    if said.author == by and not (said.is_removed and said.is_empty):
        return
    if said.is_removed:
        raise errors.NotNow
    if not looks_after:
        raise errors.NotTheirs
    if not reason:
        raise errors.ReasonNeeded


def may_ask(said: Said, by: int) -> bool:
    """Whether its author may make a matter of it."""
    return (
        said.author == by
        and said.by_resident
        and said.has_words
        and not said.is_removed
        and not said.is_asked
    )


def may_offer(said: Said, by: int, *, looks_after: bool) -> bool:
    """Whether asking it officially may be offered to its author."""
    return looks_after and not said.is_offered and said.author != by and may_ask(said, said.author)
