"""Orders: lists of a seller's, what a search found, and one order with all that became of it."""

from typing import Final, get_args

from starlette.responses import Response

from services.domain.order import Status
from services.flow.order_answer import order_answer
from services.ops_console.forms import text_of
from services.ops_console.orders_listed import orders_listed
from services.ops_console.pages import Visit, page, see_other
from services.ops_console.routes import Page, not_found
from services.ops_console.search import found
from services.ops_console.whose import body_of, buyer_of, sees_order

ORDERS = "/ops/orders"

_STATUSES: Final[tuple[Status, ...]] = get_args(Status)


def _list(visit: Visit) -> Response:
    status = next((one for one in _STATUSES if one == visit.query.get("status")), None)
    listed = orders_listed(visit, "orders", status)
    return page(
        visit,
        "orders.html.jinja",
        title="Orders",
        at=ORDERS,
        statuses=_STATUSES,
        now=visit.desk.clock(),
        **listed._asdict(),
    )


def _search(visit: Visit) -> Response:
    orders = found(text_of(visit.form, "words"), visit)
    if len(orders) == 1:
        return see_other(f"{ORDERS}/{orders[0].id}")
    now = visit.desk.clock()
    return page(visit, "found.html.jinja", title="Search", at=ORDERS, orders=orders, now=now)


def _show(visit: Visit) -> Response:
    desk, backends = visit.desk, visit.desk.backends
    orders = backends.orders.read([visit.request.path_params["id"]])
    if not orders or not sees_order(visit.visitor, orders[0]):
        return not_found(visit)
    order = orders[0]
    issued = order.issued
    return page(
        visit,
        "order.html.jinja",
        title=f"Order {order.reference}",
        at=ORDERS,
        order=order,
        answer=order_answer(order, public_url=desk.public_url, links=backends.secrets.links),
        buyer=buyer_of(order, visit.visitor),
        body=body_of(order, visit.visitor),
        mails=backends.mails.of_invoice(order.seller_id, issued.number) if issued else [],
        credits=backends.orders.read([one.order_id for one in order.taken_back]),
        now=desk.clock(),
    )


PAGES = (
    Page(ORDERS, _list),
    Page("/ops/orders/{id}", _show),
    Page("/ops/search", _search, "POST"),
)
