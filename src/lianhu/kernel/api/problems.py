"""What went wrong, said in one shape: problem details (RFC 9457)."""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

MEDIA_TYPE = "application/problem+json"
# Followed by the code. A name, not an address: nothing is to be fetched there.
TYPE = "urn:lianhu:problem:"
# How endpoints call the body that they get, which is no part of it.
PARAMETER = "sent"

# What any request may meet with, by code.
TITLES: Mapping[str, Promise] = {
    "bad_request": _("The request cannot be read."),
    "not_json": _("The body is no JSON."),
    "no_key": _("This wants a header Idempotency-Key: 1 to 60 letters, digits or signs."),
    "no_token": _("This wants a token that is valid."),
    "locked": _("Too many tokens were wrong. Please wait."),
    "scope": _("The token is not for this."),
    "read_only": _("This may be read here, not acted on."),
    "not_found": _("There is nothing here, or nothing for this token."),
    "method": _("This address does not know that method."),
    "too_large": _("The body is too large."),
    "not_json_type": _("The body must be application/json."),
    "invalid": _("Some of it is not as it must be."),
    "other_body": _("The Idempotency-Key was used before, for something else."),
    "broken": _("Something went wrong here. Nothing has been changed."),
    "away": _("The database is not there just now. Please try again."),
}

# What is wrong with a field, by the kind of mistake.
MISTAKES: Mapping[str, Promise] = {
    "missing": _("This is needed."),
    "extra_forbidden": _("There is no such field."),
    "blank": _("Please write something."),
    "string_too_long": _("This is too long."),
    "string_too_short": _("This is too short."),
    "enum": _("This is none of those that there are."),
    "day": _("A day like 2026-05-15 is needed."),
    "bool_type": _("true or false is needed."),
    "string_type": _("Text is needed."),
    "int_type": _("A whole number is needed."),
    "int_parsing": _("A whole number is needed."),
}
_ELSE = _("This is not as it must be.")


class Mistake(BaseModel):
    """One field that is not as it must be: `where` leads to it."""

    where: list[str | int]
    code: str
    message: str


class ProblemOut(BaseModel):
    """Problem details (RFC 9457). `code` never changes; texts are in the language asked for."""

    type: str = Field(examples=["urn:lianhu:problem:stale"])
    title: str
    status: int
    code: str = Field(examples=["stale"])
    errors: list[Mistake] | None = None
    # Of a case that has gone on meanwhile: where it is now.
    number: str | None = None
    seq: int | None = None


class Problem(Exception):
    """Ends a request. `facts`: further members of the answer."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str | Promise = "",
        *,
        mistakes: Sequence[Mistake] | None = None,
        headers: Mapping[str, str] | None = None,
        **facts: str | int,
    ) -> None:
        super().__init__(status, code)
        self.status, self.code, self.title, self.facts = status, code, title, facts
        self.mistakes, self.headers = mistakes, headers or {}


def answer(problem: Problem) -> HttpResponse:
    """The problem as an answer, in the language of now."""
    told = ProblemOut(
        type=TYPE + problem.code,
        title=str(problem.title or TITLES[problem.code]),
        status=problem.status,
        code=problem.code,
        errors=None if problem.mistakes is None else list(problem.mistakes),
        **problem.facts,  # type: ignore[arg-type]
    )
    response = HttpResponse(
        told.model_dump_json(exclude_none=True), status=problem.status, content_type=MEDIA_TYPE
    )
    for name, value in problem.headers.items():
        response[name] = value
    return response


def invalid(errors: Iterable[Mapping[str, Any]]) -> Problem:
    """What pydantic found wrong, without what was sent. `loc` names our own parameter, too."""
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "invalid",
        mistakes=[
            Mistake(
                where=[part for part in error["loc"] if part != PARAMETER],
                code=error["type"],
                message=str(MISTAKES.get(error["type"], _ELSE)),
            )
            for error in errors
        ],
    )


def wrong(field: str, code: str, message: str | Promise, *, where: str = "body") -> Problem:
    """One field that means nothing here, which the schema cannot say."""
    mistake = Mistake(where=[where, field], code=code, message=str(message))
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", mistakes=[mistake])
