"""Addresses with a NUL: we have none, and PostgreSQL takes it in no text that it compares."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse


def refuse_nul(respond: Callable[[HttpRequest], HttpResponse]) -> object:
    def refusing(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404
        return respond(request)

    return refusing
