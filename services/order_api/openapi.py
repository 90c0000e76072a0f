"""The OpenAPI 3.1 document: the routes' own descriptions and the schemas of what they exchange."""

import json
from functools import cache
from typing import Any

from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from pydantic_core.core_schema import DecimalSchema

from services.domain.credit_request import CreditRequest
from services.domain.order_request import OrderRequest
from services.domain.scopes import INVOICES_WRITE, ORDERS_READ, ORDERS_WRITE
from services.flow.invoice_answer import IssuedInvoiceAnswer
from services.flow.order_answer import OrderAnswer
from services.order_api import credit_notes, examples, health, invoices, orders
from services.order_api.answers import Health, OrderList, ProblemAnswer
from services.order_api.field_notes import FIELD_NOTES
from services.runtime.http.problem_kinds import KINDS

VERSION = "1.0"

INTRODUCTION = """\
Counterfoil turns an accepted checkout into a legal invoice in the customer's inbox. Send an order;
it is numbered without gaps, archived as a PDF that carries its own XML, and the customer is mailed
a link.

### Keys
Every call under `/v1` needs `Authorization: Bearer` and a key. The key says whose orders a call is
about and whether they are live (`sk_live_…`) or test (`sk_test_…`); neither ever sees the other's.

### Sending again
Every POST needs an `Idempotency-Key`. After a time-out or a 5xx send the same request with the same
key again: an order is accepted once, invoiced once and mailed once.

### Amounts and times
Amounts are decimal strings, never JSON numbers. Times are RFC 3339 in UTC with microseconds.

### Problems
Every error is `application/problem+json` (RFC 9457). `code` is stable, `type` leads to a page that
says what to do, `errors` points at each fault, and `request_id` finds the request in the logs. No
answer repeats what was sent.

### HEAD
HEAD is answered wherever GET is."""

TAGS = [
    {"name": "Orders", "description": "Send orders and see what became of them."},
    {
        "name": "Invoices",
        "description": "Look at what was issued, as record, PDF and XML; take it back.",
    },
    {"name": "System", "description": "Whether the system is ready."},
]


class _Schemas(GenerateJsonSchema):
    """Says of amounts what the validator does: text, never a number. Titles repeat names only."""

    def decimal_schema(self, schema: DecimalSchema) -> dict[str, Any]:  # noqa: ARG002
        return {"type": "string", "pattern": r"^[0-9]{1,9}(\.[0-9]{1,6})?$"}

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002
        return False


def _schemas() -> dict[str, Any]:
    _, found = models_json_schema(
        [
            (OrderRequest, "validation"),
            (CreditRequest, "validation"),
            (OrderAnswer, "serialization"),
            (OrderList, "serialization"),
            (IssuedInvoiceAnswer, "serialization"),
            (Health, "serialization"),
            (ProblemAnswer, "serialization"),
        ],
        schema_generator=_Schemas,
        ref_template="#/components/schemas/{model}",
    )
    schemas: dict[str, Any] = found["$defs"]
    for model, notes in FIELD_NOTES.items():
        for field, note in notes.items():
            schemas[model]["properties"][field]["description"] = note
    return schemas


def _header(description: str, example: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}, "example": example}


_HEADERS = {
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

_PARAMETERS = {
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
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"},
        "example": examples.NUMBER,
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


_OF_NO_CALL = {"bad_request", "not_found", "method_not_allowed"}
"""Problems of requests that reach none of the calls described here."""


def _examples() -> dict[str, Any]:
    kinds = [kind for kind in KINDS.values() if kind.code not in _OF_NO_CALL]
    shown = {
        "order_request": ("A paid order with gross prices", examples.ORDER_REQUEST),
        "order_accepted": ("Just accepted", examples.ACCEPTED),
        "order_sent": ("Invoiced and mailed", examples.SENT),
        "order_with_timeline": ("With its timeline", examples.TIMELINE),
        "order_list": ("The first page", examples.LIST),
        "invoice": ("Archived, with its XML", examples.INVOICE),
        "invoice_without_xml": ("Three decimals: a PDF only", examples.INVOICE_WITHOUT_XML),
        "credit_of_lines": ("Lines by quantity", examples.CREDIT_REQUEST),
        "credit_of_amount": ("An amount", examples.CREDIT_OF_AMOUNT),
        "credit_of_the_rest": ("All that is left", examples.CREDIT_OF_THE_REST),
        "credit_accepted": ("Just accepted", examples.CREDIT_ACCEPTED),
        "health": ("Ready", examples.HEALTH),
        **{kind.code: (kind.title, examples.problem(kind.code)) for kind in kinds},
    }
    return {name: {"summary": summary, "value": value} for name, (summary, value) in shown.items()}


_KEY = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "sk_live_… or sk_test_…",
    "description": (
        "An API key; `make run` leaves one in `var/dev-key`. On AWS a Cognito access token with "
        f"the scope `{ORDERS_WRITE}` to send orders, `{ORDERS_READ}` to read them, "
        f"`{INVOICES_WRITE}` to credit invoices."
    ),
}


@cache
def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI document. It is the same for every installation; callers only read it."""
    document = get_openapi(
        title="Counterfoil order API",
        version=VERSION,
        openapi_version="3.1.0",
        summary="From an accepted checkout to the invoice in the customer's inbox.",
        description=INTRODUCTION,
        routes=[
            *orders.router.routes,
            *invoices.router.routes,
            *credit_notes.router.routes,
            *health.router.routes,
        ],
        tags=TAGS,
        servers=[{"url": "/", "description": "The host that serves this document"}],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    document["components"] = {
        "schemas": _schemas(),
        "examples": _examples(),
        "headers": _HEADERS,
        "parameters": _PARAMETERS,
        "securitySchemes": {"api_key": _KEY},
    }
    return document


def openapi_text() -> str:
    """Return the document as it is committed and served: readable, the same every time."""
    return json.dumps(openapi_document(), indent=2, ensure_ascii=False) + "\n"
