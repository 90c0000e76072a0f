"""Examples of the API reference that are about failures."""

from typing import Any

from services.order_api.examples import CURSOR, ORDER_ID, ORDER_REQUEST

FAILURE_ID = f"fail_{ORDER_ID.removeprefix('ord_')}"
_ACTION_ID = "act_2c7d0b6f1ae54398b1d07e6c5f3a92814bd6e07f"
_REASON = "The exemption reason was missing"

_FAILURE: dict[str, Any] = {
    "id": FAILURE_ID,
    "object": "failure",
    "kind": "order",
    "order_id": ORDER_ID,
    "code": "reason_required",
    "detail": "/lines/0/tax/exemption_reason: is needed for category E",
    "attempts": 1,
    "failed_at": "2026-11-21T09:30:02.118204Z",
    "state": "open",
    "reason": None,
    "group": "grp_5c0e2b97a41d83f6",
}
_GROUP: dict[str, Any] = {
    "id": _FAILURE["group"],
    "object": "failure_group",
    "kind": "order",
    "code": "reason_required",
    "words": "/lines/#/tax/exemption_reason: is needed for category E",
    "count": 1204,
    "first_at": "2026-11-21T08:12:40.007311Z",
    "last_at": _FAILURE["failed_at"],
    "example": FAILURE_ID,
}
_ACTION: dict[str, Any] = {
    "id": _ACTION_ID,
    "object": "action",
    "at": "2026-11-21T09:41:17.620091Z",
    "who": "sk_live_9f2c",
    "role": "operator",
    "what": "correct",
    "target": FAILURE_ID,
    "count": 1,
    "reason": _REASON,
}
_DECISION: dict[str, Any] = {
    "id": _ACTION_ID,
    "object": "decision",
    "what": "correct",
    "failure_id": FAILURE_ID,
    "order_id": ORDER_ID,
    "reason": _REASON,
}
_REDRIVEN: dict[str, Any] = {
    "id": _ACTION_ID,
    "object": "redrive",
    "dry_run": False,
    "matched": 312,
    "redriven": 311,
    "skipped": [{"order_id": ORDER_ID, "code": "not_open"}],
    "scanned": 1516,
    "has_more": False,
    "reason": "Fonts installed",
}
_MATCH: dict[str, Any] = {"reason": "Fonts installed", "match": {"group": _GROUP["id"]}}

SHOWN: dict[str, tuple[str, dict[str, Any]]] = {
    "failure": (
        "An order that cannot be invoiced",
        {**_FAILURE, "order": ORDER_REQUEST, "original": None},
    ),
    "failure_list": (
        "The first page",
        {"object": "list", "data": [_FAILURE], "has_more": True, "next": CURSOR},
    ),
    "failure_groups": (
        "One cause of many failures",
        {"object": "list", "data": [_GROUP], "scanned": 1516, "has_more": False},
    ),
    "action_list": (
        "The last page",
        {"object": "list", "data": [_ACTION], "has_more": False, "next": None},
    ),
    "retry": ("As it is", {"reason": "The mailbox takes mail again"}),
    "retry_corrected": ("Corrected", {"reason": _REASON, "order": ORDER_REQUEST}),
    "discard": ("Give it up", {"reason": "Sent twice by the shop"}),
    "redrive_group": ("A group of failures", _MATCH),
    "redrive_counted": ("Only count", {**_MATCH, "dry_run": True}),
    "decision_to_correct": ("Corrected", _DECISION),
    "decision_to_retry": (
        "As it is",
        {**_DECISION, "what": "redrive", "reason": "The mailbox takes mail again"},
    ),
    "decision_to_discard": (
        "Given up",
        {**_DECISION, "what": "discard", "reason": "Sent twice by the shop"},
    ),
    "redriven": ("All but one", _REDRIVEN),
    "counted": (
        "Counted",
        {**_REDRIVEN, "id": None, "dry_run": True, "redriven": 0, "skipped": []},
    ),
}
"""By name: a summary, and the document."""
