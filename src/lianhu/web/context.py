"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from lianhu.cases import nav
from lianhu.grid.serving import served_desks


def page(request: HttpRequest) -> dict[str, Any]:
    known: dict[str, Any] = {"is_demo": settings.DEMO, "gas_line": settings.GAS_LINE}
    user = getattr(request, "user", None)  # none yet on the page of a malformed request
    if user is None or not user.is_authenticated:
        return known
    match = request.resolver_match
    route = match.url_name or "" if match else ""
    # Lazy: pages without navigation ask nothing.
    return known | {
        "nav": SimpleLazyObject(lambda: nav.links(served_desks(request), route)),
        "me": SimpleLazyObject(lambda: nav.me(user.shown_name, served_desks(request))),
        "looks_url": reverse("my_looks") if route in nav.OF_RESIDENTS else "",
        "sign_out_url": reverse("sign_out"),
        "forget_draft_url": reverse("draft_forget"),
    }
