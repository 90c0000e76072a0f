"""Sellers: whose invoices these are, what their profiles say, and how far they have counted."""

from starlette.responses import Response

from services.backends.numbering import UnreadableCounters
from services.domain.numbering import Counter
from services.ops_console.pages import Visit, page
from services.ops_console.routes import Page, not_found

SELLERS = "/ops/sellers"


def _list(visit: Visit) -> Response:
    sellers = visit.desk.backends.sellers.all()
    seen = [seller for seller in sellers if visit.visitor.sees(seller.id)]
    return page(visit, "sellers.html.jinja", title="Sellers", at=SELLERS, sellers=seen)


def _show(visit: Visit) -> Response:
    seller_id = visit.request.path_params["id"]
    seller = visit.desk.backends.sellers.read(seller_id) if visit.visitor.sees(seller_id) else None
    if seller is None:
        return not_found(visit)
    counters, broken = _counters(visit)
    return page(
        visit,
        "seller.html.jinja",
        title=seller.shown_name,
        at=SELLERS,
        seller=seller,
        counters=[counter for counter in counters if counter.series.seller_id == seller_id],
        broken=broken,
    )


def _counters(visit: Visit) -> tuple[list[Counter], bool]:
    """Return every counter that can be read, and whether there are others."""
    try:
        return visit.desk.backends.numbering.counters(), False
    except UnreadableCounters as unreadable:
        return list(unreadable.readable), True


PAGES = (
    Page(SELLERS, _list),
    Page("/ops/sellers/{id}", _show),
)
