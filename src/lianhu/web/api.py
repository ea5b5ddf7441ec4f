"""The JSON API under /api/v1: what the floors offer, assembled; its schema and its page."""

from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation
from ninja.renderers import BaseRenderer
from pydantic_core import to_json

from lianhu.cases.api import ROUTERS
from lianhu.kernel.api import bodies, openapi, problems
from lianhu.kernel.api.problems import Problem
from lianhu.signin.api import NO_TOKEN

ROOT: Final = "/api/v1/"


class Json(BaseRenderer):
    """Written by pydantic: a list of fifty takes a sixth of the time of Python's encoder."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return to_json(data)


class Api(NinjaAPI):
    """Whatever goes wrong is told as a problem."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        module = operation.view_func.__module__.rpartition(".")[2]
        return f"{module}_{operation.view_func.__name__}"

    def set_default_exception_handlers(self) -> None:
        self.add_exception_handler(Problem, _problem)
        self.add_exception_handler(ValidationError, _invalid)
        self.add_exception_handler(AuthenticationError, _no_token)
        self.add_exception_handler(HttpError, _unread)
        self.add_exception_handler(Http404, _not_found)


def _problem(request: HttpRequest, problem: Any) -> HttpResponse:
    return problems.answer(problem)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.answer(problems.invalid(error.errors))


def _no_token(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.answer(Problem(HTTPStatus.UNAUTHORIZED, "no_token", headers=NO_TOKEN))


def _unread(request: HttpRequest, error: Any) -> HttpResponse:
    """Of those that ninja raises itself only this one is left."""
    return problems.answer(bodies.why(error))


def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.answer(Problem(HTTPStatus.NOT_FOUND, "not_found"))


api = Api(
    title="Lianhu",
    version="1",
    description="See docs/api.md.",
    parser=bodies.Json(),
    renderer=Json(),
    urls_namespace="api",
    # Both are views of their own: see below.
    openapi_url=None,
    docs_url=None,
)
for router in ROUTERS:
    api.add_router("", router)


@cache
def _schema() -> Mapping[str, Any]:
    return openapi.documented(api.get_openapi_schema(path_prefix=ROOT))


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    return JsonResponse(_schema())


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    return render(request, "web/api.html")
