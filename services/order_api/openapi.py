"""The OpenAPI 3.1 document: the routes' own descriptions and the schemas of what they exchange."""

import json
from functools import cache
from typing import Any

from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from pydantic_core.core_schema import DecimalSchema

from services.domain.credit_request import CreditRequest
from services.domain.order_request import OrderRequest
from services.domain.scopes import (
    FAILURES_READ,
    FAILURES_WRITE,
    INVOICES_WRITE,
    ORDERS_READ,
    ORDERS_WRITE,
)
from services.flow.invoice_answer import IssuedInvoiceAnswer
from services.flow.order_answer import OrderAnswer
from services.order_api import (
    actions,
    credit_notes,
    decisions,
    examples,
    failure_examples,
    failures,
    health,
    invoices,
    orders,
)
from services.order_api.answers import Health, OrderList, ProblemAnswer
from services.order_api.failure_answers import (
    ActionList,
    DecisionAnswer,
    FailureGroupList,
    FailureList,
    RedriveAnswer,
    ShownFailure,
)
from services.order_api.failure_requests import DiscardRequest, RedriveRequest, RetryRequest
from services.order_api.field_notes import FIELD_NOTES
from services.order_api.openapi_components import HEADERS, PARAMETERS
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
    {"name": "Failures", "description": "See what failed and why, and mend it."},
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
            (RetryRequest, "validation"),
            (DiscardRequest, "validation"),
            (RedriveRequest, "validation"),
            (OrderAnswer, "serialization"),
            (OrderList, "serialization"),
            (IssuedInvoiceAnswer, "serialization"),
            (FailureList, "serialization"),
            (FailureGroupList, "serialization"),
            (ShownFailure, "serialization"),
            (ActionList, "serialization"),
            (DecisionAnswer, "serialization"),
            (RedriveAnswer, "serialization"),
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
        **failure_examples.SHOWN,
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
        f"`{INVOICES_WRITE}` to credit invoices, `{FAILURES_READ}` to see failures, "
        f"`{FAILURES_WRITE}` to decide about them."
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
            *failures.router.routes,
            *decisions.router.routes,
            *actions.router.routes,
            *health.router.routes,
        ],
        tags=TAGS,
        servers=[{"url": "/", "description": "The host that serves this document"}],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    document["components"] = {
        "schemas": _schemas(),
        "examples": _examples(),
        "headers": HEADERS,
        "parameters": PARAMETERS,
        "securitySchemes": {"api_key": _KEY},
    }
    return document


def openapi_text() -> str:
    """Return the document as it is committed and served: readable, the same every time."""
    return json.dumps(openapi_document(), indent=2, ensure_ascii=False) + "\n"
