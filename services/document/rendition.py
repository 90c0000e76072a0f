"""The rendition of an invoice: a frozen record in, the bytes of its PDF/A-3b out."""

from typing import Final

import deflate
import reportlab

from services.document.drawing.attachment import Attachment
from services.document.drawing.metadata import Description
from services.document.drawing.pdf import written
from services.document.einvoice.cii import FILE_NAME, cii
from services.document.layout.pages import pages_of
from services.document.layout.sheet import paper_for
from services.document.layout.theme import theme_of
from services.document.logo import logo_of
from services.document.view.assembly import view_of
from services.document.view.model import View
from services.domain.invoice import Invoice
from services.domain.money import exact_arithmetic

_EDITION: Final = 4
"""Raised with every change that changes the bytes of a record."""

RENDERER: Final = (
    f"counterfoil-pdf/{_EDITION} reportlab/{reportlab.__version__} deflate/{deflate.__version__}"
)
"""Names and versions of what made the bytes, for the receipt."""


def render(invoice: Invoice) -> bytes:
    """Return the PDF of a record, with its XML inside where the record claims a standard.

    Pure: nothing is added up but the subtotals at page breaks, nobody is asked, and equal
    records give equal bytes in every process. It is total for what `bill` and `check_coverage`
    let through and whose logo passed `check_logo`. Safe to call from several threads.
    """
    seller = invoice.bill.seller
    with exact_arithmetic():
        view = view_of(invoice)
    pages = pages_of(
        view,
        logo=logo_of(seller.logo) if seller.logo else None,
        colours=theme_of(seller.accent_colour),
        paper=paper_for(seller.address.country),
    )
    attachment = _attachment(invoice) if invoice.bill.e_invoice else None
    return written(pages, _description(invoice, view), attachment)


def _description(invoice: Invoice, view: View) -> Description:
    return Description(
        title=f"{view.title} {view.number}",
        author=invoice.bill.seller.legal_name,
        subject=view.headline,
        language=view.language,
        created_at=invoice.issued_at,
    )


def _attachment(invoice: Invoice) -> Attachment:
    """Return the record as data: the same invoice once more, for programs (Factur-X 1.0, 6.2)."""
    return Attachment(
        name=FILE_NAME,
        content=cii(invoice),
        mime="text/xml",
        relationship="Alternative",
        description=f"{invoice.number} (EN 16931)",
        modified_at=invoice.issued_at,
    )
