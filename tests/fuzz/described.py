"""What the API's own document says may be sent, and what it says comes back."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, TypeAlias

import schemathesis
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks
from starlette.testclient import TestClient

from services.order_api.openapi import openapi_document, openapi_text

Asked: TypeAlias = Case[Any]

HONEST, BROKEN = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
CONFORMANCE: Final = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
_SHORTEST = 6
"""Shorter texts come up in any answer by chance."""

_TAKEN_OVER = {"x-request-id", "traceparent"}
"""Ids the caller gives a request; well formed ones are repeated on purpose."""


@cache
def _schema() -> Any:  # noqa: ANN401 - schemathesis names no public type for it
    return schemathesis.openapi.from_dict(openapi_document())


def calls() -> list[str]:
    """Return every call of the document, as `METHOD /path`."""
    return [found.ok().label for found in _schema().get_all_operations()]


def cases(call: str, mode: GenerationMode, known: Mapping[str, str]) -> SearchStrategy[Asked]:
    """Return requests of a call; every other one names what is known by the parameter's name."""
    method, path = call.split()
    operation = _schema()[path][method]
    drawn: SearchStrategy[Asked] = operation.as_strategy(generation_mode=mode)
    named_here = {name: value for name, value in known.items() if f"{{{name}}}" in path}
    if not named_here:
        return drawn
    named = operation.as_strategy(generation_mode=mode, path_parameters=named_here)
    either: SearchStrategy[Asked] = drawn | named
    return either


def sent(case: Asked, client: TestClient, bearer: Mapping[str, str]) -> Any:  # noqa: ANN401 - httpx2's
    """Send a case under a good key; what answers is the app itself, without a network."""
    request = case.as_transport_kwargs()
    cookies = "; ".join(f"{name}={value}" for name, value in request.pop("cookies").items())
    if "data" in request:
        request["content"] = request.pop("data")
    headers = {**request.pop("headers"), **({"Cookie": cookies} if cookies else {}), **bearer}
    request["headers"] = [(n.encode("latin-1"), v.encode("latin-1")) for n, v in headers.items()]
    return client.request(**request, follow_redirects=False)


def echoes(case: Asked, answer: Any) -> list[str]:  # noqa: ANN401 - httpx2's response
    """Return the generated texts that an error repeats. Words of the document are not generated."""
    if answer.status_code < 400:
        return []
    # Names of headers are ours: `content-` says nothing of what was asked.
    headers = [v for name, v in answer.headers.multi_items() if name not in _TAKEN_OVER]
    document = {**answer.json(), "request_id": ""}
    said = "\n".join([*_texts(document), *headers])
    given = [case.body, case.query, case.path_parameters, case.cookies, _own_headers(case)]
    return [
        text
        for part in given
        for text in _texts(part)
        if len(text) >= _SHORTEST and text in said and text not in openapi_text()
    ]


def _own_headers(case: Asked) -> dict[str, str]:
    return {name: value for name, value in case.headers.items() if name.lower() != "authorization"}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _texts(name)
            yield from _texts(inner)
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for inner in value:
            yield from _texts(inner)
