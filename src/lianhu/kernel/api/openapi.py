"""The schema of the API, with what holds for all of it: problems, and keys of what is written."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from lianhu.kernel.api.problems import MEDIA_TYPE, ProblemOut

# What any request may be answered, and what one that brings a body may be as well.
ALWAYS: Final = (400, 401, 403, 404, 405, 422, 429, 503)
WITH_A_BODY: Final = (409, 413, 415)

KEY: Final[Mapping[str, Any]] = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": "The same key and body again: the same answer, and nothing is done twice.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 60, "pattern": r"^[\x21-\x7e]+$"},
}


def documented(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema that ninja makes of the endpoints, completed."""
    components = schema["components"]
    problem = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    components["schemas"] |= problem.pop("$defs", {}) | {"Problem": problem}
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {
        _name(status): {"description": HTTPStatus(status).phrase, "content": content}
        for status in (*ALWAYS, *WITH_A_BODY)
    }
    for methods in schema["paths"].values():
        for method, operation in methods.items():
            writes = method == "post"
            answers = operation["responses"]
            for status in (*ALWAYS, *(WITH_A_BODY if writes else ())):
                answers.setdefault(str(status), {"$ref": f"#/components/responses/{_name(status)}"})
            operation["responses"] = {str(status): told for status, told in answers.items()}
            for parameter in operation["parameters"]:
                parameter["schema"] = _without_null(parameter["schema"])
            if writes:
                operation["parameters"] = [*operation["parameters"], KEY]
    return schema


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Of a parameter: what may be left out is not sent as nothing."""
    some = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    return some[0] if len(some) == 1 else schema


def _name(status: int) -> str:
    return HTTPStatus(status).phrase.replace(" ", "")
