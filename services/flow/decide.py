"""One decision about one failure, made once however often it is asked for.

What was decided stands in the order's history under the id of its action, in the same write. So
whoever asks again, because the answer was lost, is told that it is done, and nothing is done
twice: not even when the order has failed again since.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple, TypeVar

from services.domain.order import Order
from services.domain.order_failures import done_by
from services.flow.accept import IdempotencyKeyReused
from services.flow.acting import Ask, act, tell_done
from services.flow.discard import check_discardable, discard_order
from services.flow.redrive import redrive_order
from services.runtime.composition import Backends

Decision = Literal["redrive", "correct", "discard"]
EVENT_OF: dict[Decision, str] = {
    "redrive": "redriven",
    "correct": "corrected",
    "discard": "discarded",
}
"""The event that a decision leaves in the history."""

Checked = TypeVar("Checked")


class NotOpen(Exception):  # noqa: N818 - a verdict on the order
    """It has no failure that waits for a decision: it was redriven or discarded meanwhile."""


class Decided(NamedTuple):
    """The order as it stands, and whether it was decided before this request came."""

    order: Order
    replayed: bool


def redrive_one(order_id: str, ask: Ask, backends: Backends) -> Decided:
    """Send a failed order on its way again. Raises NotOpen and IdempotencyKeyReused."""
    return decide(
        order_id,
        "redrive",
        ask,
        backends,
        check=lambda _order: None,
        step=lambda _checked: redriven(order_id, ask, backends),
    )


def discard_one(order_id: str, ask: Ask, backends: Backends) -> Decided:
    """Give a failure up. Raises NotDiscardable, NotOpen and IdempotencyKeyReused."""
    return decide(
        order_id,
        "discard",
        ask,
        backends,
        check=lambda order: check_discardable(order, backends),
        step=lambda _checked: discard_order(order_id, ask, backends),
    )


def redriven(order_id: str, ask: Ask, backends: Backends) -> Order | None:
    """Redrive an order as part of an action; None when it has no open failure (any more)."""
    return redrive_order(
        order_id,
        ask.reason,
        orders=backends.orders,
        orders_queue=backends.orders_queue,
        archived_queue=backends.archived_queue,
        now=ask.at,
        action=ask.id,
    )


def decide(
    order_id: str,
    decision: Decision,
    ask: Ask,
    backends: Backends,
    *,
    check: Callable[[Order], Checked],
    step: Callable[[Checked], Order | None],
    is_same: Callable[[Order], bool] = lambda _order: True,
) -> Decided:
    """Check, write the action down, and take the step; or find that it was taken before.

    `check` raises for what cannot be done, before anything is written; what it returns is given
    to `step`. `is_same` compares what is asked with what a decision of this action left.
    """
    order = _read(order_id, backends)
    if was_decided(order, decision, ask, is_same):
        return Decided(order, replayed=True)
    if order.open_failure is None:
        raise NotOpen(order_id)
    checked = check(order)
    act(ask, decision, order.open_failure.id, actions=backends.actions, seller_id=order.seller_id)
    done = step(checked)
    tell_done(ask, decision, done=int(done is not None), skipped=int(done is None))
    if done:
        return Decided(done, replayed=False)
    # Somebody was faster: perhaps the same request, sent twice.
    order = _read(order_id, backends)
    if was_decided(order, decision, ask, is_same):
        return Decided(order, replayed=True)
    raise NotOpen(order_id)


def was_decided(
    order: Order,
    decision: Decision,
    ask: Ask,
    is_same: Callable[[Order], bool] = lambda _order: True,
) -> bool:
    """Tell whether an action was done to the order. Raises IdempotencyKeyReused for another."""
    events = done_by(order, ask.id)
    if not events:
        return False
    first = events[0]
    same = (first.event, first.detail) == (EVENT_OF[decision], ask.reason)
    if not (same and (not _is_latest(order, ask) or is_same(order))):
        raise IdempotencyKeyReused("another decision was made under this idempotency key")
    return True


def _is_latest(order: Order, ask: Ask) -> bool:
    """Tell whether the order's body is still the one that this action left, if it left one."""
    actions = [event.action for event in order.history if event.event == EVENT_OF["correct"]]
    return actions[-1:] == [ask.id]


def _read(order_id: str, backends: Backends) -> Order:
    found = backends.orders.read([order_id])
    if not found:
        raise NotOpen(order_id)
    return found[0]
