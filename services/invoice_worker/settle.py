"""The one place that tells the two kinds of failure apart (design D7).

Permanent: sending the same order again cannot help; it is failed and its message deleted. All
else is released with full-jitter back-off, and the fifth failed attempt counts as permanent.
Once an order has a number it can only be stuck: a person is called and retries go on.
"""

import structlog

from services.backends.queue import LeaseLost, Message
from services.domain import order as facts
from services.domain.order import MAX_ATTEMPTS, Order
from services.domain.rejection import Rejected
from services.flow.change import change
from services.flow.news import tell_failed
from services.invoice_worker.workbench import Attempt, Workbench
from services.runtime.tracing import trace_names

FIRST_BACKOFF_S = 2.0
LONGEST_BACKOFF_S = 300.0

log = structlog.get_logger()


def settle(attempt: Attempt, error: Exception, bench: Workbench) -> None:
    """Record what an attempt died of, then give its message back or delete it."""
    now = bench.clock()
    order_id = attempt.order.id

    def fallen(order: Order) -> Order | None:
        if order.archived or order.halted or order.cancelled_at:
            return None
        if isinstance(error, Rejected) and not order.issued:
            code = error.faults[0].code
            made = order.attempts + 1
            return facts.fail(order, "order", code, _said(error), now, attempts=made)
        tried = facts.attempt_failed(order, type(error).__name__, now)
        if tried.attempts < MAX_ATTEMPTS:
            return tried
        detail = f"{tried.attempts} attempts failed, the last with {type(error).__name__}"
        if order.issued:
            return facts.stuck(tried, detail, now)
        return facts.fail(tried, "order", "attempts_exhausted", detail, now)

    after = change(bench.orders, order_id, fallen)
    if after is None:
        log.info("order.nothing_to_do", **trace_names(attempt.order))
        bench.queue.delete([attempt.message])
    elif after.open_failure:
        bench.meter.count("failed", seller_id=after.seller_id)
        log.error("order.failed", **trace_names(after), code=after.open_failure.code)
        tell_failed(after, bench.topics)
        bench.queue.delete([attempt.message])
    else:
        bench.meter.count("released", seller_id=after.seller_id)
        log.warning("order.released", **trace_names(after), attempts=after.attempts, exc_info=error)
        span_s = min(FIRST_BACKOFF_S * 2**after.attempts, LONGEST_BACKOFF_S)
        release(attempt.message, bench.fraction() * span_s, bench)


def _said(rejected: Rejected) -> str:
    return "; ".join(f"{f.pointer}: {f.detail}" if f.pointer else f.detail for f in rejected.faults)


def release(message: Message, delay_s: float, bench: Workbench) -> None:
    """Give a delivery back early. One that was lost is in somebody else's hands already."""
    try:
        bench.queue.release(message, delay_s)
    except LeaseLost:
        log.warning("lease.lost")
