"""Reading a page the way its reader does."""

import re
from typing import Protocol


class Response(Protocol):
    @property
    def content(self) -> bytes: ...


def text_of(response: Response) -> str:
    """What can be read on a page or a part of one, without its head."""
    content = response.content.decode()
    page = content.partition("<body")[2] or content
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
