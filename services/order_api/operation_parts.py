"""What the descriptions of calls are put together from, in the form FastAPI's routes take it."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from services.runtime.http.problem_kinds import KINDS
from services.runtime.http.problems import MEDIA_TYPE

SECURITY: list[dict[str, list[str]]] = [{"api_key": []}]
TRACE_PARAMETERS = [
    {"$ref": "#/components/parameters/RequestId"},
    {"$ref": "#/components/parameters/Traceparent"},
]

WITH_KEY = ("unauthenticated", "forbidden")
"""Problems of every call that asks for a key."""

_ANY_CALL = (
    "url_too_long",
    "too_many_requests",
    "headers_too_large",
    "internal_error",
    "unavailable",
)
_HEADERS_OF_CODE = {
    "unauthenticated": "WWW-Authenticate",
    "forbidden": "WWW-Authenticate",
    "not_archived_yet": "Retry-After",
    "too_many_requests": "Retry-After",
    "unavailable": "Retry-After",
}


def headers_with(*names: str) -> dict[str, Any]:
    """Return these headers, and those that every answer has."""
    always = ("X-Request-Id", "traceparent")
    return {name: {"$ref": f"#/components/headers/{name}"} for name in (*names, *always)}


def examples_of(*names: str) -> dict[str, Any]:
    """Return the examples with these names."""
    return {name: {"$ref": f"#/components/examples/{name}"} for name in names}


def answer(description: str, model: str, shown: Iterable[str], *headers: str) -> dict[str, Any]:
    """Return an answer in JSON: the schema of `model` and the names of its examples."""
    return {
        "description": description,
        "headers": headers_with(*headers),
        "content": {
            "application/json": {
                "schema": {"$ref": f"#/components/schemas/{model}"},
                "examples": examples_of(*shown),
            }
        },
    }


def file_answer(description: str, media_type: str, *headers: str) -> dict[str, Any]:
    """Return an answer whose body is a file, which has no schema here."""
    return {
        "description": description,
        "headers": headers_with(*headers),
        "content": {media_type: {}},
    }


def problems(*codes: str) -> dict[int | str, dict[str, Any]]:
    """Return an answer for each status of these problems, and of those that any call may meet."""
    by_status: dict[int, list[str]] = {}
    for code in (*codes, *_ANY_CALL):
        by_status.setdefault(KINDS[code].status, []).append(code)
    return {status: _problem_answer(same) for status, same in sorted(by_status.items())}


def _problem_answer(codes: Iterable[str]) -> dict[str, Any]:
    kinds = [KINDS[code] for code in codes]
    headers = {_HEADERS_OF_CODE[code] for code in codes if code in _HEADERS_OF_CODE}
    return {
        "description": "  \n".join(f"`{kind.code}`: {kind.title}." for kind in kinds),
        "headers": headers_with(*sorted(headers)),
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/ProblemAnswer"},
                "examples": examples_of(*(kind.code for kind in kinds)),
            }
        },
    }


def query_parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    """Return the parameters that a query of this model may have."""
    parameters = []
    for name, field in model.model_json_schema()["properties"].items():
        # A parameter that is left out is the only null a query has.
        (kind,) = [k for k in field.get("anyOf", [field]) if k.get("type") != "null"]
        words = ("type", "enum", "const", "format", "minimum", "maximum", "maxLength", "default")
        schema = {word: kind[word] for word in words if word in kind}
        parameters.append(
            {"name": name, "in": "query", "description": field["description"], "schema": schema}
        )
    return parameters
