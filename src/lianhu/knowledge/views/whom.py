"""Whom a reader of the book can ask instead."""

from typing import Any

from django.http import HttpRequest

from lianhu.grid.models import Desk
from lianhu.grid.queries import contact, home_desk, resident_of
from lianhu.kernel import clock


def asks(request: HttpRequest) -> bool:
    """Whether there is a page to ask on for oneself: for residents and who has not signed in."""
    return not request.user.is_authenticated or _home(request) is not None


def whom_to_ask(request: HttpRequest) -> dict[str, Any]:
    """`asks`, and `whom`: the contact officer who answers there."""
    if not request.user.is_authenticated:
        return {"asks": True, "whom": ""}
    desk = _home(request)
    officer = contact(desk, clock.now()).officer if desk else None
    return {"asks": desk is not None, "whom": officer.person.shown_name if officer else ""}


def _home(request: HttpRequest) -> Desk | None:
    assert request.user.is_authenticated
    resident = resident_of(request.user)
    return home_desk(resident.household) if resident and resident.household else None
