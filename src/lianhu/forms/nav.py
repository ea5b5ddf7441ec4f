"""Where whoever asks something of people goes."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import pgettext

from lianhu.grid.queries import MyDesk
from lianhu.grid.rules import Role
from lianhu.ui.parts import NavLink

_ASKING = (Role.CLERK, Role.SUPERVISOR)


def links(serves: Sequence[MyDesk], route: str) -> list[NavLink]:
    """An entry of the rail, for those who write to many."""
    if not any(my.role in _ASKING for my in serves):
        return []
    label = pgettext("navigation", "Before asking")
    return [NavLink(label, reverse("form_check"), "file-text", current=route == "form_check")]
