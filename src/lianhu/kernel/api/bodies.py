"""Reading bodies: JSON and nothing else, whatever comes."""

import json
import math
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from lianhu.kernel.api.problems import Problem


class Json(Parser):
    """Refuses what says that it is something else, and numbers that are none or too large for one.

    What it raises, ninja makes a 400 of: see `why`.
    """

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not_json_type")
        return json.loads(request.body, parse_float=_finite, parse_constant=_refused)


def why(error: BaseException) -> Problem:
    """The problem behind ninja's own error, which is that a body could not be parsed."""
    cause = error.__cause__
    return cause if isinstance(cause, Problem) else Problem(HTTPStatus.BAD_REQUEST, "not_json")


def _finite(digits: str) -> float:
    found = float(digits)
    if not math.isfinite(found):
        raise ValueError(digits)
    return found


def _refused(constant: str) -> Any:
    """NaN and Infinity, which Python takes and JSON does not know."""
    raise ValueError(constant)
