"""The calls that decide about failures: retry, retry corrected, discard, and redrive many."""

import json
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from services.domain.order import Order
from services.domain.rejection import Rejected
from services.domain.validation import parse_json
from services.flow.accept import IdempotencyKeyReused
from services.flow.acting import Ask, action_id
from services.flow.correct import NotCorrectable, correct_and_retry
from services.flow.decide import Decided, Decision, NotOpen, discard_one, redrive_one
from services.flow.decide_all import MOST_AT_ONCE, Done, redrive_all
from services.flow.discard import NotDiscardable
from services.flow.failures import FailureFilter, failure_of, window
from services.order_api import decision_operations as operations
from services.order_api.desk import Desk, Mender, desk_of
from services.order_api.failure_requests import (
    DiscardRequest,
    RedriveRequest,
    RetryRequest,
    decision_of,
    problem_of_decision,
    within_order,
)
from services.order_api.failures import own_failed
from services.order_api.orders import ASK_AGAIN
from services.runtime.http.caps import json_body
from services.runtime.http.credentials import Caller
from services.runtime.http.idempotency import idempotency_key
from services.runtime.http.problems import Problem

_REPLAYED = {"idempotent-replayed": "true"}

Asked = tuple[object, str]
"""What a body says, and the idempotency key that it came with."""

router = APIRouter()


@router.post("/v1/failures/redrive", **operations.REDRIVE_FAILURES)
async def redrive_failures(request: Request, caller: Mender) -> Response:
    """Redrive all failures that match, or count them."""
    desk, asked = desk_of(request), await _asked(request)
    return await desk.blocking(_turning_down, _redrive, desk, caller, asked)


@router.post("/v1/failures/{failure_id}/retry", **operations.RETRY_FAILURE)  # noqa: FAST003 - see failures.py
async def retry_failure(request: Request, caller: Mender) -> Response:
    """Send an order on its way again, as it is or corrected."""
    desk, asked = desk_of(request), await _asked(request)
    failure_id = request.path_params["failure_id"]
    return await desk.blocking(_turning_down, _retry, desk, caller, asked, failure_id, request)


@router.post("/v1/failures/{failure_id}/discard", **operations.DISCARD_FAILURE)  # noqa: FAST003
async def discard_failure(request: Request, caller: Mender) -> Response:
    """Give a failure up."""
    desk, asked = desk_of(request), await _asked(request)
    failure_id = request.path_params["failure_id"]
    return await desk.blocking(_turning_down, _discard, desk, caller, asked, failure_id)


async def _asked(request: Request) -> Asked:
    key = idempotency_key(request.headers)
    try:
        return parse_json(await json_body(request)), key
    except Rejected as rejected:
        raise problem_of_decision(rejected) from None


def _turning_down(call: Callable[..., Response], *arguments: object) -> Response:
    """Make a call, and turn what cannot be done into the problem that says so."""
    try:
        return call(*arguments)
    except Rejected as rejected:
        raise problem_of_decision(rejected) from None
    except IdempotencyKeyReused:
        raise Problem("idempotency_key_reused") from None
    except NotOpen:
        raise Problem("failure_not_open") from None
    except NotCorrectable:
        raise Problem("not_correctable") from None
    except NotDiscardable as refused:
        raise Problem(_NOT_DISCARDABLE[refused.code]) from None


_NOT_DISCARDABLE = {"stuck": "order_is_stuck", "credit_followed": "credit_was_followed"}


def _ask(desk: Desk, caller: Caller, call: str, key: str, reason: str) -> Ask:
    mode = "live" if caller.livemode else "test"
    return Ask(
        id=action_id(caller.seller_id, mode, call, key),
        who=caller.who,
        role=caller.role,
        reason=reason,
        at=desk.clock(),
    )


def _retry(desk: Desk, caller: Caller, asked: Asked, failure_id: str, request: Request) -> Response:
    document, key = asked
    order = own_failed(desk, caller, failure_id)
    wish = decision_of(document, RetryRequest)
    ask = _ask(desk, caller, f"retry {failure_id}", key, wish.reason)
    headers = {"location": f"{request.scope.get('root_path', '')}/v1/orders/{order.id}"}
    if wish.order is None:
        decided = redrive_one(order.id, ask, desk.backends)
        return _answer("redrive", ask, decided, 202, {**headers, **ASK_AGAIN})
    decided = _correct(desk, order, document, ask)
    return _answer("correct", ask, decided, 202, {**headers, **ASK_AGAIN})


def _correct(desk: Desk, order: Order, document: Any, ask: Ask) -> Decided:  # noqa: ANN401 - JSON
    seller = desk.seller_of(order.seller_id)
    if seller is None:
        raise Problem("seller_unknown")
    body = json.dumps(document["order"], ensure_ascii=False).encode()
    try:
        return correct_and_retry(order.id, body, ask, seller=seller, backends=desk.backends)
    except Rejected as rejected:
        raise within_order(rejected) from None


def _discard(desk: Desk, caller: Caller, asked: Asked, failure_id: str) -> Response:
    document, key = asked
    order = own_failed(desk, caller, failure_id)
    wish = decision_of(document, DiscardRequest)
    ask = _ask(desk, caller, f"discard {failure_id}", key, wish.reason)
    return _answer("discard", ask, discard_one(order.id, ask, desk.backends), 200, {})


def _answer(
    what: Decision, ask: Ask, decided: Decided, status: int, headers: dict[str, str]
) -> Response:
    document = {
        "id": ask.id,
        "object": "decision",
        "what": what,
        "failure_id": failure_of(decided.order).id,
        "order_id": decided.order.id,
        "reason": ask.reason,
    }
    return JSONResponse(document, status, {**headers, **(_REPLAYED if decided.replayed else {})})


def _redrive(desk: Desk, caller: Caller, asked: Asked) -> Response:
    document, key = asked
    wish = decision_of(document, RedriveRequest)
    chosen = FailureFilter(
        seller_id=caller.seller_id,
        livemode=caller.livemode,
        code=wish.match.code,
        group=wish.match.group,
        ids=tuple(wish.match.ids or ()),
    )
    ask = _ask(desk, caller, "redrive", key, wish.reason)
    if wish.dry_run:
        seen = window(chosen._replace(state="open"), desk.backends.orders, limit=MOST_AT_ONCE)
        counted = Done(len(seen.found), scanned=seen.scanned, more=seen.end is not None)
        return JSONResponse(_many(ask, counted, dry_run=True))
    done = redrive_all(chosen, ask, desk.backends)
    return JSONResponse(_many(ask, done), 200, _REPLAYED if done.replayed else {})


def _many(ask: Ask, done: Done, *, dry_run: bool = False) -> dict[str, Any]:
    return {
        "id": ask.id if done.matched and not dry_run else None,
        "object": "redrive",
        "dry_run": dry_run,
        "matched": done.matched,
        "redriven": len(done.done),
        "skipped": [each._asdict() for each in done.skipped],
        "scanned": done.scanned,
        "has_more": done.more,
        "reason": ask.reason,
    }
