"""Sessions end when they have to, and are seen to be used."""

from collections.abc import Callable

from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from lianhu.signin import sessions


class Sessions:
    """Whoever asks for the request's person finds nobody once the session had to end. Who asks for
    nobody, as the page of an outage, asks nothing of the database.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(  # type: ignore[assignment]  # as Django's own
            lambda: sessions.whose(request, get_user(request))
        )
        response = self.get_response(request)
        if request.session.accessed:
            sessions.see(request)
        return response
