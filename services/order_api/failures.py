"""The calls that show failures: listed, grouped, and one with what was asked for."""

import json
import re
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from services.domain.failure_groups import grouped
from services.domain.order import Order
from services.flow.failure_answer import failure_answer, group_answer
from services.flow.failures import FailureFilter, failure_of, window
from services.order_api import failure_operations as operations
from services.order_api.desk import Desk, FailureReader, desk_of
from services.order_api.failure_list import failures_page
from services.order_api.failure_requests import FailureFilters, GroupFilters
from services.order_api.query import NoQuery, query_of
from services.runtime.http.credentials import Caller
from services.runtime.http.problems import Problem

_FAILURE_ID = re.compile(r"\Afail_([0-9a-f]{40})\Z")

router = APIRouter()


@router.get("/v1/failures", **operations.LIST_FAILURES)
async def list_failures(request: Request, caller: FailureReader) -> Response:
    """List failures, the latest first."""
    desk = desk_of(request)
    filters = query_of(request, FailureFilters)
    return JSONResponse(await desk.blocking(failures_page, filters, caller, desk))


@router.get("/v1/failures/groups", **operations.LIST_FAILURE_GROUPS)
async def list_failure_groups(request: Request, caller: FailureReader) -> Response:
    """Group failures by their cause."""
    desk = desk_of(request)
    filters = query_of(request, GroupFilters)
    return JSONResponse(await desk.blocking(_groups, filters, caller, desk))


# Declared as a parameter, the id would make FastAPI promise a 422 that is never answered.
@router.get("/v1/failures/{failure_id}", **operations.GET_FAILURE)  # noqa: FAST003
async def get_failure(request: Request, caller: FailureReader) -> Response:
    """Show a failure, and the body of its order."""
    desk = desk_of(request)
    query_of(request, NoQuery)
    order = await desk.blocking(own_failed, desk, caller, request.path_params["failure_id"])
    original = json.loads(order.request) if order.corrected else None
    shown = {"order": json.loads(order.asked), "original": original}
    return JSONResponse({**failure_answer(order), **shown})


def own_failed(desk: Desk, caller: Caller, failure_id: str) -> Order:
    """Return the order behind a failure of the caller's own seller and mode.

    Raises Problem `failure_not_found`, whatever the reason is.
    """
    named = _FAILURE_ID.match(failure_id)
    found = desk.backends.orders.read([f"ord_{named[1]}"]) if named else []
    for order in found:
        own = (order.seller_id, order.livemode) == (caller.seller_id, caller.livemode)
        if own and order.failure:
            return order
    raise Problem("failure_not_found")


def _groups(filters: GroupFilters, caller: Caller, desk: Desk) -> dict[str, Any]:
    chosen = FailureFilter(
        seller_id=caller.seller_id,
        livemode=caller.livemode,
        code=filters.code,
        kind=filters.kind,
        state=filters.state,
    )
    seen = window(chosen, desk.backends.orders)
    groups = grouped(failure_of(order) for order in seen.found)
    return {
        "object": "list",
        "data": [group_answer(group) for group in groups],
        "scanned": seen.scanned,
        "has_more": seen.end is not None,
    }
