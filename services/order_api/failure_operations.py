"""What the API reference says about the calls that show failures and the action log."""

from typing import Any

from services.order_api.failure_requests import ActionFilters, FailureFilters, GroupFilters
from services.order_api.operation_parts import (
    SECURITY,
    TRACE_PARAMETERS,
    WITH_KEY,
    answer,
    problems,
    query_parameters,
)

ROLES = "Roles: `operator`, `admin`."
FAILURE_ID = {"$ref": "#/components/parameters/FailureId"}

LIST_FAILURES: dict[str, Any] = {
    "operation_id": "listFailures",
    "tags": ["Failures"],
    "summary": "List failures",
    "description": (
        "The failures of the key's seller and mode, the latest failed first. A failure stays "
        "listed when it was redriven or discarded; choose with `state`. With a filter that few "
        "match a page may hold less than `limit` although another one follows: after 5,000 "
        f"failures looked at, the answer is sent.\n\n{ROLES}"
    ),
    "response_model": None,
    "responses": {
        200: answer("A page of failures.", "FailureList", ["failure_list"]),
        **problems("bad_query", "bad_cursor", *WITH_KEY),
    },
    "openapi_extra": {
        "security": SECURITY,
        "parameters": [*query_parameters(FailureFilters), *TRACE_PARAMETERS],
    },
}

LIST_FAILURE_GROUPS: dict[str, Any] = {
    "operation_id": "listFailureGroups",
    "tags": ["Failures"],
    "summary": "Group failures by their cause",
    "description": (
        "Failures that differ in nothing but numbers, ids and quoted text are one group: two "
        "thousand failures are mostly three errors. The latest 5,000 are looked at; `scanned` says "
        f"how many there were, `has_more` whether there are earlier ones.\n\n{ROLES}"
    ),
    "response_model": None,
    "responses": {
        200: answer("The groups, the largest first.", "FailureGroupList", ["failure_groups"]),
        **problems("bad_query", *WITH_KEY),
    },
    "openapi_extra": {
        "security": SECURITY,
        "parameters": [*query_parameters(GroupFilters), *TRACE_PARAMETERS],
    },
}

GET_FAILURE: dict[str, Any] = {
    "operation_id": "getFailure",
    "tags": ["Failures"],
    "summary": "Show a failure",
    "description": (
        "The failure with the body of its order, to be corrected and sent back. What happened "
        f"before is the order's timeline.\n\n{ROLES}"
    ),
    "response_model": None,
    "responses": {
        200: answer("The failure.", "ShownFailure", ["failure"]),
        **problems("bad_query", *WITH_KEY, "failure_not_found"),
    },
    "openapi_extra": {"security": SECURITY, "parameters": [FAILURE_ID, *TRACE_PARAMETERS]},
}

LIST_ACTIONS: dict[str, Any] = {
    "operation_id": "listActions",
    "tags": ["Failures"],
    "summary": "List the action log",
    "description": (
        "What people did for the key's seller, live and test, the latest first: who, when, why. "
        "An action is written down before it is done, so one that came to nothing may stand here "
        f"as well. Nothing is ever changed or removed.\n\n{ROLES}"
    ),
    "response_model": None,
    "responses": {
        200: answer("A page of actions.", "ActionList", ["action_list"]),
        **problems("bad_query", "bad_cursor", *WITH_KEY),
    },
    "openapi_extra": {
        "security": SECURITY,
        "parameters": [*query_parameters(ActionFilters), *TRACE_PARAMETERS],
    },
}
