"""Mail: what was sent to whom about which invoice, and what became of it."""

from typing import Final

from starlette.responses import Response

from services.domain.order import Status
from services.flow.failures import FailureFilter, window
from services.ops_console.lists import ROWS
from services.ops_console.orders_listed import orders_listed
from services.ops_console.pages import Visit, page
from services.ops_console.routes import Page

MAIL = "/ops/mail"

_STATUSES: Final[dict[Status, str]] = {
    "sent": "sent",
    "invoiced": "on its way",
    "credited": "of credited invoices",
}
"""Orders that have a mail or wait for it, and what their lists are called."""


def _list(visit: Visit) -> Response:
    status: Status = next((one for one in _STATUSES if one == visit.query.get("status")), "sent")
    listed = orders_listed(visit, "mail", status)
    livemode = listed.mode == "live"
    failed = FailureFilter(listed.seller_id, livemode=livemode, kind="mail", state="open")
    return page(
        visit,
        "mail.html.jinja",
        title="Mail",
        at=MAIL,
        failed=window(failed, visit.desk.backends.orders, limit=ROWS),
        statuses=_STATUSES,
        now=visit.desk.clock(),
        **listed._asdict(),
    )


PAGES = (Page(MAIL, _list),)
