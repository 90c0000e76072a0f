"""What a person decides about a failure: send the order on again, correct it, or discard it.

A decision may name the action it was (`services/domain/action.py`). Who asks for the same action
again then meets it in the order's history, in the very write that it came with.
"""

from datetime import datetime
from typing import NamedTuple

from services.domain.order import DISPATCH_GRACE, Event, Order, OrderTotals


class Correction(NamedTuple):
    """Another body, and what it comes to by the rules that a new order is accepted by."""

    body: str
    reference: str
    currency: str
    email_key: str
    totals: OrderTotals
    drill: str | None


def redrive(order: Order, reason: str, at: datetime, action: str | None = None) -> Order:
    """Send a failed order on its way again, its attempts forgotten."""
    if order.failure is None:
        raise ValueError("only an order that failed can be redriven")
    failure = order.failure.model_copy(update={"state": "redriven", "reason": reason})
    return order.after(
        at,
        "redriven",
        reason,
        action=action,
        failure=failure,
        attempts=0,
        due_at=at + DISPATCH_GRACE,
    )


def is_correctable(order: Order) -> bool:
    """Tell whether another body may take the place of what was asked.

    Not once there is a number, and not for a credit: what it takes is kept with its invoice.
    """
    failure = order.open_failure
    return bool(failure and failure.kind == "order") and not (order.issued or order.credits)


def correct(
    order: Order, correction: Correction, reason: str, at: datetime, action: str | None = None
) -> Order:
    """Put another body in the place of the one that failed, and send the order on its way again.

    What was accepted stays as it is, to tell a request that comes again.
    """
    if not is_correctable(order):
        raise ValueError("only an order that failed without a number can be corrected")
    corrected = order.after(
        at,
        "corrected",
        reason,
        action=action,
        corrected=correction.body,
        accepted_totals=order.accepted_totals or order.totals,
        reference=correction.reference,
        currency=correction.currency,
        email_key=correction.email_key,
        totals=correction.totals,
        drill=correction.drill,
    )
    return redrive(corrected, reason, at, action)


def is_discardable(order: Order) -> bool:
    """Tell whether its failure may be discarded. A stuck order may not: it has a number."""
    return order.open_failure is not None and order.open_failure.code != "stuck"


def discard(order: Order, reason: str, at: datetime, action: str | None = None) -> Order:
    """Give a failure up: nobody tries again. An order without a number stays `failed`."""
    if order.failure is None or not is_discardable(order):
        raise ValueError("only an open failure of an order that is not stuck can be discarded")
    failure = order.failure.model_copy(update={"state": "discarded", "reason": reason})
    return order.after(at, "discarded", reason, action=action, failure=failure, due_at=None)


def done_by(order: Order, action: str) -> list[Event]:
    """Return what an action made true of the order; nothing while it was not done."""
    return [event for event in order.history if event.action == action]
