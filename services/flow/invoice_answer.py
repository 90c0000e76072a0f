"""What a caller is told about an invoice: one shape for the CLI, the API and every list."""

from typing import Any, Literal

from services.domain.invoice import Invoice
from services.domain.link import KeyRing
from services.domain.money import amount_text
from services.domain.numbering import DocumentType
from services.domain.order import Order
from services.flow.order_answer import Answer, TotalsAnswer, page_url


class IssuedInvoiceAnswer(Answer):
    """An invoice, as the record of it and the order behind it stand now."""

    object: Literal["invoice"]
    """Always invoice."""
    number: str
    """The invoice's number, gap-free within its series."""
    type: DocumentType
    """UNTDID 1001: 380 an invoice, 381 a credit note."""
    order_id: str
    """The order it was issued for."""
    series: str
    """The gap-free row of numbers it belongs to."""
    issued_on: str
    """The day it was issued, in the seller's time zone: YYYY-MM-DD."""
    currency: str
    """ISO 4217."""
    totals: TotalsAnswer
    status: Literal["issued", "credited"]
    """credited: taken back as a whole by a credit note."""
    sha256: str | None
    """SHA-256 of the archived PDF in hex; null until it is archived."""
    page_url: str | None
    """The page the customer is mailed a link to. Needs no key; null once its link is long over."""
    pdf_url: str | None
    """The archived PDF. Needs no key; answers once the invoice is archived."""
    xml_url: str | None
    """The XML the PDF carries (EN 16931). Needs no key; null for an invoice that carries none."""


def invoice_answer(
    invoice: Invoice, order: Order, *, public_url: str, links: KeyRing
) -> dict[str, Any]:
    """Return an invoice in the shape of the public surface; `order` is the one it was issued for.

    `public_url` is where mailed links lead, without a trailing slash.
    """
    issued = order.issued
    page = page_url(order, issued, public_url=public_url, links=links) if issued else None
    return IssuedInvoiceAnswer(
        object="invoice",
        number=invoice.number,
        type=invoice.type,
        order_id=invoice.order_id,
        series=invoice.series,
        issued_on=invoice.issued_on.isoformat(),
        currency=invoice.bill.currency,
        totals=_totals(invoice),
        status="credited" if order.credited_at else "issued",
        sha256=order.archived.sha256 if order.archived else None,
        page_url=page,
        pdf_url=f"{page}/pdf" if page else None,
        xml_url=f"{page}/xml" if page and invoice.bill.e_invoice else None,
    ).model_dump()


def _totals(invoice: Invoice) -> TotalsAnswer:
    totals, currency = invoice.bill.totals, invoice.bill.currency
    return TotalsAnswer(
        net=amount_text(totals.net, currency),
        tax=amount_text(totals.tax, currency),
        gross=amount_text(totals.gross, currency),
        due=amount_text(totals.due, currency),
    )
