"""Lists of orders: one selector, a range of days, and a signed cursor from page to page (D14)."""

from datetime import date
from typing import Any

from services.backends.orders import OrderQuery
from services.domain.ids import canonical_json
from services.flow.accept import email_key
from services.flow.order_answer import order_answer
from services.order_api.desk import Desk
from services.order_api.list_pages import list_page, position_after
from services.order_api.query import OrderFilters
from services.runtime.http.credentials import Caller


def page_of(filters: OrderFilters, caller: Caller, desk: Desk) -> dict[str, Any]:
    """Return a page of the caller's orders, newest first. Raises Problem `bad_cursor`."""
    query = _query(filters, caller, desk)
    scope = _scope(query)
    # One more than is shown says whether more follow.
    query = query._replace(
        limit=filters.limit + 1, after=position_after(filters.cursor, desk, scope)
    )
    found = desk.backends.orders.find(query)
    page = found[: filters.limit]
    end = (page[-1].accepted_at, page[-1].id) if len(found) > filters.limit else None
    links = desk.backends.secrets.links
    rows = [order_answer(order, public_url=desk.public_url, links=links) for order in page]
    return list_page(rows, end, desk, scope)


def _query(filters: OrderFilters, caller: Caller, desk: Desk) -> OrderQuery:
    lookup_key = desk.backends.secrets.lookups
    return OrderQuery(
        seller_id=caller.seller_id,
        livemode=caller.livemode,
        limit=filters.limit,
        status=filters.status,
        reference=filters.reference,
        email_key=email_key(lookup_key, filters.email) if filters.email else None,
        first=filters.from_,
        last=filters.to,
    )


def _scope(query: OrderQuery) -> str:
    """Name the list a page belongs to: everything asked but the page's size and place."""
    asked = query._replace(limit=0, after=None)._asdict()
    days = {name: day.isoformat() for name, day in asked.items() if isinstance(day, date)}
    return canonical_json({**asked, **days}).decode()
