"""The headers and parameters that the calls of the OpenAPI document share."""

from typing import Any

from services.domain.numbering import NUMBER_SHAPE
from services.order_api import examples, failure_examples


def _header(description: str, example: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}, "example": example}


HEADERS: dict[str, Any] = {
    "X-Request-Id": _header(
        "The request's id: the caller's own, or a new one.", examples.REQUEST_ID
    ),
    "traceparent": _header("The W3C trace the request belongs to.", examples.TRACEPARENT),
    "Location": _header("Where the order, or the PDF, is.", f"/v1/orders/{examples.ORDER_ID}"),
    "Retry-After": _header("Ask again after so many seconds.", "2"),
    "Idempotent-Replayed": _header("`true` when the order stood already.", "true"),
    "ETag": _header("Names this state of what is shown.", '"3f1d0a6c9b7e4425a8d2c6e1f0b59d37"'),
    "Content-Disposition": _header(
        "The name to keep the file under.", 'attachment; filename="INV-2026-000042.pdf"'
    ),
    "WWW-Authenticate": _header("How to authenticate.", 'Bearer realm="counterfoil"'),
}

PARAMETERS: dict[str, Any] = {
    "OrderId": {
        "name": "order_id",
        "in": "path",
        "required": True,
        "description": "The id in the answer to the order's POST.",
        "schema": {"type": "string", "pattern": "^ord_[0-9a-f]{40}$"},
        "example": examples.ORDER_ID,
    },
    "InvoiceNumber": {
        "name": "number",
        "in": "path",
        "required": True,
        "description": "The number as it is printed on the invoice.",
        "schema": {"type": "string", "pattern": f"^{NUMBER_SHAPE}$"},
        "example": examples.NUMBER,
    },
    "FailureId": {
        "name": "failure_id",
        "in": "path",
        "required": True,
        "description": "The id in a list of failures.",
        "schema": {"type": "string", "pattern": "^fail_[0-9a-f]{40}$"},
        "example": failure_examples.FAILURE_ID,
    },
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "description": (
            "1 to 255 printable ASCII characters, bare or as a quoted string. Use one key for each "
            "order, such as the shop's order number, and the same one for every retry. Keys do not "
            "expire."
        ),
        "schema": {"type": "string", "minLength": 1, "maxLength": 255},
        "example": examples.IDEMPOTENCY_KEY,
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "description": "The `ETag` of the state that is known already.",
        "schema": {"type": "string"},
    },
    "RequestId": {
        "name": "X-Request-Id",
        "in": "header",
        "description": "Your own id of the request, `[A-Za-z0-9._-]{1,64}`; any other is replaced.",
        "schema": {"type": "string"},
    },
    "Traceparent": {
        "name": "traceparent",
        "in": "header",
        "description": "W3C Trace Context level 1; a malformed one is replaced.",
        "schema": {"type": "string"},
    },
}
