"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.functional import SimpleLazyObject

from lianhu.accounts.models import User
from lianhu.cases import nav
from lianhu.grid.serving import served_desks
from lianhu.inbox.speaking import entering
from lianhu.knowledge import nav as book_nav
from lianhu.notices import nav as notices_nav
from lianhu.steward import nav as steward_nav
from lianhu.ui.parts import Entering, NavLink


def _links(request: HttpRequest, user: User, route: str) -> list[NavLink]:
    own, serves = steward_nav.links(route) if user.is_administrator else [], served_desks(request)
    book = book_nav.links(user, serves, route) if route not in nav.OF_RESIDENTS else []
    sent = notices_nav.links(serves, route) if route not in nav.OF_RESIDENTS else []
    if own and not serves and route not in nav.OF_RESIDENTS:
        return own + book
    return own + nav.links(serves, route) + sent + book


def page(request: HttpRequest) -> dict[str, Any]:
    known: dict[str, Any] = {
        "is_demo": settings.DEMO,
        "gas_line": settings.GAS_LINE,
        "who_sees_url": reverse("who_sees"),
        "ideas_url": reverse("ideas"),
        "ask_url": reverse("ask"),
        # Few pages lead there.
        "guest_url": reverse_lazy("guest_ask"),
        "book_url": reverse("book"),
    }
    user = getattr(request, "user", None)  # none yet on the page of a malformed request
    if user is None or not user.is_authenticated:
        return known
    match = request.resolver_match
    route = match.url_name or "" if match else ""
    if speaker := entering(request):
        person = speaker.person
        known |= {
            "entering_for": Entering(person.pk, person.shown_name, reverse("calls")),
            "for_query": speaker.query,
            "for_more": speaker.more,
        }
    # Lazy: pages without navigation ask nothing.
    return known | {
        "nav": SimpleLazyObject(lambda: _links(request, user, route)),
        "me": SimpleLazyObject(
            lambda: nav.me(user.shown_name, served_desks(request), reverse("account"))
        ),
        "send_on_url": SimpleLazyObject(lambda: notices_nav.send_on_url(request, route)),
        "on_behalf_url": SimpleLazyObject(lambda: nav.on_behalf_url(served_desks(request))),
        "looks_url": reverse("my_looks") if route in nav.OF_RESIDENTS else "",
        "sign_out_url": reverse("sign_out"),
        "account_url": reverse("account"),
        "forget_draft_url": reverse("draft_forget"),
    }
