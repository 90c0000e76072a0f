"""What the API reference says about each call, in the form FastAPI's routes take it."""

from typing import Any

from services.order_api.operation_parts import (
    SECURITY,
    TRACE_PARAMETERS,
    WITH_KEY,
    answer,
    examples_of,
    headers_with,
    problems,
    query_parameters,
)
from services.order_api.query import OrderFilters, OrderView

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
        202: answer(
            "The order stands. A replay has the header `Idempotent-Replayed`.",
            "OrderAnswer",
            ["order_accepted"],
            "Location",
            "Retry-After",
            "Idempotent-Replayed",
        ),
        **problems(
            *("idempotency_key_missing", "idempotency_key_malformed", "malformed_json", "too_deep"),
            *(*WITH_KEY, "seller_unknown", "body_too_large", "unsupported_media_type"),
            *("invalid_order", "idempotency_key_reused"),
        ),
    },
    "openapi_extra": {
        "security": SECURITY,
        "parameters": [{"$ref": "#/components/parameters/IdempotencyKey"}, *TRACE_PARAMETERS],
        "requestBody": {
            "required": True,
            "description": "At most 256 KiB of JSON, at most 8 levels deep.",
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/OrderRequest"},
                    "examples": examples_of("order_request"),
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
        200: answer(
            "The order.",
            "OrderAnswer",
            ["order_sent", "order_accepted", "order_with_timeline"],
            "ETag",
            "Retry-After",
        ),
        304: {
            "description": "The order is as `If-None-Match` says.",
            "headers": headers_with("ETag", "Retry-After"),
        },
        **problems("bad_query", *WITH_KEY, "order_not_found"),
    },
    "openapi_extra": {
        "security": SECURITY,
        "parameters": [
            {"$ref": "#/components/parameters/OrderId"},
            *query_parameters(OrderView),
            {"$ref": "#/components/parameters/IfNoneMatch"},
            *TRACE_PARAMETERS,
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
        "meanwhile. A credit on an invoice is a row of its own and names it in `credits`.\n\n"
        "Roles: `checkout`, `finance`, `operator`, `admin`."
    ),
    "response_model": None,
    "responses": {
        200: answer("A page of orders.", "OrderList", ["order_list"]),
        **problems("bad_query", "bad_cursor", *WITH_KEY),
    },
    "openapi_extra": {
        "security": SECURITY,
        "parameters": [*query_parameters(OrderFilters), *TRACE_PARAMETERS],
    },
}

GET_HEALTH: dict[str, Any] = {
    "operation_id": "getHealth",
    "tags": ["System"],
    "summary": "Ask whether the system is ready",
    "description": "Answers 200 once orders can be accepted: the ledger and the queue answer.",
    "response_model": None,
    "responses": {
        200: answer("Ready.", "Health", ["health"]),
        **problems(),
    },
    "openapi_extra": {"security": [], "parameters": TRACE_PARAMETERS},
}
