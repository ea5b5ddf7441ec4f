"""Around every request: an id that logs and the worker know it by, a line in the log, its time."""

import logging
import re
from collections.abc import Callable
from time import perf_counter
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lianhu.kernel import ids, logs
from lianhu.web import metrics

HEADER: Final = "X-Request-Id"
_PLAUSIBLE = re.compile(r"[A-Za-z0-9._-]{8,40}")
logger = logging.getLogger(__name__)

Respond = Callable[[HttpRequest], HttpResponse]


def watch(respond: Respond) -> Respond:
    def watching(request: HttpRequest) -> HttpResponse:
        name, began = _name(request), perf_counter()
        with logs.saying(request=name):
            response = respond(request)
            seconds = perf_counter() - began
            # By its name: an address may hold a token.
            route = request.resolver_match.view_name if request.resolver_match else ""
            facts = {"method": request.method, "status_code": response.status_code, "route": route}
            logger.info("answered", extra=facts | {"ms": round(seconds * 1000)})
        metrics.answered(str(request.method), route, response.status_code, seconds)
        response[HEADER] = name
        return response

    return watching


def _name(request: HttpRequest) -> str:
    """The proxy's, if there is one that sends it."""
    given = request.headers.get(HEADER, "") if settings.PROXIES else ""
    return given if _PLAUSIBLE.fullmatch(given) else ids.new_token()
