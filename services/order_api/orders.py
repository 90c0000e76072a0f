"""The calls under /v1/orders: accept an order, show it, list orders."""

import re

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from services.domain.order import Order
from services.domain.rejection import Rejected
from services.flow.accept import Acceptance, IdempotencyKeyReused, accept
from services.flow.order_answer import accepted_answer, order_answer
from services.order_api import operations
from services.order_api.desk import Desk, Reader, Sender, desk_of
from services.order_api.order_list import page_of
from services.order_api.query import OrderFilters, OrderView, query_of
from services.runtime.http.caps import json_body
from services.runtime.http.conditional import conditional_answer
from services.runtime.http.credentials import Caller
from services.runtime.http.idempotency import idempotency_key
from services.runtime.http.problems import Problem
from services.runtime.http.trace import current_trace
from services.runtime.tracing import Step

ASK_AGAIN = {"retry-after": "2"}
"""The header of an answer that will be another one soon."""

CHANNEL = "api"

_ORDER_ID = re.compile(r"\Aord_[0-9a-f]{40}\Z")

_UNREADABLE = frozenset({"malformed_json", "too_deep"})
"""Faults of a body that was not read as far as its fields; each is a problem of its own."""

router = APIRouter()


@router.post("/v1/orders", **operations.CREATE_ORDER)
async def create_order(request: Request, caller: Sender) -> Response:
    """Accept an order: validate it, make it stand, put it on its way."""
    key = idempotency_key(request.headers)
    body = await json_body(request)
    try:
        acceptance = await desk_of(request).blocking(_accept, request, caller, body, key)
    except Rejected as rejected:
        raise problem_of(rejected, "invalid_order") from None
    except IdempotencyKeyReused:
        raise Problem("idempotency_key_reused") from None
    return accepted_response(request, acceptance)


def accepted_response(request: Request, acceptance: Acceptance) -> Response:
    """Return the 202 of an order that stands, new or not."""
    order, replayed = acceptance
    if not replayed:
        desk_of(request).meter.count("accepted", seller_id=order.seller_id)
    location = f"{request.scope.get('root_path', '')}/v1/orders/{order.id}"
    headers = {"location": location, **ASK_AGAIN}
    if replayed:
        headers["idempotent-replayed"] = "true"
    return JSONResponse(accepted_answer(order), 202, headers)


def _accept(request: Request, caller: Caller, body: bytes, key: str) -> Acceptance:
    desk = desk_of(request)
    seller = desk.seller_of(caller.seller_id)
    if seller is None:
        raise Problem("seller_unknown")
    acceptance = accept(
        body,
        seller=seller,
        livemode=caller.livemode,
        channel=CHANNEL,
        idempotency_key=key,
        traceparent=current_trace(request.scope).traceparent,
        now=desk.clock(),
        orders=desk.backends.orders,
        queue=desk.backends.orders_queue,
        lookup_key=desk.backends.secrets.lookups,
    )
    if not acceptance.replayed:
        order = acceptance.order
        desk.backends.trace(Step("order_api", "accept", order, order.accepted_at, desk.clock()))
    return acceptance


def problem_of(rejected: Rejected, otherwise: str) -> Problem:
    """Return the problem of a rejected body; `otherwise` is the code of one that was read."""
    code = rejected.faults[0].code
    return Problem(code if code in _UNREADABLE else otherwise, rejected.faults)


# Declared as a parameter, the id would make FastAPI promise a 422 that is never answered.
@router.get("/v1/orders/{order_id}", **operations.GET_ORDER)  # noqa: FAST003
async def get_order(request: Request, caller: Reader) -> Response:
    """Show an order as it is now."""
    desk = desk_of(request)
    view = query_of(request, OrderView)
    order = await desk.blocking(_own_order, desk, caller, request.path_params["order_id"])
    answer = order_answer(
        order,
        public_url=desk.public_url,
        links=desk.backends.secrets.links,
        expand_timeline=view.expand == "timeline",
    )
    changes_by_itself = order.due_at is not None
    return conditional_answer(request, answer, ASK_AGAIN if changes_by_itself else {})


def _own_order(desk: Desk, caller: Caller, order_id: str) -> Order:
    found = desk.backends.orders.read([order_id]) if _ORDER_ID.match(order_id) else []
    for order in found:
        if (order.seller_id, order.livemode) == (caller.seller_id, caller.livemode):
            return order
    raise Problem("order_not_found")


@router.get("/v1/orders", **operations.LIST_ORDERS)
async def list_orders(request: Request, caller: Reader) -> Response:
    """List orders, newest first."""
    desk = desk_of(request)
    filters = query_of(request, OrderFilters)
    return JSONResponse(await desk.blocking(page_of, filters, caller, desk))
