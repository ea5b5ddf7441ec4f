"""Two switches that every page carries, and the page of a refusal."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from lianhu.ui import preferences
from lianhu.ui.refusal import Refused


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
