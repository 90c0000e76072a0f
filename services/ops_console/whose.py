"""Whose records a visitor sees, and how much of the people in them."""

import json
from typing import Any, Literal, NamedTuple

from services.domain.mail import masked
from services.domain.order import Order
from services.ops_console.pages import Visit
from services.ops_console.visitor import Visitor

Mode = Literal["live", "test"]


class Buyer(NamedTuple):
    """Who an order is for."""

    name: str
    email: str
    address: str


def sellers_of(visit: Visit) -> list[str]:
    """Return whose records the visitor may see: their own seller's, an admin everybody's."""
    if not visit.visitor.is_admin:
        return [visit.visitor.key.seller_id]
    return [seller.id for seller in visit.desk.backends.sellers.all()]


def sees_order(visitor: Visitor, order: Order) -> bool:
    """Tell whether an order may be shown: an admin sees them all, others what their key opens."""
    own = (order.seller_id, order.livemode) == (visitor.key.seller_id, visitor.livemode)
    return visitor.is_admin or own


def mode_of(visit: Visit) -> Mode:
    """Return which orders a list shows: those of the key's mode; an admin may ask for the other."""
    own: Mode = "live" if visit.visitor.livemode else "test"
    asked = visit.query.get("mode")
    if not visit.visitor.is_admin:
        return own
    return "live" if asked == "live" else "test" if asked == "test" else own


def buyer_of(order: Order, visitor: Visitor) -> Buyer | None:
    """Return the buyer, masked unless the visitor's role may see people; None for a credit."""
    asked: Any = json.loads(order.asked)
    if "buyer" not in asked:
        return None
    buyer, address = asked["buyer"], asked["buyer"]["address"]
    if not visitor.sees_buyers:
        return Buyer(f"{buyer['name'][:1]}***", masked(buyer["email"]), address["country"])
    town = f"{address['postal_code']} {address['city']}"
    lines = [address["line1"], address.get("line2"), town, address["country"]]
    return Buyer(buyer["name"], buyer["email"], ", ".join(line for line in lines if line))


def body_of(order: Order, visitor: Visitor, *, original: bool = False) -> str | None:
    """Return what was asked for as indented JSON, None for whom buyers are masked.

    It is the body that counts, or the one that was accepted before somebody corrected it.
    """
    if not visitor.sees_buyers:
        return None
    asked: Any = json.loads(order.request if original else order.asked)
    return json.dumps(asked, indent=2, ensure_ascii=False)
