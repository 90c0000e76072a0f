"""Orders whose next fact did not come in time are sent on again (design D1, D14)."""

from datetime import datetime, timedelta

import structlog

from services.backends.conflict import Conflict
from services.domain.order import Order, postpone
from services.flow.dispatch import send_on
from services.reconciler.desk import Desk

DUE_AT_ONCE = 500
"""Orders looked at in one round; what is left is next in line a minute later."""

log = structlog.get_logger()


def send_on_overdue(desk: Desk, now: datetime) -> int:
    """Send on every overdue order and return how many were sent.

    The due time is moved on first, so that two rounds never send one order twice and an outage
    does not multiply messages. Nothing is sent while the wait explains itself.
    """
    sent = 0
    for hint in desk.orders.due(now, DUE_AT_ONCE):
        order = _postponed(hint.id, desk, now)
        if order is None or _still_queued(hint, desk, now):
            continue
        send_on(order, orders_queue=desk.orders_queue, archived_queue=desk.archived_queue)
        log.warning("order.sent_on", order_id=order.id, dispatches=order.dispatches)
        sent += 1
    return sent


def _postponed(order_id: str, desk: Desk, now: datetime) -> Order | None:
    found = desk.orders.read([order_id])
    if not found or found[0].due_at is None or found[0].due_at > now:
        return None
    try:
        return desk.orders.save(postpone(found[0], now))
    except Conflict:
        return None  # it is moving after all


def _still_queued(order: Order, desk: Desk, now: datetime) -> bool:
    """Tell whether a message as old as this order's last one is still waiting for its turn."""
    queue = desk.archived_queue if order.archived else desk.orders_queue
    oldest_age_s = queue.figures().oldest_age_s
    if oldest_age_s is None:
        return False
    return now - timedelta(seconds=oldest_age_s) <= order.history[-1].at
