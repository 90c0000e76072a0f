"""What the API reference says about the call that credits an invoice."""

from typing import Any

from services.order_api.operation_parts import (
    SECURITY,
    TRACE_PARAMETERS,
    WITH_KEY,
    answer,
    examples_of,
    problems,
)

CREATE_CREDIT_NOTE: dict[str, Any] = {
    "operation_id": "createCreditNote",
    "tags": ["Invoices"],
    "summary": "Credit an invoice",
    "description": (
        "Takes an invoice back: lines by quantity, an amount, or, with nothing but a reason, all "
        "that is left. Never more than is left is credited, however many credits come at once. The "
        "invoice itself never changes; once nothing is left of it, its status and its order's are "
        "`credited`.\n\n"
        "A credit goes the way of an order: `Location` is its own order, which becomes a credit "
        "note (type 381) with a number from the seller's credit note series, is archived and "
        "mailed to the buyer. It has the `reference` of the order it belongs to, stands beside it "
        "in lists of orders, and is told apart by `credits`, the number of the invoice. Its `due` "
        "is the amount credited.\n\n"
        "A discount on the whole invoice is taken back in proportion with the lines it was given "
        "on; charges, such as shipping, are credited with the rest or as an amount. An amount is "
        "spread over the tax rates in proportion to what is left at each.\n\n"
        "Roles: `finance`, `admin`."
    ),
    "status_code": 202,
    "response_model": None,
    "responses": {
        202: answer(
            "The credit stands. A replay has the header `Idempotent-Replayed`.",
            "OrderAnswer",
            ["credit_accepted"],
            "Location",
            "Retry-After",
            "Idempotent-Replayed",
        ),
        **problems(
            *("idempotency_key_missing", "idempotency_key_malformed", "malformed_json", "too_deep"),
            *(*WITH_KEY, "invoice_not_found", "credit_note_not_creditable", "body_too_large"),
            *("unsupported_media_type", "invalid_credit", "idempotency_key_reused"),
        ),
    },
    "openapi_extra": {
        "security": SECURITY,
        "parameters": [
            {"$ref": "#/components/parameters/InvoiceNumber"},
            {"$ref": "#/components/parameters/IdempotencyKey"},
            *TRACE_PARAMETERS,
        ],
        "requestBody": {
            "required": True,
            "description": "At most 256 KiB of JSON, at most 8 levels deep.",
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/CreditRequest"},
                    "examples": examples_of(
                        "credit_of_lines", "credit_of_amount", "credit_of_the_rest"
                    ),
                }
            },
        },
    },
}
