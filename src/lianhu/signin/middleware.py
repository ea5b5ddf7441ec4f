"""Sessions end when they have to, and are seen to be used."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lianhu.signin import sessions


class Sessions:
    """Ends a session by card alone when its hour is over, before any view sees it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and sessions.is_over(request):
            sessions.end_this(request)
        response = self.get_response(request)
        if request.session.accessed:
            sessions.see(request)
        return response
