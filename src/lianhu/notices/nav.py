"""Where whoever sends or approves notices goes."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext

from lianhu.grid.queries import MyDesk
from lianhu.grid.serving import served_desks
from lianhu.notices.access import may_open, sending_on
from lianhu.ui.parts import NavLink

_OWN = {"notices", "notice", "notice_write", "notice_change", "notice_correct"}
_OWN |= {"notice_templates", "notice_template_save"}
_OWN |= {"request_write", "request_change", "request_correct", "request_answers", "asked"}
_OWN |= {"policies", "policy", "policy_write"}


def send_on_url(request: HttpRequest, route: str) -> str:
    """Where an item of the book is sent on, for officers on its page."""
    match = request.resolver_match
    if match is None or route != "book_item" or not sending_on(served_desks(request)):
        return ""
    return reverse("item_send_on", kwargs=match.kwargs)


def links(serves: Sequence[MyDesk], route: str) -> list[NavLink]:
    """An entry of the rail."""
    if not may_open(serves):
        return []
    label = pgettext("navigation", "Notices")
    return [NavLink(label, reverse("notices"), "speakerphone", current=route in _OWN)]
