"""Redriving a failed order: its failure is kept, its attempts are forgotten, it goes on."""

from datetime import datetime

import structlog

from services.backends.orders import Orders
from services.backends.queue import Queue
from services.domain.order import Order
from services.domain.order_failures import done_by, redrive
from services.flow.change import change
from services.flow.dispatch import send_on
from services.runtime.tracing import trace_names

log = structlog.get_logger()


def redrive_order(
    order_id: str,
    reason: str,
    *,
    orders: Orders,
    orders_queue: Queue,
    archived_queue: Queue,
    now: datetime,
    action: str | None = None,
) -> Order | None:
    """Send a failed order on its way again; None when it has no open failure (any more).

    The order is due again in the same write, so a message that cannot be sent loses nothing.
    `action` is the id of the action it belongs to, which redrives an order only once.
    """

    def successor(order: Order) -> Order | None:
        done = action is not None and done_by(order, action)
        return redrive(order, reason, now, action) if order.open_failure and not done else None

    redriven = change(orders, order_id, successor)
    if redriven:
        send_on_if_possible(redriven, orders_queue=orders_queue, archived_queue=archived_queue)
    return redriven


def send_on_if_possible(order: Order, *, orders_queue: Queue, archived_queue: Queue) -> None:
    """Send the message of an order that is due; if that fails, the reconciler does it later."""
    try:
        send_on(order, orders_queue=orders_queue, archived_queue=archived_queue)
    except Exception as error:  # noqa: BLE001 - the reconciler sends it on
        log.warning("order.not_dispatched", **trace_names(order), reason=type(error).__name__)
