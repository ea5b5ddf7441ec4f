"""A line that stands for what somebody wrote: on lists, as the heading of a page."""

import re

from django.utils.translation import gettext as _

from lianhu.cases.models import Words

LENGTH = 40

_END_OF_SENTENCE = re.compile(r"[。？！?!；;…]|\.(?=\s|$)")


def spoken() -> str:
    """Stands for words that were only said."""
    return _("Voice message")


def said(words: Words | None) -> str:
    """What somebody wrote or, if nothing, that it was said; empty once it has been erased."""
    return "" if words is None else told(words.body, erased=words.erased_at is not None)


def told(body: str, *, erased: bool) -> str:
    """The same of words that are read without their row."""
    return "" if erased else body or spoken()


def title_of(words: str) -> str:
    """The first sentence if it is short enough, else its beginning; never empty."""
    return split(words)[0]


def split(words: str) -> tuple[str, str]:
    """A title and what is left to read below it: nothing, the rest, or all if the title is cut."""
    words = words.strip()
    if not words:
        return _("(words taken away)"), ""
    line = words.splitlines()[0].rstrip()
    end = _END_OF_SENTENCE.search(line)
    length = end.end() if end is not None and end.end() <= LENGTH else len(line)
    if length > LENGTH:
        return line[: LENGTH - 1].rstrip() + "…", words
    return line[:length].rstrip("。.；;") or line[:length], words[length:].strip()
