"""What credits make true of the order whose invoice they take back."""

from datetime import datetime
from decimal import Decimal

from services.domain.order import Credit, Order


def take_back(order: Order, credit: Credit, left: Decimal, at: datetime) -> Order:
    """Note a credit on the order's invoice; `left` is what is left of it afterwards, gross."""
    credited_at = order.credited_at if left else at
    return order.after(
        at,
        "credited",
        credit.order_id,
        taken_back=(*order.taken_back, credit),
        credited_at=credited_at,
    )


def is_last_credit(order: Order, credit_id: str) -> bool:
    """Tell whether this is the latest credit on the order's invoice.

    Later ones were reckoned from it, so only the last can be given back.
    """
    return bool(order.taken_back) and order.taken_back[-1].order_id == credit_id


def give_back(order: Order, credit_id: str, at: datetime) -> Order:
    """Take the last credit off the order's invoice: what it took is left again."""
    if not is_last_credit(order, credit_id):
        raise ValueError("only the last credit on an invoice can be given back")
    return order.after(
        at, "given_back", credit_id, taken_back=order.taken_back[:-1], credited_at=None
    )
