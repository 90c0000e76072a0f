"""Pages of failures and of the action log: filters, and a signed cursor from page to page."""

from typing import Any

from services.backends.actions import ActionQuery
from services.domain.ids import canonical_json
from services.flow.cursor import BadCursor, cursor, read_cursor
from services.flow.failure_answer import action_answer, failure_answer
from services.flow.failures import FailureFilter, Position, window
from services.order_api.desk import Desk
from services.order_api.failure_requests import ActionFilters, FailureFilters
from services.runtime.http.credentials import Caller
from services.runtime.http.problems import Problem

_ACTION = "act_"


def failures_page(filters: FailureFilters, caller: Caller, desk: Desk) -> dict[str, Any]:
    """Return a page of the caller's failures, the latest first. Raises Problem `bad_cursor`."""
    chosen = FailureFilter(
        seller_id=caller.seller_id,
        livemode=caller.livemode,
        code=filters.code,
        group=filters.group,
        kind=filters.kind,
        state=filters.state,
    )
    scope = f"failures {canonical_json(chosen._asdict()).decode()}"
    after = _after(filters.cursor, desk, scope, "ord_")
    seen = window(chosen, desk.backends.orders, limit=filters.limit, after=after)
    return _page([failure_answer(order) for order in seen.found], seen.end, desk, scope)


def actions_page(filters: ActionFilters, caller: Caller, desk: Desk) -> dict[str, Any]:
    """Return a page of the seller's action log, the latest first. Raises Problem `bad_cursor`."""
    scope = f"actions {caller.seller_id}"
    after = _after(filters.cursor, desk, scope, _ACTION)
    # One more than is shown says whether more follow.
    found = desk.backends.actions.find(ActionQuery(filters.limit + 1, caller.seller_id, after))
    page = found[: filters.limit]
    end = (page[-1].at, page[-1].id) if len(found) > filters.limit else None
    return _page([action_answer(action) for action in page], end, desk, scope)


def _page(
    rows: list[dict[str, Any]], end: Position | None, desk: Desk, scope: str
) -> dict[str, Any]:
    return {
        "object": "list",
        "data": rows,
        "has_more": end is not None,
        "next": cursor(end, desk.backends.secrets.cursors, scope) if end else None,
    }


def _after(text: str | None, desk: Desk, scope: str, prefix: str) -> Position | None:
    if text is None:
        return None
    try:
        return read_cursor(text, desk.backends.secrets.cursors, scope, prefix=prefix)
    except BadCursor:
        raise Problem("bad_cursor") from None
