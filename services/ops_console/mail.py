"""Mail: what was sent to whom about which invoice, and what became of it."""

from typing import Final

from starlette.responses import Response

from services.backends.orders import OrderQuery
from services.domain.order import Status
from services.flow.failures import FailureFilter, window
from services.ops_console.lists import ROWS, older, part_of, shown_of
from services.ops_console.pages import Visit, page
from services.ops_console.routes import Page
from services.ops_console.whose import mode_of, sellers_of

MAIL = "/ops/mail"

_STATUSES: Final[dict[Status, str]] = {
    "sent": "sent",
    "invoiced": "on its way",
    "credited": "of credited invoices",
}
"""Orders that have a mail or wait for it, and what their lists are called."""


def _list(visit: Visit) -> Response:
    seller_id = visit.visitor.seller(visit.query.get("seller")) or visit.visitor.key.seller_id
    mode, orders = mode_of(visit), visit.desk.backends.orders
    status: Status = next((one for one in _STATUSES if one == visit.query.get("status")), "sent")
    scope = f"ops mail {seller_id} {mode} {status}"
    part = part_of(visit, scope)
    livemode = mode == "live"
    listed = orders.find(OrderQuery(seller_id, livemode, part.limit, status, after=part.after))
    shown = shown_of(listed)
    last = (shown[-1].accepted_at, shown[-1].id) if shown else None
    failed = FailureFilter(seller_id, livemode=livemode, kind="mail", state="open")
    return page(
        visit,
        "mail.html.jinja",
        title="Mail",
        at=MAIL,
        orders=shown,
        older=older(visit, listed, last, scope),
        failed=window(failed, orders, limit=ROWS),
        statuses=_STATUSES,
        shown_status=status,
        sellers=sellers_of(visit),
        seller_id=seller_id,
        mode=mode,
        now=visit.desk.clock(),
    )


PAGES = (Page(MAIL, _list),)
