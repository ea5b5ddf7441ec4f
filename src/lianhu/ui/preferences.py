"""What a browser remembers about how its reader likes pages: cookies, so guests have it too."""

from typing import Final

from django.http import HttpRequest, HttpResponse

TYPE_COOKIE: Final = "lianhu_type"
LARGE: Final = "large"
KEEP_S: Final = 365 * 24 * 3600


def large_type(request: HttpRequest | None) -> bool:
    """No request: an error page, shown in normal type."""
    return request is not None and request.COOKIES.get(TYPE_COOKIE) == LARGE


def set_large_type(response: HttpResponse, *, on: bool, secure: bool) -> None:
    if on:
        response.set_cookie(
            TYPE_COOKIE, LARGE, max_age=KEEP_S, samesite="Lax", secure=secure, httponly=True
        )
    else:
        response.delete_cookie(TYPE_COOKIE, samesite="Lax")
