"""Two switches that every page carries, and the pages of refusals and of outages."""

import sys
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.defaults import server_error

from lianhu.kernel.outage import passes
from lianhu.ui import preferences
from lianhu.ui.refusal import Refused

RETRY_AFTER_S = 60


@require_POST
def set_type(request: HttpRequest) -> HttpResponse:
    """Switch large type on or off and go back to the page the switch was on."""
    there = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        there, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        there = "/"
    response = HttpResponseRedirect(there)
    preferences.set_large_type(
        response, on=request.POST.get("type") == preferences.LARGE, secure=request.is_secure()
    )
    return response


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler403`: say whom to ask instead, where the refusal knows it."""
    refusal = exception if isinstance(exception, Refused) else None
    return render(request, "403.html", {"refusal": refusal}, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """`handler500`: what passes by itself is 503 and says what to do; all else is our fault."""
    if not passes(sys.exc_info()[1]):
        return server_error(request)
    # Without what pages know of their reader: that lies in the database, which may be away.
    context = {"request": request, "gas_line": settings.GAS_LINE} | _sent(request)
    response = HttpResponse(render_to_string("503.html", context), status=503)
    response["Retry-After"] = str(RETRY_AFTER_S)
    response["Cache-Control"] = "no-store"
    return response


def _sent(request: HttpRequest) -> dict[str, Any]:
    """What a form had sent. With a key it counts once, so the page may offer to send it again."""
    if request.method != "POST":
        return {}
    if "key" not in request.POST:
        return {"sent": True}
    return {
        "sent": True,
        "fields": [(name, value) for name, found in request.POST.lists() for value in found],
        "words": request.POST.get("words", ""),
        "has_files": bool(request.FILES),
    }
