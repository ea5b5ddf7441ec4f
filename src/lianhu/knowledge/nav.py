"""Where whoever edits the book goes."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import pgettext

from lianhu.accounts.models import User
from lianhu.grid.queries import MyDesk
from lianhu.knowledge.access import may_open
from lianhu.ui.parts import NavLink


def links(user: User, serves: Sequence[MyDesk], route: str) -> list[NavLink]:
    """An entry of the rail: for those who write anything the pages on which they do, for others who
    serve what everybody reads.
    """
    if not may_open(user, serves):
        label = pgettext("navigation", "How-to")
        is_here = route.startswith("book")
        return [NavLink(label, reverse("book"), "book", current=is_here)] if serves else []
    label = pgettext("navigation", "How-to book")
    return [NavLink(label, reverse("book_edit"), "book", current=route.startswith("book_edit"))]
