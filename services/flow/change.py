"""Changing one order: read, compute the successor, store it unless somebody was faster."""

from collections.abc import Callable

from services.backends.conflict import Conflict
from services.backends.orders import Orders
from services.domain.order import Order

_TRIES = 20


def change(
    orders: Orders, order_id: str, successor: Callable[[Order], Order | None]
) -> Order | None:
    """Store `successor(order)` and return it; None when the order is missing or stays as it is.

    `successor` is called anew on the newest version whenever another writer came first, so no
    fact is ever overwritten. Raises Conflict when that never ends.
    """
    for _ in range(_TRIES):
        found = orders.read([order_id])
        changed = successor(found[0]) if found else None
        if changed is None:
            return None
        try:
            return orders.save(changed)
        except Conflict:
            continue
    raise Conflict(f"{order_id} was changed by others {_TRIES} times in a row")
