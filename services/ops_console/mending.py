"""Mending one failure: redrive it, discard it, or correct what was asked for and retry."""

from collections.abc import Callable

from starlette.responses import Response

from services.domain.order import Order
from services.domain.rejection import Rejected, reject
from services.flow.accept import IdempotencyKeyReused
from services.flow.acting import Ask
from services.flow.correct import NotCorrectable, correct_and_retry
from services.flow.decide import NotOpen, discard_one, redrive_one
from services.flow.discard import NotDiscardable
from services.ops_console.asking import NO_REASON, asked
from services.ops_console.failure_choice import FAILURES
from services.ops_console.failures import Refused, failure_page, order_of, to_order
from services.ops_console.forms import text_of
from services.ops_console.pages import Visit, see_other
from services.ops_console.routes import Page, not_found
from services.ops_console.visitor import ACTORS
from services.runtime.http.caps import MAX_BODY_BYTES

_NOT_OPEN = "Nothing was done: somebody decided about it before."
_REUSED = "Nothing was done: this form has decided something else before."
_NOT_DISCARDABLE = {
    "stuck": "Nothing was done: the order has a number and must be finished.",
    "credit_followed": "Nothing was done: a later credit was reckoned from this one.",
}

Step = Callable[[Visit, Order, Ask], str]
"""Does what was asked for and returns what is said of it."""


def _redrive(visit: Visit) -> Response:
    return _decided(visit, "redrive", _redriven)


def _discard(visit: Visit) -> Response:
    return _decided(visit, "discard", _discarded)


def _correct(visit: Visit) -> Response:
    return _decided(visit, "correct", _corrected)


def _redriven(visit: Visit, order: Order, ask: Ask) -> str:
    redrive_one(order.id, ask, visit.desk.backends)
    return "Redriven: the order is on its way again."


def _discarded(visit: Visit, order: Order, ask: Ask) -> str:
    discard_one(order.id, ask, visit.desk.backends)
    return "Discarded: nobody tries again."


def _corrected(visit: Visit, order: Order, ask: Ask) -> str:
    backends, body = visit.desk.backends, text_of(visit.form, "order").encode()
    if len(body) > MAX_BODY_BYTES:
        raise reject("", "too_large", f"is larger than {MAX_BODY_BYTES // 1024} KiB")
    seller = backends.sellers.read(order.seller_id)
    if seller is None:
        raise NotCorrectable(order.id)
    correct_and_retry(order.id, body, ask, seller=seller, backends=backends)
    return "Corrected: the order is on its way again. What was accepted first is kept."


def _decided(visit: Visit, call: str, step: Step) -> Response:
    order = order_of(visit)
    if order is None:
        return not_found(visit)
    if order.failure is None:
        return to_order(order)
    failure_id = order.failure.id
    ask = asked(visit, f"{call} {failure_id}")
    if ask is None:
        return _again(visit, order, Refused(call, f"Nothing was done. {NO_REASON}"))
    try:
        said = _done_or_why_not(step, visit, order, ask)
    except Rejected as rejected:
        return _again(visit, order, Refused(call, "Nothing was done.", faults=rejected.faults))
    return see_other(f"{FAILURES}/{failure_id}", said)


def _done_or_why_not(step: Step, visit: Visit, order: Order, ask: Ask) -> str:
    try:
        return step(visit, order, ask)
    except NotOpen:
        return _NOT_OPEN
    except IdempotencyKeyReused:
        return _REUSED
    except NotCorrectable:
        return "Nothing was done: only an order without a number can be corrected, and no credit."
    except NotDiscardable as refused:
        return _NOT_DISCARDABLE[refused.code]


def _again(visit: Visit, order: Order, refused: Refused) -> Response:
    """Show the failure once more, with all that was typed."""
    reason, typed = text_of(visit.form, "reason"), text_of(visit.form, "order")
    return failure_page(visit, order, refused._replace(reason=reason, order=typed))


PAGES = (
    Page("/ops/failures/{id}/redrive", _redrive, "POST", ACTORS),
    Page("/ops/failures/{id}/discard", _discard, "POST", ACTORS),
    Page("/ops/failures/{id}/correct", _correct, "POST", ACTORS),
)
