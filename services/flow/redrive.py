"""Redriving a failed order: its failure is kept, its attempts are forgotten, it goes on."""

from datetime import datetime

import structlog

from services.backends.orders import Orders
from services.backends.queue import Queue
from services.domain.order import Order, redrive
from services.flow.change import change
from services.flow.dispatch import send_on

log = structlog.get_logger()


def redrive_order(
    order_id: str,
    reason: str,
    *,
    orders: Orders,
    orders_queue: Queue,
    archived_queue: Queue,
    now: datetime,
) -> Order | None:
    """Send a failed order on its way again; None when it has no open failure (any more).

    The order is due again in the same write, so a message that cannot be sent loses nothing.
    """
    redriven = change(
        orders, order_id, lambda order: redrive(order, reason, now) if order.open_failure else None
    )
    if redriven:
        try:
            send_on(redriven, orders_queue=orders_queue, archived_queue=archived_queue)
        except Exception as error:  # noqa: BLE001 - the reconciler sends it on
            log.warning("order.not_dispatched", order_id=order_id, reason=type(error).__name__)
    return redriven
