"""Orders whose next fact did not come in time are sent on again (design D1, D14)."""

from datetime import datetime, timedelta
from functools import cache

import structlog

from services.backends.conflict import Conflict
from services.backends.queue import Figures
from services.domain.order import Order, postpone
from services.flow.dispatch import send_on
from services.reconciler.desk import Desk
from services.runtime.tracing import trace_names

DUE_AT_ONCE = 500
"""Orders looked at in one round; what is left is next in line a minute later."""

SENT_WITHIN = timedelta(seconds=10)
"""How long after an order's last fact its message is sent, on a slow disk or another's clock."""

EXCUSED_LOOKS = 3
"""How often the backlog of a queue that does not know its age excuses an order's wait: for 1, 2
and 4 minutes. A message that was lost is so replaced after 8 minutes on a queue that is never
empty, and an outage adds no more than a message at each later, ever rarer look."""

log = structlog.get_logger()


def send_on_overdue(desk: Desk, now: datetime) -> int:
    """Send on every overdue order and return how many were sent.

    The due time is moved on first, so that two rounds never send one order twice and an outage
    does not multiply messages. Nothing is sent while the wait explains itself.
    """
    # Asked once a round, and only when something is overdue.
    orders = cache(desk.orders_queue.figures)
    archived = cache(desk.archived_queue.figures)
    sent = 0
    for hint in desk.orders.due(now, DUE_AT_ONCE):
        order = _postponed(hint.id, desk, now)
        if order is None:
            continue
        figures = archived() if hint.archived else orders()
        if _still_queued(hint, figures, now):
            continue
        send_on(order, orders_queue=desk.orders_queue, archived_queue=desk.archived_queue)
        log.warning("order.sent_on", **trace_names(order), dispatches=order.dispatches)
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


def _still_queued(order: Order, figures: Figures, now: datetime) -> bool:
    """Tell whether a message as old as this order's last one is still waiting for its turn."""
    if figures.oldest_age_s is not None:
        oldest_at = now - timedelta(seconds=figures.oldest_age_s)
        return oldest_at <= order.history[-1].at + SENT_WITHIN
    return figures.undeleted > 0 and order.dispatches < EXCUSED_LOOKS
