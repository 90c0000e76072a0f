"""Sending an order on: the message that its next step waits for."""

import structlog

from services.backends.queue import Queue
from services.domain.invoice import archive_key
from services.domain.message import OrderAccepted, object_created
from services.domain.order import Order
from services.runtime.tracing import trace_names

log = structlog.get_logger()


def order_accepted(order: Order) -> str:
    """Return the body of the message that asks a worker to take the order."""
    return OrderAccepted(order.id, order.seller_id, order.traceparent).encode()


def dispatch(order: Order, queue: Queue) -> None:
    """Put the message of an order that was just accepted on the queue, if the queue takes it."""
    log.info("order.accepted", **trace_names(order), seller_id=order.seller_id)
    try:
        queue.send([order_accepted(order)])
    except Exception as error:  # noqa: BLE001 - the order stands; the reconciler sends it on
        log.warning("order.not_dispatched", **trace_names(order), reason=type(error).__name__)


def send_on(order: Order, *, orders_queue: Queue, archived_queue: Queue) -> None:
    """Send the message of whatever the order still needs: a worker, or the notifier.

    A message too many does no harm: every step looks at the facts first.
    """
    if order.issued and order.archived:
        key = archive_key(order.seller_id, order.issued.issued_on, order.issued.number)
        archived_queue.send([object_created(key)])
    else:
        orders_queue.send([order_accepted(order)])
