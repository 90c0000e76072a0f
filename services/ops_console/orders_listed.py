"""One page of a seller's orders, as the lists of orders and of mail both show it."""

from collections.abc import Sequence
from typing import NamedTuple

from services.backends.orders import OrderQuery
from services.domain.order import Order, Status
from services.ops_console.lists import older, part_of, shown_of
from services.ops_console.pages import Visit
from services.ops_console.whose import Mode, mode_of, sellers_of


class OrdersListed(NamedTuple):
    """What the templates of such a list need."""

    orders: Sequence[Order]
    older: str | None
    """The link to the next page; None on the last."""
    shown_status: Status | None
    sellers: list[str]
    """Whose the visitor may see."""
    seller_id: str
    mode: Mode


def orders_listed(visit: Visit, name: str, status: Status | None) -> OrdersListed:
    """Return the page that a visit asks for, newest first. Raises Problem `bad_cursor`.

    `name` is the list's: a cursor of one leads nowhere in another.
    """
    seller_id = visit.visitor.seller(visit.query.get("seller")) or visit.visitor.key.seller_id
    mode = mode_of(visit)
    scope = f"ops {name} {seller_id} {mode} {status}"
    part = part_of(visit, scope)
    query = OrderQuery(
        seller_id, livemode=mode == "live", limit=part.limit, status=status, after=part.after
    )
    found = visit.desk.backends.orders.find(query)
    shown = shown_of(found)
    last = (shown[-1].accepted_at, shown[-1].id) if shown else None
    further = older(visit, found, last, scope)
    return OrdersListed(shown, further, status, sellers_of(visit), seller_id, mode)
