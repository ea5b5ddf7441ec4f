"""Reading bodies: JSON and nothing else, whatever comes."""

import json
import math
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError
from ninja.parser import Parser

from lianhu.kernel.api.problems import Problem


class Json(Parser):
    """Refuses numbers that are none or too large for one. What it raises becomes a 400."""

    def parse_body(self, request: HttpRequest) -> Any:
        return json.loads(request.body, parse_float=_finite, parse_constant=_refused)


def _finite(digits: str) -> float:
    found = float(digits)
    if not math.isfinite(found):
        raise ValueError(digits)
    return found


def _refused(constant: str) -> Any:
    """NaN and Infinity, which Python takes and JSON does not know."""
    raise ValueError(constant)


def check(request: HttpRequest) -> None:
    """Whether there is a body to be read at all. Raises Problem."""
    if request.method not in ("POST", "PUT", "PATCH"):
        return
    if request.content_type != "application/json":
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not_json_type")
    try:
        request.body  # noqa: B018  # is read here, and kept
    except RequestDataTooBig:
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large") from None
    except UnreadablePostError:
        raise Problem(HTTPStatus.BAD_REQUEST, "bad_request") from None
