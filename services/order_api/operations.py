"""What the API reference says about each call, in the form FastAPI's routes take it."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from services.order_api.query import OrderFilters, OrderView
from services.runtime.http.problem_kinds import KINDS
from services.runtime.http.problems import MEDIA_TYPE

_ANY_CALL = ("url_too_long", "headers_too_large", "internal_error", "unavailable")
_WITH_KEY = ("unauthenticated", "forbidden")
_TRACE_PARAMETERS = [
    {"$ref": "#/components/parameters/RequestId"},
    {"$ref": "#/components/parameters/Traceparent"},
]
_SECURITY: list[dict[str, list[str]]] = [{"api_key": []}]


def _headers(*names: str) -> dict[str, Any]:
    always = ("X-Request-Id", "traceparent")
    return {name: {"$ref": f"#/components/headers/{name}"} for name in (*names, *always)}


_HEADERS_OF_STATUS = {401: ["WWW-Authenticate"], 403: ["WWW-Authenticate"], 503: ["Retry-After"]}


def _problem_response(status: int, codes: Iterable[str]) -> dict[str, Any]:
    kinds = [KINDS[code] for code in codes]
    return {
        "description": "  \n".join(f"`{kind.code}`: {kind.title}." for kind in kinds),
        "headers": _headers(*_HEADERS_OF_STATUS.get(status, [])),
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/ProblemAnswer"},
                "examples": _examples(*(kind.code for kind in kinds)),
            }
        },
    }


def _problems(*codes: str) -> dict[int | str, dict[str, Any]]:
    by_status: dict[int, list[str]] = {}
    for code in (*codes, *_ANY_CALL):
        by_status.setdefault(KINDS[code].status, []).append(code)
    return {status: _problem_response(status, same) for status, same in sorted(by_status.items())}


def _examples(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/examples/{name}"} for name in names}


def _answer(description: str, model: str, shown: Iterable[str], *headers: str) -> dict[str, Any]:
    return {
        "description": description,
        "headers": _headers(*headers),
        "content": {
            "application/json": {
                "schema": {"$ref": f"#/components/schemas/{model}"},
                "examples": _examples(*shown),
            }
        },
    }


def _query_parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
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


CREATE_ORDER: dict[str, Any] = {
    "operation_id": "createOrder",
    "tags": ["Orders"],
    "summary": "Send an order",
    "description": (
        "Validates the order completely, makes it stand and answers at once; the invoice is "
        "numbered, archived and mailed within seconds after that. Ask the address in `Location` "
        "until the status is `sent`.\n\n"
        "The order is accepted once for each `Idempotency-Key`. The same body under the same key "
        "is answered with the order as it was accepted and `Idempotent-Replayed: true`, however "
        "often and however much later it comes; another body is `idempotency_key_reused`. Whether "
        "a default is spelled out or left out makes no difference.\n\n"
        "Roles: `checkout`, `admin`."
    ),
    "status_code": 202,
    "response_model": None,
    "responses": {
        202: _answer(
            "The order stands. A replay has the header `Idempotent-Replayed`.",
            "OrderAnswer",
            ["order_accepted"],
            "Location",
            "Retry-After",
            "Idempotent-Replayed",
        ),
        **_problems(
            *("idempotency_key_missing", "idempotency_key_malformed", "malformed_json", "too_deep"),
            *(*_WITH_KEY, "seller_unknown", "body_too_large", "unsupported_media_type"),
            *("invalid_order", "idempotency_key_reused"),
        ),
    },
    "openapi_extra": {
        "security": _SECURITY,
        "parameters": [{"$ref": "#/components/parameters/IdempotencyKey"}, *_TRACE_PARAMETERS],
        "requestBody": {
            "required": True,
            "description": "At most 256 KiB of JSON, at most 8 levels deep.",
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/OrderRequest"},
                    "examples": _examples("order_request"),
                }
            },
        },
    },
}

GET_ORDER: dict[str, Any] = {
    "operation_id": "getOrder",
    "tags": ["Orders"],
    "summary": "Show an order",
    "description": (
        "The order as it is now. While something is still going to happen by itself the answer "
        "has `Retry-After`; when the header is gone the order has come to rest. Send the `ETag` "
        "back in `If-None-Match` and an unchanged order costs only a 304.\n\n"
        "Roles: `checkout`, `finance`, `operator`, `admin`."
    ),
    "response_model": None,
    "responses": {
        200: _answer(
            "The order.",
            "OrderAnswer",
            ["order_sent", "order_accepted", "order_with_timeline"],
            "ETag",
            "Retry-After",
        ),
        304: {
            "description": "The order is as `If-None-Match` says.",
            "headers": _headers("ETag", "Retry-After"),
        },
        **_problems("bad_query", *_WITH_KEY, "order_not_found"),
    },
    "openapi_extra": {
        "security": _SECURITY,
        "parameters": [
            {"$ref": "#/components/parameters/OrderId"},
            *_query_parameters(OrderView),
            {"$ref": "#/components/parameters/IfNoneMatch"},
            *_TRACE_PARAMETERS,
        ],
    },
}

LIST_ORDERS: dict[str, Any] = {
    "operation_id": "listOrders",
    "tags": ["Orders"],
    "summary": "List orders",
    "description": (
        "The orders of the key's seller and mode, newest first. Choose with at most one of "
        "`status`, `reference` and `email`, and with a range of days. To go on, send `next` as "
        "`cursor` with the same filters: no order is skipped or shown twice, whatever is accepted "
        "meanwhile.\n\n"
        "Roles: `checkout`, `finance`, `operator`, `admin`."
    ),
    "response_model": None,
    "responses": {
        200: _answer("A page of orders.", "OrderList", ["order_list"]),
        **_problems("bad_query", "bad_cursor", *_WITH_KEY),
    },
    "openapi_extra": {
        "security": _SECURITY,
        "parameters": [*_query_parameters(OrderFilters), *_TRACE_PARAMETERS],
    },
}

GET_HEALTH: dict[str, Any] = {
    "operation_id": "getHealth",
    "tags": ["System"],
    "summary": "Ask whether the system is ready",
    "description": "Answers 200 once orders can be accepted: the ledger and the queue answer.",
    "response_model": None,
    "responses": {
        200: _answer("Ready.", "Health", ["health"]),
        **_problems(),
    },
    "openapi_extra": {"security": [], "parameters": _TRACE_PARAMETERS},
}
