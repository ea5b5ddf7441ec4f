"""Requests to the API go straight to it: no session, no cookie, no page is made for them."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from django.urls import resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers

from lianhu.kernel.api import problems
from lianhu.kernel.api.problems import Problem
from lianhu.kernel.outage import passes
from lianhu.ui.views import RETRY_AFTER_S

PREFIX = "/api/v1/"
# Read with a browser, as any other page.
PAGES = frozenset({"/api/v1/docs", "/api/v1/openapi.json"})

logger = logging.getLogger("django.request")
Respond = Callable[[HttpRequest], HttpResponseBase]


def go_straight(respond: Respond) -> Respond:
    """Answers what is for the API; hands on everything else."""

    def answering(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX) or request.path_info in PAGES:
            return respond(request)
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = _answer(request)
        response["Content-Language"] = language
        response.setdefault("Cache-Control", "no-store")
        response.setdefault("Content-Security-Policy", "default-src 'none'")
        patch_vary_headers(response, ["Accept-Language", "Authorization"])
        return response

    return answering


def _answer(request: HttpRequest) -> HttpResponseBase:
    try:
        return _resolved(request)
    except Problem as problem:
        return problems.answer(problem)
    except Http404:
        return problems.answer(Problem(HTTPStatus.NOT_FOUND, "not_found"))
    except RequestDataTooBig:
        return problems.answer(Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large"))
    except (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError):
        return problems.answer(Problem(HTTPStatus.BAD_REQUEST, "bad_request"))
    except Exception as error:
        got_request_exception.send(sender=None, request=request)
        logger.exception("API: %s", request.path)
        if passes(error):
            away = {"Retry-After": str(RETRY_AFTER_S)}
            return problems.answer(Problem(HTTPStatus.SERVICE_UNAVAILABLE, "away", headers=away))
        return problems.answer(Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "broken"))


def _resolved(request: HttpRequest) -> HttpResponseBase:
    request.get_host()  # raises if it is none of ours
    if "\0" in request.path_info:
        raise Http404
    match = request.resolver_match = resolve(request.path_info)
    response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return _unknown_method(response)
    return response


def _unknown_method(response: HttpResponseBase) -> HttpResponse:
    headers = {"Allow": response["Allow"]}
    return problems.answer(Problem(HTTPStatus.METHOD_NOT_ALLOWED, "method", headers=headers))
