"""Discarding a failure: nobody tries again.

The failure of a credit gives back what the credit was to take. Both orders are written in one
transaction, so at no instant is the claim gone while the credit may still be redriven, nor does a
discarded credit keep it.
"""

from services.backends.conflict import Conflict
from services.backends.unavailable import Unavailable
from services.domain.order import Order, succeeding
from services.domain.order_credits import give_back, is_last_credit
from services.domain.order_failures import discard, is_discardable
from services.flow.acting import Ask
from services.runtime.composition import Backends

_TRIES = 20


class NotDiscardable(Exception):  # noqa: N818 - a verdict on the order
    """The failure must stay open. `code` says why: `stuck` or `credit_followed`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def check_discardable(order: Order, backends: Backends) -> None:
    """Raise NotDiscardable for a stuck order, and for a credit that a later one was reckoned from.

    The first has a number and must be finished; the second would change what the later takes.
    """
    if order.open_failure and not is_discardable(order):
        raise NotDiscardable("stuck")
    original = _credited(order, backends)
    if original and not is_last_credit(original, order.id):
        raise NotDiscardable("credit_followed")


def discard_order(order_id: str, ask: Ask, backends: Backends) -> Order | None:
    """Discard a failure; None when the order has no open one (any more).

    Raises NotDiscardable, and Unavailable when others keep changing the same orders.
    """
    for _ in range(_TRIES):
        found = backends.orders.read([order_id])
        if not found or found[0].open_failure is None:
            return None
        check_discardable(found[0], backends)
        try:
            return _store(found[0], ask, backends)
        except Conflict:
            continue
    raise Unavailable(f"{order_id} was changed by others {_TRIES} times in a row")


def _store(order: Order, ask: Ask, backends: Backends) -> Order:
    discarded = discard(order, ask.reason, ask.at, ask.id)
    original = _credited(order, backends)
    if original is None:
        return backends.orders.save(discarded)
    backends.orders.save_both(discarded, give_back(original, order.id, ask.at))
    return succeeding(discarded)


def _credited(order: Order, backends: Backends) -> Order | None:
    """Return the order whose invoice a credit without a number still has a claim on."""
    if order.credits is None or order.issued:
        return None
    invoice = backends.invoices.read(order.seller_id, order.credits)
    found = backends.orders.read([invoice.order_id]) if invoice else []
    claims = [each.order_id for original in found for each in original.taken_back]
    return found[0] if order.id in claims else None
