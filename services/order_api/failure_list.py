"""Pages of failures and of the action log: filters, and a signed cursor from page to page."""

from typing import Any

from services.backends.actions import ActionQuery
from services.domain.ids import canonical_json
from services.flow.failure_answer import action_answer, failure_answer
from services.flow.failures import FailureFilter, window
from services.order_api.desk import Desk
from services.order_api.failure_requests import ActionFilters, FailureFilters
from services.order_api.list_pages import list_page, position_after
from services.runtime.http.credentials import Caller

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
    after = position_after(filters.cursor, desk, scope)
    seen = window(chosen, desk.backends.orders, limit=filters.limit, after=after)
    return list_page([failure_answer(order) for order in seen.found], seen.end, desk, scope)


def actions_page(filters: ActionFilters, caller: Caller, desk: Desk) -> dict[str, Any]:
    """Return a page of the seller's action log, the latest first. Raises Problem `bad_cursor`."""
    scope = f"actions {caller.seller_id}"
    after = position_after(filters.cursor, desk, scope, prefix=_ACTION)
    # One more than is shown says whether more follow.
    found = desk.backends.actions.find(ActionQuery(filters.limit + 1, caller.seller_id, after))
    page = found[: filters.limit]
    end = (page[-1].at, page[-1].id) if len(found) > filters.limit else None
    return list_page([action_answer(action) for action in page], end, desk, scope)
