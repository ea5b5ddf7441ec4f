"""Pages that ask every few seconds for what changes by itself, at the same address."""

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

from lianhu.kernel import clock
from lianhu.ui import preferences

# What depends on the time of day alone is sent again this often.
REFRESH_MINUTES = 5


def is_live(request: HttpRequest) -> bool:
    """Whether the page asks for its changing part."""
    return "HX-Request" in request.headers


def etag_of(request: HttpRequest, mark: str) -> str:
    """`mark`: another one whenever what the reader sees has changed."""
    slot = int(clock.now().timestamp()) // (REFRESH_MINUTES * 60)
    large = preferences.large_type(request)
    return f'"{mark}.{slot}.{get_language()}.{large:d}"'


def known(etag: str) -> str:
    """What the page shows, for it to send along when it asks for news."""
    return json.dumps({"If-None-Match": etag})


def answer(request: HttpRequest, etag: str, page: Callable[[], HttpResponse]) -> HttpResponse:
    """The page or its changing part; 304 for the part while nothing has changed."""
    if is_live(request):
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged is not None:
            return unchanged
    response = page()
    response["ETag"] = etag
    return response


def kept_apart(response: HttpResponse) -> HttpResponse:
    """Neither the page nor its changing part may stand in for the other."""
    patch_vary_headers(response, ["HX-Request"])
    patch_cache_control(response, private=True, no_cache=True)
    return response
