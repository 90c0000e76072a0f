"""What a numbering transaction writes, made as the worker makes it but without its rules."""

from collections.abc import Sequence

from services.backends.numbering import Issuance
from services.domain.invoice import Invoice, record_hash
from services.domain.link import Link
from services.domain.numbering import Counter, Series, unused
from services.domain.order import Issued, Order, issue
from tests.builders import NOW, TODAY, a_link, a_seller, an_invoice, an_order
from tests.contract.places import Backend

RULES = a_seller().profile.numbering
SERIES = Series(seller_id="papierhaus", livemode=True, type="380", period="2026")

_INVOICE = an_invoice()


def accepted(backend: Backend, *keys: str) -> list[Order]:
    """Accept an order under each key."""
    orders = [an_order(key=key) for key in keys]
    for order in orders:
        backend.orders.accept(order)
    return orders


def issuance(before: Counter | None, orders: Sequence[Order], series: Series = SERIES) -> Issuance:
    """Give the orders the next numbers after `before`."""
    counter = before or unused(series, RULES)
    invoices: list[Invoice] = []
    for sequence, order in enumerate(orders, counter.last + 1):
        previous = record_hash(invoices[-1]) if invoices else counter.last_hash
        invoices.append(numbered(order, sequence, previous, series))
    links = [_link(invoice) for invoice in invoices]
    return Issuance(
        before=before,
        after=counter.model_copy(
            update={
                "last": counter.last + len(orders),
                "last_issued_on": TODAY,
                "last_hash": record_hash(invoices[-1]),
            }
        ),
        invoices=invoices,
        orders=[
            _issued(order, invoice, link)
            for order, invoice, link in zip(orders, invoices, links, strict=True)
        ],
        links=links,
    )


def numbered(order: Order, sequence: int, previous_hash: str, series: Series) -> Invoice:
    """Return the record of an order under a sequence number; all orders here are alike."""
    return _INVOICE.model_copy(
        update={
            "number": f"{'INV' if series == SERIES else 'OTHER'}-2026-{sequence:06d}",
            "series": series.key,
            "sequence": sequence,
            "order_id": order.id,
            "previous_hash": previous_hash,
        }
    )


def _link(invoice: Invoice) -> Link:
    return a_link(link_id=invoice.order_id.removeprefix("ord_")[:32], invoice=invoice)


def _issued(order: Order, invoice: Invoice, link: Link) -> Order:
    fact = Issued(
        number=invoice.number,
        series=invoice.series,
        issued_on=invoice.issued_on,
        link_id=link.id,
        link_key_id=link.key_id,
        link_expires_at=link.expires_at,
    )
    return issue(order, fact, NOW)
