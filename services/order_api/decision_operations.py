"""What the API reference says about the calls that decide about failures."""

from collections.abc import Sequence
from typing import Any

from services.order_api.failure_operations import FAILURE_ID, ROLES
from services.order_api.operation_parts import (
    SECURITY,
    TRACE_PARAMETERS,
    WITH_KEY,
    answer,
    examples_of,
    problems,
)

_IDEMPOTENCY_KEY = {"$ref": "#/components/parameters/IdempotencyKey"}
_OF_ANY_DECISION = (
    *("idempotency_key_missing", "idempotency_key_malformed", "malformed_json", "too_deep"),
    *(*WITH_KEY, "body_too_large", "unsupported_media_type"),
    *("invalid_decision", "idempotency_key_reused"),
)
_ONCE = (
    "The same request under the same `Idempotency-Key` is answered the same and does nothing "
    "twice, not even when the order has failed again since. The decision stands in the action log."
)


def _body(model: str, examples: Sequence[str]) -> dict[str, Any]:
    return {
        "required": True,
        "description": "At most 256 KiB of JSON, at most 8 levels deep.",
        "content": {
            "application/json": {
                "schema": {"$ref": f"#/components/schemas/{model}"},
                "examples": examples_of(*examples),
            }
        },
    }


RETRY_FAILURE: dict[str, Any] = {
    "operation_id": "retryFailure",
    "tags": ["Failures"],
    "summary": "Retry a failure, corrected or as it is",
    "description": (
        "Sends a failed order, or a mail that failed, on its way again with its attempts "
        "forgotten. With `order` that body takes the place of the one that failed; it is checked "
        "as a new order is, and the one that was accepted is kept. An order that has its number, "
        f"and a credit, cannot be corrected.\n\n{_ONCE}\n\n{ROLES}"
    ),
    "status_code": 202,
    "response_model": None,
    "responses": {
        202: answer(
            "It is on its way again. A replay has the header `Idempotent-Replayed`.",
            "DecisionAnswer",
            ["decision_to_correct", "decision_to_retry"],
            "Location",
            "Retry-After",
            "Idempotent-Replayed",
        ),
        **problems(
            *(*_OF_ANY_DECISION, "seller_unknown", "failure_not_found", "failure_not_open"),
            *("not_correctable", "invalid_order"),
        ),
    },
    "openapi_extra": {
        "security": SECURITY,
        "parameters": [FAILURE_ID, _IDEMPOTENCY_KEY, *TRACE_PARAMETERS],
        "requestBody": _body("RetryRequest", ["retry", "retry_corrected"]),
    },
}

DISCARD_FAILURE: dict[str, Any] = {
    "operation_id": "discardFailure",
    "tags": ["Failures"],
    "summary": "Discard a failure",
    "description": (
        "Gives a failure up: nobody tries again, and an order without a number stays `failed`. "
        "What a failed credit was to take of its invoice is left again. A stuck order has a "
        f"number and cannot be discarded.\n\n{_ONCE}\n\n{ROLES}"
    ),
    "response_model": None,
    "responses": {
        200: answer(
            "It is discarded. A replay has the header `Idempotent-Replayed`.",
            "DecisionAnswer",
            ["decision_to_discard"],
            "Idempotent-Replayed",
        ),
        **problems(
            *(*_OF_ANY_DECISION, "failure_not_found", "failure_not_open", "order_is_stuck"),
            "credit_was_followed",
        ),
    },
    "openapi_extra": {
        "security": SECURITY,
        "parameters": [FAILURE_ID, _IDEMPOTENCY_KEY, *TRACE_PARAMETERS],
        "requestBody": _body("DiscardRequest", ["discard"]),
    },
}

REDRIVE_FAILURES: dict[str, Any] = {
    "operation_id": "redriveFailures",
    "tags": ["Failures"],
    "summary": "Redrive many failures, or count them",
    "description": (
        "Sends all open failures that match on their way again, up to 500 in one request; an "
        "empty `match` means every one. Ask with `dry_run` first: it only counts. Each order is "
        f"redriven by a conditional write, so nothing another person did is undone.\n\n{_ONCE}\n\n"
        f"{ROLES}"
    ),
    "response_model": None,
    "responses": {
        200: answer(
            "What was done. A replay has the header `Idempotent-Replayed`.",
            "RedriveAnswer",
            ["redriven", "counted"],
            "Idempotent-Replayed",
        ),
        **problems(*_OF_ANY_DECISION),
    },
    "openapi_extra": {
        "security": SECURITY,
        "parameters": [_IDEMPOTENCY_KEY, *TRACE_PARAMETERS],
        "requestBody": _body("RedriveRequest", ["redrive_group", "redrive_counted"]),
    },
}
