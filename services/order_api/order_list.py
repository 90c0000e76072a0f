"""Lists of orders: one selector, a range of days, and a signed cursor from page to page (D14)."""

from datetime import date, datetime
from typing import Any

from services.backends.orders import OrderQuery
from services.domain.ids import canonical_json
from services.flow.accept import email_key
from services.flow.cursor import BadCursor, cursor, read_cursor
from services.flow.order_answer import order_answer
from services.order_api.desk import Desk
from services.order_api.query import OrderFilters
from services.runtime.http.credentials import Caller
from services.runtime.http.problems import Problem


def page_of(filters: OrderFilters, caller: Caller, desk: Desk) -> dict[str, Any]:
    """Return a page of the caller's orders, newest first. Raises Problem `bad_cursor`."""
    query = _query(filters, caller, desk)
    scope = _scope(query)
    # One more than is shown says whether more follow.
    query = query._replace(limit=filters.limit + 1, after=_after(filters.cursor, desk, scope))
    found = desk.backends.orders.find(query)
    page, has_more = found[: filters.limit], len(found) > filters.limit
    public_url, secrets = desk.public_url, desk.backends.secrets
    end = (page[-1].accepted_at, page[-1].id) if has_more else None
    return {
        "object": "list",
        "data": [order_answer(o, public_url=public_url, links=secrets.links) for o in page],
        "has_more": has_more,
        "next": cursor(end, secrets.cursors, scope) if end else None,
    }


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


def _after(text: str | None, desk: Desk, scope: str) -> tuple[datetime, str] | None:
    if text is None:
        return None
    try:
        return read_cursor(text, desk.backends.secrets.cursors, scope)
    except BadCursor:
        raise Problem("bad_cursor") from None
