"""A line that stands for what somebody wrote: on lists, as the heading of a page."""

import re

from django.utils.translation import gettext as _

LENGTH = 40

_END_OF_SENTENCE = re.compile(r"[。？！?!；;…]|\.(?=\s|$)")


def title_of(words: str) -> str:
    """The first sentence if it is short enough, else its beginning; never empty."""
    line = next((line.strip() for line in words.splitlines() if line.strip()), "")
    if not line:
        return _("(words taken away)")
    end = _END_OF_SENTENCE.search(line)
    if end is not None and end.end() <= LENGTH:
        return line[: end.end()].rstrip("。.；;")
    if len(line) <= LENGTH:
        return line
    return line[: LENGTH - 1].rstrip() + "…"
